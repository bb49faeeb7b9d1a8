use super::super::paragraphs::{paragraphs, tests::hostile_text};
use super::super::quotations::quotations;
use super::super::roles::roles;
use super::super::sentences::sentences;
use crate::record::Role;
use proptest::prelude::*;

fn labelled<'a>(text: &'a str, title: Option<&str>) -> Vec<(&'a str, Role)> {
    let paragraphs = paragraphs(text);
    let quotations = quotations(text, &paragraphs);
    let spans = sentences(text, &paragraphs, &quotations);
    let roles = roles(text, title, &spans, &paragraphs, &quotations);
    spans.into_iter().map(|(span, _)| &text[span]).zip(roles).collect()
}

/// The sentences of a text that have a role.
fn having<'a>(text: &'a str, title: Option<&str>, role: Role) -> Vec<&'a str> {
    labelled(text, title).into_iter().filter(|sentence| sentence.1 == role).map(|sentence| sentence.0).collect()
}

const FIRST: &str =
    "The harbour of Lomvik will stay closed until the spring, the council said in a letter to the fishermen on Monday.";
const SECOND: &str =
    "“We cannot send ships into it,” said Ann Larsen, who has run the port for eleven years. She asked for patience.";

/// An article with the given text before, between and after its paragraphs.
fn article(before: &str, between: &str, after: &str) -> String {
    format!("{before}\n\n{FIRST}\n\n{between}\n\n{SECOND}\n\nNobody objected to that at the meeting.\n\n{after}")
}

#[test]
fn the_first_line_is_the_headline() {
    for headline in [
        "Ice keeps harbour closed",
        "Ice keeps harbour 'closed'",
        "Ice Keeps Harbour Closed.",
        "Ice keeps the harbour of Lomvik closed.",
        "What keeps the harbour closed? Ice does.",
    ] {
        let text = article(headline, "", "");
        assert_eq!(having(&text, None, Role::Headline).join(" "), headline);
    }
}

#[test]
fn a_first_sentence_is_no_headline() {
    assert_eq!(having(&format!("{FIRST}\n\n{SECOND}"), None, Role::Headline), [""; 0]);
    assert_eq!(having("It closed.", None, Role::Headline), [""; 0]);
    let sentence = "The master of the port told the council that nobody had answered her letters.";
    assert_eq!(having(&format!("{sentence}\n\n{SECOND}"), None, Role::Headline), [""; 0]);
    let transcript = "LARSEN: It broke.\n\nHERALD: When did it break?\n\nLARSEN: On Friday.";
    assert_eq!(having(transcript, None, Role::Headline), [""; 0]);
    let title = Some("Ice keeps harbour closed");
    assert_eq!(having(&format!("The harbour is closed.\n\n{SECOND}"), title, Role::Headline), [""; 0]);
}

#[test]
fn the_title_tells_the_headline_and_its_parts() {
    let title =
        Some("Ice keeps harbour closed; Council asks fishermen of the whole coast for patience until the spring");
    let parts =
        ["Ice keeps harbour closed;", "Council asks fishermen of the whole coast for patience until the spring."];
    let text = article(&parts.join("\n"), "", "");
    assert_eq!(having(&text, title, Role::Headline), parts);
}

#[test]
fn subtitles_and_repeats_are_headlines() {
    let cases = [
        ("Ice keeps harbour closed;\nCouncil asks for patience.", "", 2),
        ("Ice keeps harbour closed\nCouncil asks for patience", "", 2),
        ("Ice keeps harbour closed.\nCouncil of Lomvik says fishermen must wait for months.", "", 2),
        (
            "Ice keeps harbour closed\nThe council asks for patience. The fishermen have little.\nBy Jane Doe\nMay 5, 2021",
            "",
            3,
        ),
        ("Ice keeps harbour closed\nAn outer wall is broken.\nThe wall on Monday. (Photo by Jane Doe)", "", 2),
        ("Ice keeps harbour closed", "ICE KEEPS HARBOUR CLOSED", 2),
    ];
    for (before, between, expected) in cases {
        let text = article(before, between, "");
        assert_eq!(having(&text, None, Role::Headline).len(), expected, "{before}");
    }
}

#[test]
fn text_that_claims_nothing_is_boilerplate() {
    for line in [
        "By Jane Doe",
        "By Jane Doe and John Roe, Staff Writers",
        "Jane Doe, Staff Writer",
        "May 5, 2021 at 6:14 pm PDT",
        "Published: Monday, 5 May 2021, 10:04 GMT",
        "3:40 p.m.",
        "___",
        "Photo by Jane Doe.",
        "(AP Photo/Jane Doe)",
        "Jane Doe/Lomvik Herald via REUTERS",
        "Advertisement",
        "Home > News > Lomvik",
        "You need to be a subscriber to join the conversation.",
        "An item on Page 4 of Sunday's Coast section misspelled the name of the harbour master.",
        "Read more: How the wall broke",
        "Listen to this article",
        "Follow Jane Doe on Twitter @janedoe.",
        "Sign up for our newsletter here.",
        "Copyright 2021 The Lomvik Herald. All rights reserved.",
        "Correction: An earlier version of this article misspelled a name. It is Larsen.",
        "This story has been updated with a comment by the council.",
        "(Reporting by Jane Doe; Editing by John Roe)",
        "Contributing: Jane Doe, Lomvik Herald.",
        "For Harbour Radio, I’m Jane Doe.",
        "Producer: Jane Doe",
        "How the Wall Broke",
        "THE WINTER IN LOMVIK.",
        "Where Do We Go From Here?",
        "<tweet id=\"123\"><tweet/>.",
        "https://example.org/harbour",
        "pic.twitter.com/a1b2c3",
        "— Ann Larsen (@annlarsen) May 5, 2021",
        "— Ann Larsen (@ann-larsen.example.org) May 5, 2021",
        "10.42am",
        "10:42 – Wall breaks",
        "Photograph: Jane Doe/Lomvik Herald",
        "Composite: Herald Design",
        "Image copyright Jane Doe",
        "Correction, 5 May 2021: The wall broke in May.",
        "CLARIFICATION (May 5, 4:10 p.m. ET): The wall is old.",
        "For the record: Ann Larsen is 41.",
        "We use cookies to make this page work. By staying here you agree to the use of them.",
        "By signing up you agree to receive our newsletter.",
        "Already a member? Sign in",
        "You have 3 free articles remaining.",
        "Sponsored by Holm Boats",
        "FOR IMMEDIATE RELEASE",
        "Press contact: Jane Doe, 555-0100",
        "What the fishermen want",
        "‘We saw it break’",
    ] {
        let text = article("Ice keeps harbour closed", line, "");
        let expected = labelled(line, None).len();
        assert_eq!(having(&text, None, Role::Boilerplate).len(), expected, "{line}");
    }
}

#[test]
fn notes_at_the_end_are_boilerplate() {
    for line in [
        "Jane Doe is a reporter at the Lomvik Herald. She covers the coast.",
        "Jane Doe, a former fisherman, is the author of a book on harbours.",
        "• Jane Doe is a columnist and the author of “The Broken Wall”",
        "Republican Jane Doe represents Lomvik in the Senate.",
        "The writer is a member of the council.",
        "Harbour Notes airs on Radio Lomvik weekdays from 6:00 a.m. to 9:00 a.m.",
        "“Harbour Notes” runs every Friday.",
        "Jane Doe contributed to this report.",
        "Jane van der Doe teaches history at the University of Lomvik.",
        "Jane Doe says her best stories begin at the quay. Reach her at jdoe@lomvik.example",
    ] {
        let text = article("Ice keeps harbour closed", "", line);
        let expected = labelled(line, None).len();
        assert_eq!(having(&text, None, Role::Boilerplate).len(), expected, "{line}");
    }
}

#[test]
fn what_follows_a_heading_of_links_is_boilerplate() {
    let text =
        article("Ice keeps harbour closed", "", "Most read\nFishermen of the coast ask for a new wall\nWhy it broke");
    assert_eq!(having(&text, None, Role::Boilerplate).len(), 3);
}

#[test]
fn running_text_is_never_boilerplate() {
    for line in [
        "By Monday the wall had broken.",
        "By Jane Doe’s count, ten ships were lost.",
        "Follow the money, she said.",
        "Listen to the fishermen.",
        "This report has cost the council a year.",
        "Ann Larsen is a director of the port.",
        "Photos of the wall show how it broke.",
        "Courtesy of the ice, ten ships were lost.",
        "“THIS IS NOT OK.”",
        "LARSEN: No",
        "The reasons are:\nIce\nA Broken Wall\nMoney",
        "May it open soon.",
        "WE WON!",
        "Registered in their home state: Yes",
        "Supported by the council, she stayed.",
        "By continuing to wait, the council lost a year.",
        "If you accept that, the wall is safe.",
        "Your account of the ice was wrong.",
        "It broke at 10.42am on Friday.",
        "“We saw it break.”",
    ] {
        let text = article("Ice keeps harbour closed", line, "");
        assert_eq!(having(&text, None, Role::Boilerplate), [""; 0], "{line}");
    }
}

#[test]
fn what_describes_a_picture_is_a_caption() {
    let cases: [(&str, &[&str], &[&str]); 8] = [
        ("The wall on Monday | Jane Doe for The Herald", &["The wall on Monday | Jane Doe for The Herald"], &[]),
        (
            "The wall on Monday. Photograph: Jane Doe/The Herald",
            &["The wall on Monday."],
            &["Photograph: Jane Doe/The Herald"],
        ),
        ("The wall on Monday. (AP Photo/Jane Doe)", &["The wall on Monday."], &["(AP Photo/Jane Doe)"]),
        ("The wall on Monday. Photo by Jane Doe.", &["The wall on Monday."], &["Photo by Jane Doe."]),
        ("The wall on Monday (Photo courtesy of Jane Doe)", &["The wall on Monday (Photo courtesy of Jane Doe)"], &[]),
        (
            "FILE PHOTO: The wall of Lomvik, May 5, 2021. REUTERS/Jane Doe/File Photo",
            &["FILE PHOTO: The wall of Lomvik, May 5, 2021."],
            &["REUTERS/Jane Doe/File Photo"],
        ),
        ("Pictured: the wall of Lomvik", &["Pictured: the wall of Lomvik"], &[]),
        (
            "In this May 5, 2021, file photo, ice lies in Lomvik.",
            &["In this May 5, 2021, file photo, ice lies in Lomvik."],
            &[],
        ),
    ];
    for (line, caption, credit) in cases {
        let text = article("Ice keeps harbour closed", line, "");
        assert_eq!(having(&text, None, Role::Caption), caption);
        assert_eq!(having(&text, None, Role::Boilerplate), credit);
    }
}

proptest! {
    #[test]
    fn every_sentence_has_one_role(text in hostile_text(), title in proptest::option::of(hostile_text())) {
        let paragraphs = paragraphs(&text);
        let quotations = quotations(&text, &paragraphs);
        let spans = sentences(&text, &paragraphs, &quotations);
        let roles = roles(&text, title.as_deref(), &spans, &paragraphs, &quotations);
        prop_assert_eq!(roles.len(), spans.len());
    }
}
