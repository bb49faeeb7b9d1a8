use super::super::paragraphs::{paragraphs, tests::hostile_text};
use super::super::quotations::quotations;
use super::super::sentences::sentences;
use proptest::prelude::*;

fn texts(text: &str) -> Vec<&str> {
    let paragraphs = paragraphs(text);
    let spans = sentences(text, &paragraphs, &quotations(text, &paragraphs));
    spans.into_iter().map(|(span, _)| &text[span]).collect()
}

/// In each case, "¦" marks where the text should be split into sentences.
fn check(cases: &[&str]) {
    for case in cases {
        let expected: Vec<&str> = case.split('¦').map(str::trim).collect();
        assert_eq!(texts(&case.replace('¦', "")), expected);
    }
}

#[test]
fn a_sentence_ends_at_its_final_punctuation() {
    check(&[
        "The port closed. ¦The ships left! ¦Why did they? ¦Nobody knows.",
        "It cost $3.5 million. ¦It took 2.5 years.",
        "She lives in Lomvik, Pa. ¦The port is hers.",
        "It is done (at last). ¦She left. ¦(He stayed.) ¦They met.",
        "Read it at www.example.com. ¦Then go to https://example.org/a.html?b=1 or stay.",
        "It closed in 2012. ¦200 people left. ¦$5 million went too.",
        "Wait ... ¦The port is open. ¦She had no choice… ¦They went.",
        "It closed.[3] ¦She left.",
        "The firm (Holm Inc.) Larsen founded is here. ¦He lives there (in the U.S.). ¦She does not.",
        "港口关闭了。¦船走了！¦她说。",
        "He left.¦She stayed, as ever.",
        "I came. ¦iPhones are banned.",
    ]);
}

#[test]
fn a_sentence_without_an_end_is_cut() {
    for unit in ["and she said that he knew it ", "she,said,that,port,", "ja—", "á "] {
        let text = unit.repeat(20_000 / unit.len());
        let pieces = texts(&text);
        assert!(pieces.iter().all(|piece| piece.len() <= super::LONGEST), "{unit}");
        let kept: usize = pieces.iter().map(|piece| piece.split_whitespace().map(str::len).sum::<usize>()).sum();
        assert_eq!(kept, text.split_whitespace().map(str::len).sum::<usize>(), "{unit}");
    }
    let word = "port".repeat(2000);
    assert_eq!(texts(&format!("{word} and {word}")), [&word, "and", &word]);
}

#[test]
fn an_abbreviation_ends_no_sentence() {
    check(&[
        "Mr. Larsen met Dr. Holm, Gen. Berg, Sen. Dahl (D-Calif.) and Lt. Gov. Moe in St. Paul.",
        "She met J. K. Holm and George W. Berg at the U.S. Senate.",
        "The U.S. officials left at 5 p.m. Monday and 6 a.m. EST on Jan. 5.",
        "He works for Holm Inc. in Mass. and for Berg & Co. as No. 2, e.g. on Fig. 3, vs. Dahl et al. since.",
        "Yahoo! said so. ¦Yahoo! Inc. agreed.",
        "Mr.Larsen left.",
        "ERIE, Pa. — The port closed.",
        "Alan Dahl Jr. (No. 19) won.",
    ]);
}

#[test]
fn an_abbreviation_may_end_a_sentence_where_another_begins() {
    check(&[
        "He lives in the U.S. ¦The army left.",
        "It closed at 5 p.m. ¦Police came.",
        "He works for Holm Inc. ¦She works for him.",
        "We chose plan B. ¦The others chose C.",
        "Nobody is taller than I. ¦Larsen knows.",
        "The answer is no. ¦Larsen knows.",
        "He works in LA. ¦Dahl does not.",
    ]);
}

#[test]
fn a_sentence_ends_inside_quotation_marks_as_well() {
    check(&[
        "“It is over. ¦We go home. ¦Now,” she said.",
        "\"It is over.\" ¦She left.",
        "\"We won!\" Trump noted. ¦\"Why us?\" Senator Ann Lee lamented on Monday. ¦\"No!\" ¦Tom noted the time.",
        "\"Stop!\" he said. ¦\"Why?\" asked Tom. ¦\"Because,\" said Ann, \"I can.\"",
        "“Is it over?” Ann Larsen asked. ¦“It is.”",
        "“Is it over?” ¦Ann Larsen closed the door.",
        "She said: “He told me, ‘Go. ¦Leave.’ ¦I went.” ¦He stayed.",
        "\"It is over.\"¦\"It is not.\"",
        "« C'est fini. » ¦Elle partit.",
        "They sang “Oh! Lomvik” and went home.",
        "“It works. … ¦We did it,” he said.",
        "“Is it over?” Holm asked the mayor. ¦He left.",
        "“It is over!” Larsen told reporters on Friday. ¦She left.",
        "“Is it over?” ¦Larsen told him that it was.",
        "“Is it over?” ¦Larsen asked him to stay.",
    ]);
}

#[test]
fn words_left_out_within_a_sentence_do_not_end_it() {
    check(&[
        "“I think … he came across well,” she said.",
        "“We will ... Make it work,” she said.",
        "I lost it ... I think.",
        "“It .\u{a0}.\u{a0}. is over,” she said.",
    ]);
}

#[test]
fn items_and_turns_keep_their_number_or_name() {
    check(&[
        "1. Go home.",
        "Q. Why did you go?",
        "2 \\. Stay here. ¦It is late.",
        "LARSEN: We had no choice. ¦None.",
        "• Ships ¦\n• Ports",
    ]);
}

#[test]
fn a_signature_is_a_sentence_of_its_own() {
    check(&[
        "We are safe. ¦Go to bed ¦— Ann Larsen (@annlarsen) May 5, 2021",
        "Dear Ann, I cannot sleep. ¦— Tired in Lomvik",
    ]);
}

#[test]
fn a_sentence_knows_its_paragraph() {
    let text = "One. Two.\n\nThree.";
    let paragraphs = paragraphs(text);
    let found: Vec<usize> = sentences(text, &paragraphs, &[]).into_iter().map(|(_, paragraph)| paragraph).collect();
    assert_eq!(found, [0, 0, 1]);
}

#[test]
fn a_paragraph_of_a_million_marks_takes_no_longer_than_one_of_letters() {
    // Each would take minutes if any rule looked back or ahead without a limit.
    for part in ["\"", "“a. ", ". ", "U.S. ", "'a ", "(a. ", "?\" ", "A. ", ". \\"] {
        let text = part.repeat(300_000 / part.len());
        let _ = texts(&text);
    }
}

proptest! {
    #[test]
    fn sentences_cover_all_that_is_not_white_space(text in hostile_text()) {
        let paragraphs = paragraphs(&text);
        let mut end = 0;
        for (span, paragraph) in sentences(&text, &paragraphs, &quotations(&text, &paragraphs)) {
            prop_assert!(end <= span.start && text[end..span.start].trim().is_empty());
            let sentence = &text[span.clone()];
            prop_assert!(!sentence.is_empty() && sentence == sentence.trim());
            prop_assert!(paragraphs[paragraph].start <= span.start && span.end <= paragraphs[paragraph].end);
            end = span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }
}
