//! Forms of news text whose layout alone shows who speaks.

use super::{FACT, QUOTE, attribution, label, prepare, words};
use crate::decide::{
    Attribution, bare_speakers, beats, boundaries, documents, headlines, letters, posts, quotes, rebuttals,
    sound_bites, turns,
};
use crate::prepare::Prepared;

type Step = fn(&Prepared, &mut Vec<Attribution>);

/// Source and content of the attributions that a step adds when there are none yet.
pub(super) fn added(text: &str, step: Step) -> Vec<(String, String)> {
    let prepared = prepare(text);
    let mut found = Vec::new();
    step(&prepared, &mut found);
    shown(&prepared, &found)
}

pub(super) fn shown(prepared: &Prepared, found: &[Attribution]) -> Vec<(String, String)> {
    found
        .iter()
        .map(|attribution| {
            let source = attribution.source.as_ref().map_or("", |words| prepared.text(words));
            let content: Vec<&str> = attribution.content.iter().map(|words| prepared.text(words)).collect();
            (source.to_owned(), content.join(" / "))
        })
        .collect()
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(source, content)| (source.to_owned(), content.to_owned())).collect()
}

#[test]
fn a_post_is_its_writers_and_its_signature_boilerplate() {
    let signed = "The ice took the wall on Friday night.\n\nTen boats are safe. Go to bed.\n\n— Anna Larsen \
                (@annalarsen) May 5, 2021\n\nShe is the mayor.";
    assert_eq!(added(signed, posts::add), pairs(&[("Anna Larsen", "Ten boats are safe. Go to bed.")]));
    let in_line = "The mayor posted this:\n\nTen boats are safe.\nGo to bed. pic.twitter.com/a1b2 — Anna Larsen \
                (@annalarsen) 5 May 2021";
    let posted = pairs(&[("Anna Larsen", "Ten boats are safe. / Go to bed. pic.twitter.com/a1b2")]);
    assert_eq!(added(in_line, posts::add), posted);
    let prepared = prepare(in_line);
    let mut found = Vec::new();
    posts::add(&prepared, &mut found);
    assert_eq!(label(&prepared, &found, 0.0), [(QUOTE, true), (QUOTE, true), (QUOTE, true), (None, false)]);
}

#[test]
fn a_sound_bite_in_a_script_is_its_speakers() {
    let script = "Ann Larsen chairs the harbour council. She says the wall will hold. Ann Larsen: We took the only \
                  decision that was open to us. I would take it again. The council meets on Monday. The plan has two \
                  parts. Phase Two: the wall is raised.";
    let said = "We took the only decision that was open to us. I would take it again.";
    assert_eq!(added(script, sound_bites::add), pairs(&[("Ann Larsen", said)]));
}

#[test]
fn a_quotation_after_a_sentence_about_a_person_is_that_persons() {
    let add: Step = |prepared, found| {
        beats::add(prepared, found);
    };
    let text = "Mayor Anna Larsen, who wore a coat, smiled at the crowd. “We have waited long enough. It is time.”";
    let said = "“We have waited long enough. It is time.”";
    assert_eq!(added(text, add), pairs(&[("Mayor Anna Larsen", said)]));
    let pronoun = "The council met on Monday.\n\nLarsen came in late. She looked at the clock.\n\n“We have waited long enough. It is time.”";
    assert_eq!(added(pronoun, add), pairs(&[("She", said)]));
    for other in [
        "The crowd grew at the gates. “We have waited long enough. It is time.”",
        "Anna Larsen came in late. “We have waited” was the name of her song.",
        "Anna Larsen came in late, and left.\n\nThe band played.\n\n“We have waited long enough. It is time.”",
    ] {
        assert_eq!(added(other, add), [], "{other}");
    }
}

#[test]
fn text_that_ran_into_a_post_is_not_taken_for_it() {
    let report = "The ice took the wall of the harbour on Friday night, and nobody had seen it coming. ".repeat(5);
    let text = format!("{report}Ten boats are safe. — Anna Larsen (@annalarsen) May 5, 2021");
    assert_eq!(added(&text, posts::add), []);
}

#[test]
fn a_letter_is_its_writers_and_the_answer_the_columnists() {
    let text = "Dear Ingrid, My neighbour feeds the gulls. They wake me at four.\n\nWhat shall I do?\n\n— \
                Sleepless in Lomvik\n\n\
                Dear Sleepless, Feed them yourself, at noon.";
    let written = "Dear Ingrid, My neighbour feeds the gulls. They wake me at four. / What shall I do?";
    assert_eq!(added(text, letters::add), pairs(&[("Sleepless in Lomvik", written)]));
    let in_line =
        "DEAR INGRID: My neighbour feeds the gulls. — SLEEPLESS IN LOMVIK\n\nDEAR SLEEPLESS: Feed them yourself.";
    let written = "DEAR INGRID: My neighbour feeds the gulls.";
    assert_eq!(added(in_line, letters::add), pairs(&[("SLEEPLESS IN LOMVIK", written)]));
    let on_lines = "Dear Ingrid,\n\nThe gulls wake me.\n\nYours,\nSleepless in Lomvik\n\nDear Sleepless,\n\nFeed them.";
    assert_eq!(added(on_lines, letters::add), pairs(&[("Sleepless in Lomvik", "Dear Ingrid, / The gulls wake me.")]));
}

#[test]
fn an_address_without_a_signature_is_no_letter() {
    for text in
        ["Dear harbour officials,\n\nYou have failed us.", "Dear Elise is a band from Lomvik.\n\nIt plays — Often."]
    {
        assert_eq!(added(text, letters::add), [], "{text}");
    }
}

#[test]
fn a_text_after_a_colon_is_its_writers_until_the_reporter_goes_on() {
    let text = "The master of the port has resigned. In her letter to the council she wrote:\n\nI have kept \
                this port for ten winters.\n\n\
                The wall was never mended.\n\nI will not keep it for another.\n\nThe council met on Friday.";
    let written =
        "I have kept this port for ten winters. / The wall was never mended. / I will not keep it for another.";
    assert_eq!(added(text, documents::add), pairs(&[("she", written)]));
    let notice = "A notice on the gate reads:\n\nNo swimming after dark.\n\nIt was put up in May.";
    assert_eq!(added(notice, documents::add), pairs(&[("A notice on the gate", "No swimming after dark.")]));
    let verse = "Larsen wrote:\n\nThe ice comes in,\nThe ice goes out,\nAnd we stay here.\n\nIt was sung in May.";
    let written = "The ice comes in, / The ice goes out, / And we stay here.";
    assert_eq!(added(verse, documents::add), pairs(&[("Larsen", written)]));
}

#[test]
fn what_follows_any_other_colon_is_the_authors() {
    for text in [
        "Here is what we know:\n\nThe wall broke on Friday.",
        "He said the following roads are closed:\n\nHarbour Street and Mill Lane.",
        "That being said, there are three boats to watch:\n\nThe Aune has won twice.",
        "She wrote:\n\n“The wall is gone.”",
    ] {
        assert_eq!(added(text, documents::add), [], "{text}");
    }
}

#[test]
fn the_items_of_a_list_are_what_its_report_found() {
    let text = "The report found:\n\n• The wall was never mended\n• The money was spent on boats\n\nThe council met.";
    let found = pairs(&[("The report", "• The wall was never mended / • The money was spent on boats")]);
    assert_eq!(added(text, documents::add), found);
    let prepared = prepare(text);
    let mut found = Vec::new();
    documents::add(&prepared, &mut found);
    assert_eq!(label(&prepared, &found, -3.0)[1..3], [(FACT, true), (FACT, true)]);
}

#[test]
fn the_speakers_of_a_transcript_may_be_numbered_or_timed() {
    let text = "[00:12] SPEAKER 1: The wall broke.\n\n[00:15] SPEAKER 2: It did.\n\nSPEAKER 1 [00:19]: Nobody saw it.";
    let spoken = [("SPEAKER 1", "The wall broke."), ("SPEAKER 2", "It did."), ("SPEAKER 1", "Nobody saw it.")];
    assert_eq!(added(text, turns::add), pairs(&spoken));
    let call = "CALLER: Fire.\n\nDESK: Where is it?\n\nCALLER: The barn.\n\nDESK: Get out.";
    assert_eq!(added(call, turns::add).len(), 4);
    let list = "Myth #1: Ice is warm.\n\nMyth #2: Ice is soft.\n\nMyth #3: Ice is dry.";
    assert_eq!(added(list, turns::add), []);
}

#[test]
fn answers_are_those_of_the_person_whom_the_introduction_names() {
    let text = "Anna Larsen ran the port until May.\n\nQ: Why did you go?\n\nA: I was tired.\n\nQ: And \
                now?\n\nA: I sleep.\n\nI read, too.";
    let spoken = [
        ("Q", "Why did you go?"),
        ("Anna Larsen", "I was tired."),
        ("Q", "And now?"),
        ("Anna Larsen", "I sleep. / I read, too."),
    ];
    assert_eq!(added(text, turns::add), pairs(&spoken));
    let bold = "Anna Larsen ran the port until May.\n\n**Why did you go?**\n\nI was tired.\n\n**And now?**\n\nI sleep.";
    let answers: Vec<String> = added(bold, turns::add)
        .into_iter()
        .filter(|(source, _)| source == "Anna Larsen")
        .map(|(_, said)| said)
        .collect();
    assert_eq!(answers, ["I was tired.", "I sleep."]);
}

#[test]
fn a_quotation_right_after_an_indirect_sentence_is_its_speakers() {
    let text = prepare(
        "Wall of Lomvik breaks\n\nLarsen said that the wall would break. “I have seen it move.” It \
                broke.\n\nHolm declined to comment. “No.”",
    );
    let mut found = vec![
        attribution(&text, Some("Larsen"), "said", &["that the wall would break"]),
        attribution(&text, Some("Holm"), "declined to comment", &["comment"]),
    ];
    quotes::go_on(&text, &mut found);
    assert_eq!(found[0].content.len(), 2);
    assert_eq!(text.text(&found[0].content[1]), "“I have seen it move.”");
    assert_eq!(found[1].content.len(), 1);
}

#[test]
fn a_rebuttal_is_the_authors() {
    let text = prepare("Larsen says that the wall is safe. It is not. It was built in 1931.");
    let all = "that the wall is safe. It is not. It was built in 1931";
    let mut found = vec![attribution(&text, Some("Larsen"), "says", &[all])];
    rebuttals::take_back(&text, &mut found);
    let kept: Vec<&str> = found[0].content.iter().map(|words| text.text(words)).collect();
    assert_eq!(kept, ["that the wall is safe.", "It was built in 1931"]);
}

#[test]
fn a_short_answer_to_an_asked_clause_is_a_quote() {
    let text = prepare("Port may close\n\nAsked whether she would close the port this winter, she said: “No.”");
    let asked = attribution(&text, None, "Asked", &["whether she would close the port this winter"]);
    let mut said = attribution(&text, None, "said", &["“No.”"]);
    let subject = words(&text, "she said").start;
    said.source = Some(subject..subject + 1);
    assert_eq!(label(&text, &[asked, said], 0.0)[1..], [(QUOTE, true)]);
}

#[test]
fn a_line_may_announce_whose_quotation_follows() {
    let text = "A note from Anna Larsen, who runs the port.\n\n“The wall will not hold another winter.”";
    let found = pairs(&[("Anna Larsen", "“The wall will not hold another winter.”")]);
    assert_eq!(added(text, bare_speakers::add), found);
}

#[test]
fn headlines_name_who_says_it_by_their_form() {
    let body = "\n\nThe port of Lomvik will stay closed until the spring, the council said on Monday in a letter.";
    for (headline, source, content) in [
        ("Minister: no plan to open port", "Minister", "no plan to open port"),
        ("Port may never open: inspectors", "inspectors", "Port may never open"),
        ("Port may never open, warns harbour master", "harbour master", "Port may never open"),
    ] {
        assert_eq!(added(&format!("{headline}{body}"), headlines::add), pairs(&[(source, content)]), "{headline}");
    }
    for headline in [
        "Ice: what we know so far",
        "PHOTOS: Ice on the coast",
        "KINGS: Ice on the rink again",
        "Lomvik: a town without a port",
    ] {
        assert_eq!(added(&format!("{headline}{body}"), headlines::add), [], "{headline}");
    }
}

#[test]
fn a_tag_may_stand_within_what_is_said() {
    let text = "The ice, Larsen conceded, had come too early. The crews, in March, went home.";
    assert_eq!(added(text, bare_speakers::add), pairs(&[("Larsen", "The ice / had come too early")]));
}

#[test]
fn boilerplate_carries_no_attribution() {
    let text = prepare("The port is closed, the council has said today.\n\nRead more: Mayor says wall will break");
    let mut found = vec![attribution(&text, Some("Mayor"), "says", &["wall will break"])];
    boundaries::trim(&text, &mut found);
    assert_eq!(found, []);
}
