//! Tags next to quotations, statements in unusual forms, and conflicts between attributions.

use super::forms::{added, pairs, shown};
use super::{attribution, prepare};
use crate::decide::{boundaries, conflicts, headlines, hearers, quotes, relatives, tags};

#[test]
fn a_verb_of_any_kind_after_a_quotation_is_a_tag() {
    let tag = |text| added(text, tags::add);
    assert_eq!(tag("“Not guilty,” deadpanned Ann Larsen."), pairs(&[("Ann Larsen", "“Not guilty,”")]));
    let roommate = "“Ask the harbour!” cackled his roommate, the left-hander Peter Holm.";
    assert_eq!(tag(roommate), pairs(&[("his roommate, the left-hander Peter Holm", "“Ask the harbour!”")]));
    assert_eq!(tag("“You never are,” he grumbled."), pairs(&[("he", "“You never are,”")]));
    let owner = "“Where is my rope?” hollers boat-owner Ann Larsen over the engine.";
    assert_eq!(tag(owner), pairs(&[("boat-owner Ann Larsen", "“Where is my rope?”")]));
    assert_eq!(tag("“Coming,” pipes up a boy."), pairs(&[("a boy", "“Coming,”")]));
    assert_eq!(tag("“The Plank,” harbour boats agree, is safe."), []);
    assert_eq!(tag("In “The Long Pier,” Larsen starred as the mayor."), []);
    assert_eq!(tag("The pier, called “the plank,” needed repairs."), []);
}

#[test]
fn inverted_statements_and_accounts_are_attributed() {
    let tag = |text| added(text, tags::add);
    assert_eq!(tag("Not so, say three of her students."), pairs(&[("three of her students", "Not so")]));
    assert_eq!(tag("The pier is old, says the council that owns it, and weak."), []);
    let governors = "Not yet, warn two former captains, both of whom sailed with him.";
    assert_eq!(tag(governors), pairs(&[("two former captains", "Not yet")]));
    let account = "He has, by his own account, sold two boats.";
    assert_eq!(tag(account), pairs(&[("his", "He has / sold two boats")]));
}

#[test]
fn who_is_only_spoken_to_is_no_source() {
    let source = |text: &str, source: &str, cue: &str, content: &str| {
        let prepared = prepare(text);
        let mut found = vec![attribution(&prepared, Some(source), cue, &[content])];
        hearers::remove(&prepared, &mut found);
        shown(&prepared, &found).remove(0)
    };
    let pair = |source: &str, content: &str| (source.to_owned(), content.to_owned());
    let inquest = source("The inquest heard that the boat was old.", "The inquest", "heard", "that the boat was old");
    assert_eq!(inquest, pair("", "that the boat was old"));
    let told = source("The captain was also told that it was over.", "The captain", "told", "that it was over");
    assert_eq!(told, pair("", "that it was over"));
    let clerk = source("They were told by a clerk that it was over.", "They", "told", "by a clerk that it was over");
    assert_eq!(clerk, pair("a clerk", "that it was over"));
    let email = source("Crews were told by email that it was over.", "Crews", "told", "by email that it was over");
    assert_eq!(email, pair("", "that it was over"));
    let larsen = source("Larsen heard that the boat was old.", "Larsen", "heard", "that the boat was old");
    assert_eq!(larsen, pair("Larsen", "that the boat was old"));
}

#[test]
fn a_quotation_belongs_to_the_tag_beside_it() {
    let text = "“Why?” Larsen asked the council. “We have no money!” Holm told her.";
    let prepared = prepare(text);
    let mut found = vec![
        attribution(&prepared, Some("Larsen"), "asked", &["“Why?”", "“We have no money!”"]),
        attribution(&prepared, Some("Holm"), "told", &["her"]),
    ];
    conflicts::settle(&prepared, &mut found);
    assert_eq!(shown(&prepared, &found), pairs(&[("Larsen", "“Why?”"), ("Holm", "“We have no money!”")]));
}

#[test]
fn an_expected_statement_is_its_speakers() {
    let text = "The treasurer is expected to argue that it was legal.";
    let prepared = prepare(text);
    let mut found = vec![attribution(&prepared, None, "is expected", &["The treasurer", "to argue that it was legal"])];
    conflicts::settle(&prepared, &mut found);
    assert_eq!(shown(&prepared, &found), pairs(&[("The treasurer", "that it was legal")]));
}

#[test]
fn views_and_silence_are_attributed() {
    let tag = |text| added(text, tags::add);
    let view = "The council should pay for it, in the view of Anna Larsen, who runs the port.";
    assert_eq!(tag(view), pairs(&[("Anna Larsen", "The council should pay for it")]));
    let declined = "A lawyer for the owners, Anna Larsen, declined to comment.";
    assert_eq!(tag(declined), pairs(&[("A lawyer for the owners, Anna Larsen", "to comment")]));
    let unseen = "Larsen, a former diver, declined to be interviewed.";
    assert_eq!(tag(unseen), pairs(&[("Larsen, a former diver", "to be interviewed")]));
    assert_eq!(tag("The palace would not comment."), pairs(&[("The palace", "comment")]));
    assert_eq!(tag("The ferry firm has yet to respond."), pairs(&[("The ferry firm", "to respond")]));
    assert_eq!(tag("Larsen would not leave."), []);
    assert_eq!(tag("Larsen would not"), []);
    assert_eq!(tag("Larsen declined to leave."), []);
    assert_eq!(tag("Larsen declined to"), []);
    let silent = "The port did not respond to a request for comment.";
    assert_eq!(tag(silent), pairs(&[("The port", "to a request for comment")]));
}

#[test]
fn an_answer_before_its_speaker_is_not_the_source() {
    let prepared = prepare("Rubbish, counters Anna Larsen, who runs the port.");
    let mut found = vec![attribution(&prepared, Some("Rubbish"), "counters", &["Anna Larsen, who runs the port"])];
    conflicts::settle(&prepared, &mut found);
    assert_eq!(shown(&prepared, &found), pairs(&[("Anna Larsen", "Rubbish")]));
}

#[test]
fn a_quotation_after_a_statement_is_its_speakers_and_a_signed_one_nobody_elses() {
    let text = "“It is over,” Holm added.\n\nLarsen said she would take over. “I know where the roof leaks.”\n\n\
                “Nobody asked us.” — Petra Vik, baker";
    let prepared = prepare(text);
    let rest = ["“It is over,”", "“I know where the roof leaks.”", "“Nobody asked us.”"];
    let mut found = vec![
        attribution(&prepared, Some("Holm"), "added", &rest),
        attribution(&prepared, Some("Larsen"), "said", &["she would take over"]),
    ];
    conflicts::settle(&prepared, &mut found);
    let expected =
        pairs(&[("Holm", "“It is over,”"), ("Larsen", "she would take over / “I know where the roof leaks.”")]);
    assert_eq!(shown(&prepared, &found), expected);
}

#[test]
fn a_headline_may_end_in_its_speaker_and_the_verb() {
    let text = "Storm Forecast Was Botched, Weather Chief Says\n\nThe harbour was full of boats on Monday evening.";
    assert_eq!(added(text, headlines::add), pairs(&[("Weather Chief", "Storm Forecast Was Botched")]));
    let prepared = prepare("Fees ‘a tax on the sick’, says bishop\n\nThe harbour was full of boats on Monday evening.");
    let mut found = vec![attribution(&prepared, None, "says", &["Fees ‘a tax on the sick’"])];
    headlines::add(&prepared, &mut found);
    assert_eq!(shown(&prepared, &found), pairs(&[("bishop", "Fees ‘a tax on the sick’")]));
    assert_eq!(added("'She says\n\nThe harbour was full of boats on Monday evening.", headlines::add), []);
}

#[test]
fn a_relative_clause_belongs_to_the_noun_before_it() {
    let prepared = prepare("The door was left open, a nurse who worked there until May has claimed.");
    let mut found =
        vec![attribution(&prepared, Some("who worked there until May"), "has claimed", &["The door was left open"])];
    relatives::complete(&prepared, &mut found);
    let expected = pairs(&[("a nurse who worked there until May", "The door was left open")]);
    assert_eq!(shown(&prepared, &found), expected);
}

#[test]
fn reported_words_end_with_their_sentence() {
    let end = |text: &str, content: &str| {
        let prepared = prepare(text);
        let mut found = vec![attribution(&prepared, Some("Larsen"), "says", &[content])];
        boundaries::trim(&prepared, &mut found);
        shown(&prepared, &found).remove(0).1
    };
    let text = "Larsen says the pier was checked. It should be torn up.";
    assert_eq!(end(text, "the pier was checked. It should be torn up."), "the pier was checked.");
    let text = "Larsen says the pier was checked. “It is safe.”";
    assert_eq!(end(text, "the pier was checked. “It is safe.”"), "the pier was checked. “It is safe.”");
    let text = "Larsen says: The pier was checked. It is safe.";
    assert_eq!(end(text, "The pier was checked. It is safe."), "The pier was checked. It is safe.");
}

#[test]
fn what_a_speaker_says_of_themselves_leaves_their_quotation_open() {
    let prepared = prepare("Larsen said the survey had shocked her. “We expected rust there.”");
    let mut found = vec![
        attribution(&prepared, Some("Larsen"), "said", &["the survey had shocked her"]),
        attribution(&prepared, Some("We"), "expected", &["rust there"]),
    ];
    quotes::go_on(&prepared, &mut found);
    let expected = pairs(&[("Larsen", "the survey had shocked her / “We expected rust there.”"), ("We", "rust there")]);
    assert_eq!(shown(&prepared, &found), expected);
}
