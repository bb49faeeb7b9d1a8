//! The text of the three forms of a report.

use super::{html, markdown, table};
use crate::report;
use report::{Figures, Report, Segment};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::HashSet;

#[path = "sample.rs"]
mod sample;

use sample::sample;

/// The sample with few measures.
fn small() -> Report {
    let mut report = sample();
    let few = ["end_to_end", "direct", "source_hit"];
    let keep = |group: &str, measure: &str| few.contains(&measure) || group == "calibration_attributions";
    for system in &mut report.systems {
        system.figures.0.retain(|figure| keep(figure.group, figure.measure));
        for slice in system.by.values_mut() {
            slice.figures.0.retain(|figure| keep(figure.group, figure.measure));
        }
    }
    report.comparisons.retain(|comparison| keep(comparison.group, comparison.measure));
    report
}

fn only_one_system() -> Report {
    let mut report = small();
    report.systems.truncate(1);
    report.comparisons.clear();
    report
}

/// A page without the text of its script and style, which is not XML.
fn elements(page: &str) -> String {
    let mut rest = page;
    let mut kept = String::new();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let (before, after) = rest.split_once(start).expect("such an element");
        let (_, after) = after.split_once(end).expect("its end");
        kept += before;
        rest = after;
    }
    kept + rest
}

fn parse(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).expect("elements that are closed")
}

fn named<'d>(document: &'d Document, name: &'static str) -> impl Iterator<Item = Node<'d, 'd>> {
    document.descendants().filter(move |node| node.has_tag_name(name))
}

const IN_TERMINAL: &str = "\
harbour-news.jsonl: 84 articles, 2,190 sentences, 1,904 attributions.
  Measured with saidso 0.2.0.
95 % intervals by bootstrap: 1,000 samples of 84 units (articles), seed
  7. p: two-sided, by approximate randomisation over the same units,
  uncorrected for multiple tests.
Shares in per cent; –: not defined; ↓: lower is better.
quotation-marks: 2 articles without a prediction, 1 article failed;
  counted as if nothing was predicted.
Not measured: Agreement: only 12 articles have more than one annotator.

Attributions
 Measure     System              P     R    F1  95 % of F1
───────────────────────────────────────────────────────────
 end to end  saidso-en        63.5  60.0  61.7   59.6–63.5
             quotation-marks  49.5  46.0  47.7   45.6–49.5
 direct      saidso-en        92.0  88.5  90.2   88.1–92.0
             quotation-marks  78.0  74.5  76.2   74.1–78.0

 Measure               System           Value       95 %
─────────────────────────────────────────────────────────
 source hit, accuracy  saidso-en         82.3  80.2–84.1
                       quotation-marks   68.3  66.2–70.1

Calibration of attributions
 Measure                       System           Value         95 %
───────────────────────────────────────────────────────────────────
 expected calibration error ↓  saidso-en        0.055  0.034–0.073
                               quotation-marks  0.195  0.174–0.213
 Brier score ↓                 saidso-en            –
                               quotation-marks      –

By metadata: saidso-en
 Value            Articles  end to end F1
──────────────────────────────────────────
 Harbour Gazette        51           61.7
 Northern Post          33           55.7

By metadata: quotation-marks
 Value            Articles  end to end F1
──────────────────────────────────────────
 Harbour Gazette        51           47.7
 Northern Post          33           41.7

saidso-en minus quotation-marks
 Group                        Measure         Difference        p
──────────────────────────────────────────────────────────────────
 attributions                 end to end, F1       +14.0  < 0.001
                              direct, F1           +14.0  < 0.001
 calibration of attributions  Brier score ↓            –        –

saidso-en: the worst 1 of 130 mistakes

1. wrong source, harbour-000, at 117
   gold       The harbour stayed closed for a second day. [source Mr
              Holm] [cue said] [content that the pilots had been warned
              twice before the ferry left its berth].
   predicted  confidence 0.87: [source The harbour] stayed closed for a
              second day. Mr Holm [cue said] [content that the pilots
              had been warned twice before the ferry left its berth].

quotation-marks: the worst 1 of 77 mistakes

1. wrong source, harbour-000, at 117
   gold       The harbour stayed closed for a second day. [source Mr
              Holm] [cue said] [content that the pilots had been warned
              twice before the ferry left its berth].
   predicted  confidence 0.87: [source The harbour] stayed closed for a
              second day. Mr Holm [cue said] [content that the pilots
              had been warned twice before the ferry left its berth].
";

const IN_MARKDOWN: &str = "\
Gold: harbour-news.jsonl (84 articles, 2,190 sentences, 1,904 attributions). Measured with saidso 0.2.0. 95 % intervals by bootstrap: 1,000 samples of 84 units (articles), seed 7. Shares in per cent; –: not defined; ↓: lower is better.

- Not measured: Agreement: only 12 articles have more than one annotator.

### Attributions

| Measure | P | R | F1 | 95 % of F1 |
|---|---:|---:|---:|---:|
| end to end | 63.5 | 60.0 | 61.7 | 59.6–63.5 |
| direct | 92.0 | 88.5 | 90.2 | 88.1–92.0 |

| Measure | Value | 95 % |
|---|---:|---:|
| source hit, accuracy | 82.3 | 80.2–84.1 |

### Calibration of attributions

| Measure | Value | 95 % |
|---|---:|---:|
| expected calibration error ↓ | 0.055 | 0.034–0.073 |
| Brier score ↓ | – |  |

### By metadata

| Value | Articles | end to end F1 |
|---|---:|---:|
| Harbour Gazette | 51 | 61.7 |
| Northern Post | 33 | 55.7 |
";

#[test]
fn the_terminal_shows_system_below_system() {
    assert_eq!(table(&small(), Some(72), 1), IN_TERMINAL);
}

#[test]
fn markdown_names_one_system_nowhere() {
    assert_eq!(markdown(&only_one_system()), IN_MARKDOWN);
}

#[test]
fn a_table_goes_beyond_the_width_for_nothing_but_long_words() {
    let text = table(&sample(), Some(80), 10);
    let too_long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(too_long.is_empty(), "{too_long:#?}");
}

#[test]
fn as_many_mistakes_as_asked_for_are_shown() {
    let shown = |mistakes| table(&sample(), None, mistakes).matches("\n   predicted").count();
    assert_eq!([shown(0), shown(3), shown(100)], [0, 6, 177]);
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let mut report = sample();
    report.systems[0].name = "red\u{1b}[31m".to_owned();
    report.systems[0].mistakes[0].article = "bell\u{7}".to_owned();
    let text = table(&report, None, 1);
    assert!(text.contains("red[31m") && text.contains("bell"));
    assert!(!text.contains(['\u{1b}', '\u{7}']));
}

#[test]
fn names_do_not_break_markdown() {
    let mut report = small();
    report.systems[0].name = "a|b <i>*c*".to_owned();
    report.left_out[0].why = "line\nbreak".to_owned();
    let text = markdown(&report);
    assert!(text.contains(r"| a\|b \<i\>\*c\* |"), "{text}");
    assert!(text.contains("line break"));
}

#[test]
fn a_page_is_well_formed() {
    let page = html(&sample()).expect("a page");
    let page = elements(&page);
    let document = parse(&page);
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let unique: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    for node in document.descendants() {
        let links = node.attribute("href").map(|href| href.strip_prefix('#').expect("a place in the page"));
        for target in links.into_iter().chain(node.attribute("aria-labelledby")) {
            assert!(unique.contains(target), "{target} is not there");
        }
    }
    for table in named(&document, "table") {
        assert!(table.children().any(|child| child.has_tag_name("caption") || child.has_tag_name("thead")));
    }
    assert!(named(&document, "svg").all(|svg| svg.attribute("role") == Some("img") && svg.has_attribute("aria-label")));
    assert_eq!(named(&document, "h1").count(), 1);
}

#[test]
fn a_page_needs_nothing_else() {
    let page = html(&sample()).expect("a page");
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link", "<iframe"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_page_shows_every_figure() {
    let report = sample();
    let page = html(&report).expect("a page");
    let page = elements(&page);
    let document = parse(&page);
    let cells = named(&document, "td").filter(|node| node.attribute("class") == Some("main"));
    let values: Vec<&str> = cells.filter_map(|cell| cell.first_element_child()?.text()).collect();
    let parts = |figure: &&report::Figure| !["precision", "recall"].contains(&figure.statistic);
    let figures = report.systems.iter().flat_map(|system| system.figures.0.iter().filter(parts));
    assert_eq!(values.len(), figures.count());
    assert_eq!(values[..2], ["48.2", "34.2"]);
    assert_eq!(named(&document, "polyline").count(), 4 + 4);
}

#[test]
fn a_hostile_text_stays_text() {
    let hostile = "</script><img src=x onerror=alert(1)>";
    let mut report = sample();
    report.gold.file = hostile.to_owned();
    report.left_out[0].why = hostile.to_owned();
    let system = &mut report.systems[0];
    system.name = hostile.to_owned();
    system.missing.push(hostile.to_owned());
    let slice = system.by["Northern Post"].clone();
    system.by.insert(hostile.to_owned(), slice);
    system.mistakes[0].article = hostile.to_owned();
    system.mistakes[0].kind = hostile.to_owned();
    if let Some(gold) = &mut system.mistakes[0].gold {
        gold.segments.push(Segment { text: hostile.to_owned(), part: Some("content") });
    }
    let page = html(&report).expect("a page");
    let page = elements(&page);
    let document = parse(&page);
    assert_eq!(named(&document, "img").count(), 0);
    assert_eq!(named(&document, "h1").next().and_then(|title| title.text()), Some(hostile));
    let data = named(&document, "script").next().and_then(|script| script.text()).expect("the mistakes");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data[0]["mistakes"][0]["article"], hostile);
}

#[test]
fn what_is_not_there_leaves_no_trace() {
    let mut report = only_one_system();
    let system = &mut report.systems[0];
    (system.confusion, system.reliability, system.risk_coverage) = (Vec::new(), Vec::new(), Vec::new());
    system.by.clear();
    system.figures = Figures::default();
    system.mistakes.clear();
    report.left_out.clear();
    report.resampling.samples = 0;
    let page = html(&report).expect("a page");
    let page = elements(&page);
    let document = parse(&page);
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    for part in ["differences", "slices", "confusion", "calibration"] {
        assert!(!ids.contains(&part), "{part}");
    }
    assert!(table(&report, Some(80), 3).contains("No intervals or tests were made."));
}
