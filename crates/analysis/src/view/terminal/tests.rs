use super::*;
use crate::view::sample;
use anstream::adapter::strip_str;
use proptest::prelude::*;
use saidso::decide::{Explanation, Weighed};
use saidso::resolve::{Considered, RuledOut, SourceExplanation};

fn plain(record: &Record, width: Option<usize>) -> String {
    strip_str(&terminal(record, Some(sample::TEXT), width)).to_string()
}

#[test]
fn an_article_reads_without_colour() {
    let expected = "\
bridge   F  reported fact 2   Q  quote 1   O  opinion 1  source cue

1  F      Bridge to close

2  Q  s1  “We had no choice,” said Anna Larsen.
3  F  s2  He said that the mayor feared the bridge would close.

4  O      A sorry end.

Sources

The author  2 claims: 1 reported fact, 1 opinion

s1  Anna Larsen  1 claim: 1 quote
    2  Q  said: “We had no choice,”

s2  He  1 claim: 1 reported fact
    3  F  said: that the mayor feared the bridge would close

s3  the mayor  1 claim: 1 reported fact
    3  F  feared: the bridge would close
";
    let shown = plain(&sample::record(), None).replace('\u{a0}', " ");
    assert_eq!(shown, expected);
}

#[test]
fn what_is_not_put_forward_is_marked() {
    let mut record = sample::record();
    record.claims[1].assertion = Some(saidso::record::Assertion::Denied);
    let shown = plain(&record, None);
    assert!(shown.contains("DENIED said: “We had no choice,”\n"), "{shown}");
}

#[test]
fn what_is_known_of_a_source_stands_beside_its_name() {
    let mut record = sample::record();
    let person = serde_json::json!({"name": "Anna B. Larsen", "party": "Greens\u{7}"});
    record.sources[0].person = person.as_object().cloned();
    let shown = plain(&record, None);
    assert!(shown.contains("s1  Anna Larsen  Anna B. Larsen · party Greens␇  1 claim: 1 quote"), "{shown}");
}

#[test]
fn sources_are_underlined_and_labels_have_colours() {
    let shown = terminal(&sample::record(), None, None);
    assert!(shown.contains("\x1b[4m\x1b[38;5;130mAnna Larsen\x1b[0m"), "{shown:?}");
    assert!(shown.contains("\x1b[38;5;132mA sorry end."), "{shown:?}");
}

#[test]
fn lines_keep_to_the_width() {
    let shown = plain(&sample::record(), Some(36));
    assert!(shown.contains("3  F  s2  He said that the mayor\n   ▏      feared the bridge would\n"), "{shown}");
    assert!(shown.lines().all(|line| line.width() <= 36), "{shown}");
}

/// The contrast of a colour of the 256-colour palette with black and with white, as WCAG defines it.
fn contrasts(Ansi256Color(index): Ansi256Color) -> (f64, f64) {
    let level = |step: u8| if step == 0 { 0.0 } else { (f64::from(step) * 40.0 + 55.0) / 255.0 };
    let linear = |level: f64| if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) };
    let cube = index - 16;
    let channels = [cube / 36, cube / 6 % 6, cube % 6].map(|step| linear(level(step)));
    let luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    ((luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05))
}

#[test]
fn colours_can_be_read() {
    for label in [Label::Quote, Label::Opinion] {
        let (on_black, on_white) = contrasts(ink(label));
        assert!(on_black > 4.0 && on_white > 4.0, "{label:?}: {on_black} {on_white}");
    }
    for label in [Label::ReportedFact, Label::Quote, Label::Opinion] {
        assert!(contrasts(ground(label)).0 > 7.0, "{label:?}");
    }
}

fn explanation() -> Explanation {
    let part = |what, value, weight| Weighed { what, value, weight };
    Explanation {
        voice: vec![part("before any evidence", 1.0, -3.0), part("share × probability", 0.9, 5.0)],
        attributed: 0.8176,
        quote: vec![part("before any evidence", 1.0, -1.0)],
        quoted: 0.2689,
        stance: vec![part("what the stance head says, in log-odds", -2.0, 1.0)],
        opinion: 0.1192,
    }
}

fn found() -> [Option<SourceExplanation>; 1] {
    let ruled_out = RuledOut { who: "Peter Holm".to_owned(), probability: 0.6, why: "of another gender" };
    let considered =
        Considered { candidates: vec![("Anna Larsen".to_owned(), 0.7)], nobody: 0.2, ruled_out: vec![ruled_out] };
    [Some(SourceExplanation { decided: "the likeliest antecedent", considered: Some(considered) })]
}

#[test]
fn a_label_is_explained() {
    let shown = explained(&sample::record(), 1, Some(&explanation()), &found(), Some(80)).unwrap();
    let shown = strip_str(&shown).to_string();
    for part in [
        "Sentence 2 of 4   Q  quote  0.9000",
        "Attribution a1: direct speech, 0.9000, answers for the sentence",
        "  source      Anna Larsen (s1 Anna Larsen)",
        "  decided by  the likeliest antecedent",
        "  may mean    0.7000  Anna Larsen\n              0.2000  nobody mentioned before\n",
        "  ruled out   0.6000  Peter Holm: of another gender",
        "  cue         said",
        "  content     “We had no choice,”",
        "Does somebody else speak?  0.8176",
        "   +4.50  share × probability  (0.90 × +5.00)",
        "   +1.50  in all",
        "   −2.00  what the stance head says, in log-odds  (−2.00 × +1.00)",
        "  quote          0.8176 × 0.2689 = 0.2199",
    ] {
        assert!(shown.contains(part), "{part:?} is missing in\n{shown}");
    }
    assert_eq!(explained(&sample::record(), 4, None, &[], None), None);
}

#[test]
fn boilerplate_and_labelled_files_are_explained_as_far_as_they_can_be() {
    let mut record = sample::record();
    let file = explained(&record, 3, None, &[], None).unwrap();
    assert!(file.contains("name the article itself") && file.contains("Nobody else speaks in it"), "{file}");
    (record.sentences[3].label, record.sentences[3].scores) = (None, None);
    let boilerplate = explained(&record, 3, None, &[], None).unwrap();
    assert!(boilerplate.contains("Boilerplate"), "{boilerplate}");
}

proptest! {
    #[test]
    fn no_text_gets_through_to_the_terminal(text in any::<String>(), width in proptest::option::of(1_usize..200)) {
        let mut record = sample::record();
        record.id.clone_from(&text);
        record.sentences[1].span.text.clone_from(&text);
        record.sources[0].name.clone_from(&text);
        record.sources[1].id.clone_from(&text);
        record.claims[1].text.clone_from(&text);
        record.attributions[0].cue.text.clone_from(&text);
        let shown = plain(&record, width);
        prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
    }
}
