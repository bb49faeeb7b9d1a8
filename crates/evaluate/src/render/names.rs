//! Names in a report, as a reader would write them.

use crate::cells::Statistic;

/// Names that are not readable as they are.
const NAMES: [(&str, &str); 13] = [
    ("area_under_risk_coverage", "area under risk–coverage"),
    ("brier", "Brier score"),
    ("calibration_attributions", "calibration of attributions"),
    ("calibration_labels", "calibration of labels"),
    ("cohen_kappa", "Cohen’s κ"),
    ("coreference", "coreference of source mentions"),
    ("found", "mentions that the gold set has"),
    ("krippendorff_alpha", "Krippendorff’s α"),
    ("match_dice_50", "match (Dice ≥ 0.5)"),
    ("spans_source", "source spans"),
    ("spans_cue", "cue spans"),
    ("spans_content", "content spans"),
    ("source_kinds", "kinds of source"),
];

/// Words within names that are capitalised.
const WORDS: [(&str, &str); 6] =
    [("b3", "B³"), ("ceafe", "CEAF-e"), ("cofenet", "CofeNet"), ("f1", "F1"), ("jaccard", "Jaccard"), ("lea", "LEA")];

/// A name within a line of text.
pub(super) fn readable(name: &str) -> String {
    if let Some((_, readable)) = NAMES.iter().find(|(known, _)| *known == name) {
        return (*readable).to_owned();
    }
    let word = |word| WORDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, written)| *written);
    name.split('_').map(word).collect::<Vec<_>>().join(" ")
}

/// A name as a heading.
pub(super) fn heading(name: &str) -> String {
    let readable = readable(name);
    let mut rest = readable.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The name of a figure other than precision, recall and F1.
pub(super) fn figure(measure: &str, statistic: Statistic) -> String {
    let name = if measure == "all" || measure == statistic {
        readable(statistic)
    } else {
        format!("{}, {}", readable(measure), readable(statistic))
    };
    if lower_is_better(statistic) { format!("{name} ↓") } else { name }
}

/// A letter for a system, where its name would be too long.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
pub(super) fn letter(system: &usize) -> char {
    char::from(b'A' + (system % 26) as u8)
}

/// How many colours a page has for systems; if there are more systems, colours repeat and letters tell them apart.
const COLOURS: usize = 6;

/// The CSS class for elements in the colour of a system.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
pub(super) fn colour(system: &usize) -> String {
    format!("s{}", system % COLOURS)
}

/// Whether a figure is shown as it is; all others are shares and shown in per cent.
pub(super) fn is_plain(statistic: Statistic) -> bool {
    lower_is_better(statistic) || matches!(statistic, "cohen_kappa" | "krippendorff_alpha")
}

/// Whether lower values of a figure are better.
pub(super) fn lower_is_better(statistic: Statistic) -> bool {
    matches!(statistic, "area_under_risk_coverage" | "brier" | "expected_calibration_error")
}
