//! Decisions on small texts whose attributions are given, not predicted.

mod forms;
mod tags;

use super::{Attribution, boundaries, labels, quotes, turns};
use crate::encode::WindowScores;
use crate::model::{Decisions, Stance, read_tokenizer};
use crate::prepare::{Prepared, Preparer, WindowConfig};
use crate::record::{Article, Label};
use std::ops::Range;
use std::path::Path;

pub(super) fn prepare(text: &str) -> Prepared {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en/tokenizer.json");
    let windows = WindowConfig { max_pieces: 256, context_pieces: 48, cls: 101, sep: 102 };
    Preparer::new(read_tokenizer(&path).unwrap(), windows).prepare(Article::new("test", text)).unwrap()
}

fn words(prepared: &Prepared, part: &str) -> Range<usize> {
    let start = prepared.article.text.find(part).expect("a part of the text");
    prepared.words_in(&(start..start + part.len()))
}

fn attribution(prepared: &Prepared, source: Option<&str>, cue: &str, content: &[&str]) -> Attribution {
    Attribution {
        cue: words(prepared, cue),
        source: source.map(|source| words(prepared, source)),
        content: content.iter().map(|part| words(prepared, part)).collect(),
        turn: false,
        logit: 3.0,
        confidence: 0.9,
        presence_logit: 3.0,
        presence: 0.95,
    }
}

/// The label of each sentence, all with these log-odds of opinion, and whether an attribution governs it.
fn label(prepared: &Prepared, attributions: &[Attribution], opinion: f32) -> Vec<(Option<Label>, bool)> {
    let stance = Stance { opinion, ..Stance::default() };
    let scores: Vec<WindowScores> = prepared
        .windows
        .iter()
        .map(|window| WindowScores {
            cues: Vec::new(),
            stance: vec![stance; window.sentences.len()],
            check_worthy: Vec::new(),
            mentions: Vec::new(),
        })
        .collect();
    labels::label(prepared, &scores, attributions, Decisions::default())
        .into_iter()
        .map(|labelled| (labelled.label.map(|(label, _)| label), labelled.governing.is_some()))
        .collect()
}

const FACT: Option<Label> = Some(Label::ReportedFact);
const QUOTE: Option<Label> = Some(Label::Quote);
const OPINION: Option<Label> = Some(Label::Opinion);

#[test]
fn half_of_the_attributed_words_in_quotation_marks_make_a_quote() {
    let direct = prepare("“We will never close the port,” said Anna Larsen, who runs it.");
    let said = attribution(&direct, Some("Anna Larsen, who runs it"), "said", &["“We will never close the port,”"]);
    assert_eq!(label(&direct, &[said], 0.0), [(QUOTE, true)]);

    let indirect = prepare("Anna Larsen said that the “so-called” port would never be closed to ships of any kind.");
    let content = "that the “so-called” port would never be closed to ships of any kind";
    let said = attribution(&indirect, Some("Anna Larsen"), "said", &[content]);
    assert_eq!(label(&indirect, &[said], 5.0), [(FACT, true)]);
}

#[test]
fn stance_decides_where_nobody_else_answers() {
    let own = prepare("We think that the port should never be closed. It seems that the plan is dead.");
    let think = attribution(&own, Some("We"), "think", &["that the port should never be closed"]);
    let seems = attribution(&own, None, "seems", &["that the plan is dead"]);
    assert_eq!(label(&own, &[think.clone(), seems.clone()], 3.0), [(OPINION, false), (OPINION, false)]);
    assert_eq!(label(&own, &[think, seems], -3.0), [(FACT, false), (FACT, false)]);
}

#[test]
fn a_sentence_wholly_inside_a_quotation_is_a_quote_and_one_that_introduces_it_too() {
    let text = prepare("Anna Larsen went on:\n\n“The port stays open. We have no choice.”");
    let went = attribution(&text, Some("Anna Larsen"), "went on", &["“The port stays open. We have no choice.”"]);
    assert_eq!(label(&text, &[went], 0.0), [(QUOTE, true), (QUOTE, true), (QUOTE, true)]);
    assert_eq!(label(&text, &[], 0.0)[1..], [(QUOTE, false), (QUOTE, false)]);
}

#[test]
fn boilerplate_has_no_label() {
    let text = prepare("The port of Hallen will stay open all winter, the council has decided.\n\nMost read");
    assert_eq!(label(&text, &[], 0.0)[1], (None, false));
}

#[test]
fn a_quotation_that_nobody_claims_goes_to_whoever_was_speaking() {
    let text =
        prepare("“It is over,” she said. “We lost.”\n\n“But we will be back.”\n\nIt rained.\n\n“Nobody said this.”");
    let mut found = vec![attribution(&text, Some("she"), "said", &["“It is over,”"])];
    quotes::go_on(&text, &mut found);
    let said: Vec<&str> = found[0].content.iter().map(|words| text.text(words)).collect();
    assert_eq!(said, ["“It is over,”", "“We lost.”", "“But we will be back.”"]);
}

#[test]
fn a_content_takes_in_the_marks_around_it() {
    let text = prepare("“It is over, all of it,” she said.");
    let mut found = vec![attribution(&text, Some("she"), "said", &["It is over", "all of it"])];
    quotes::complete(&text, &mut found);
    assert_eq!(found[0].content, [words(&text, "“It is over, all of it,”")]);
}

#[test]
fn contents_out_of_order_are_put_in_order() {
    let text = prepare("“It is over,” she said. “All of it.”");
    let mut found = vec![attribution(&text, Some("she"), "said", &["“All of it.”", "It is over"])];
    quotes::complete(&text, &mut found);
    assert_eq!(found[0].content, [words(&text, "“It is over,”"), words(&text, "“All of it.”")]);
}

#[test]
fn the_turns_of_a_transcript_are_quotes_and_a_list_is_not() {
    let text = prepare(
        "We spoke to the harbour master on Monday about the winter.\n\nHERALD: Will you close the port?\n\n\
         LARSEN: We have no choice. My crew is tired.\n\nHERALD: And in the spring, will you open it?",
    );
    let mut found = Vec::new();
    turns::add(&text, &mut found);
    let sources: Vec<&str> =
        found.iter().filter_map(|turn| turn.source.as_ref()).map(|words| text.text(words)).collect();
    assert_eq!(sources, ["HERALD", "LARSEN", "HERALD"]);
    assert_eq!(label(&text, &found, 0.0)[1..], [(QUOTE, true); 4]);

    let list = prepare("The results are in.\n\nRowing: Hallen won.\n\nSailing: Corrick won.\n\nRunning: Thornsea won.");
    let mut none = Vec::new();
    turns::add(&list, &mut none);
    assert_eq!(none, []);
}

#[test]
fn what_a_headline_says_does_not_run_into_the_body() {
    let text = prepare("Port stays open, says Larsen\n\nThe council voted on Monday to keep the port open all winter.");
    let mut found =
        vec![attribution(&text, Some("Larsen"), "says", &["Port stays open", "The council voted on Monday"])];
    boundaries::trim(&text, &mut found);
    assert_eq!(found[0].content, [words(&text, "Port stays open")]);
}

#[test]
fn what_the_author_asks_or_says_is_nobody_elses() {
    let text = prepare("I asked her whether the port would close. “Are you sure of that?” I said to Anna Larsen.");
    let asked = attribution(&text, Some("I"), "asked", &["whether the port would close"]);
    let mut said = attribution(&text, None, "said", &["“Are you sure of that?”"]);
    let second = text.article.text.rfind("I said").expect("a part of the text");
    said.source = Some(text.words_in(&(second..second + 1)));
    assert!(label(&text, &[asked, said], -3.0).iter().all(|&(_, answered)| !answered));
}

#[test]
fn the_first_of_two_main_clauses_governs_and_no_clause_that_opens_the_sentence() {
    let governing = |text: &str, first: [&str; 3], second: [&str; 3]| {
        let prepared = prepare(text);
        let of = |[source, cue, content]: [&str; 3]| attribution(&prepared, Some(source), cue, &[content]);
        let scores: Vec<WindowScores> = Vec::new();
        labels::label(&prepared, &scores, &[of(first), of(second)], Decisions::default())[0].governing
    };
    let joined = "A third say they do not know, and one in five find that it is no improvement at all on last year.";
    let third = ["A third", "say", "they do not know"];
    let fifth = ["one in five", "find", "that it is no improvement at all on last year"];
    assert_eq!(governing(joined, third, fifth), Some(0));
    let opening = "While the minister claimed that prices had fallen all year, doctors say they rose.";
    let minister = ["the minister", "claimed", "that prices had fallen all year"];
    assert_eq!(governing(opening, minister, ["doctors", "say", "they rose"]), Some(1));
}
