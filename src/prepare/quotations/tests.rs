use super::super::paragraphs::{paragraphs, tests::hostile_text};
use super::super::{Quotation, quotations};
use proptest::prelude::*;

fn found(text: &str) -> Vec<Quotation> {
    quotations::quotations(text, &paragraphs(text))
}

/// The text of each quotation, preceded by one ">" for each enclosing quotation.
fn shown(text: &str) -> Vec<String> {
    found(text).into_iter().map(|quotation| ">".repeat(quotation.depth) + &text[quotation.span]).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(&shown(text), expected, "{text}");
    }
}

#[test]
fn every_style_of_marks_is_known() {
    check(&[
        (r#""It is over," he said. "Go home.""#, &[r#""It is over,""#, r#""Go home.""#]),
        ("“It is over,” he said. “Go home.”", &["“It is over,”", "“Go home.”"]),
        ("‘It is over,’ he said. ‘Go home.’", &["‘It is over,’", "‘Go home.’"]),
        ("'It is over,' he said. 'Go home.'", &["'It is over,'", "'Go home.'"]),
        ("„Es ist aus“, sagte er. „Geht heim.“", &["„Es ist aus“", "„Geht heim.“"]),
        ("«C'est fini», dit-il. « Rentrez. »", &["«C'est fini»", "« Rentrez. »"]),
        ("»Es ist aus«, sagte er.", &["»Es ist aus«"]),
        ("``It is over,'' he said. ''Go home.''", &["``It is over,''", "''Go home.''"]),
        ("`It is over,' he said.", &["`It is over,'"]),
        (",,Es ist aus,'' sagte er.", &[",,Es ist aus,''"]),
        ("「終わりだ」と彼は言った。", &["「終わりだ」"]),
        ("“Mixed,\" he said. \"Mixed as well,” he said.", &["“Mixed,\"", "\"Mixed as well,”"]),
        ("“Hello,“ he said. ”Really.”", &["“Hello,“", "”Really.”"]),
        ("(\"In brackets,\" he said.)", &["\"In brackets,\""]),
        ("“We will—” she began. \"—never,\" he said.", &["“We will—”", "\"—never,\""]),
        ("“...and so we left,” she said of the \"so-called\" port.", &["“...and so we left,”", "\"so-called\""]),
    ]);
}

#[test]
fn a_quotation_may_lie_within_another() {
    check(&[
        ("“He said ‘no way’ and left.”", &["“He said ‘no way’ and left.”", ">‘no way’"]),
        ("'He said \"no way\" and left,' she said.", &["'He said \"no way\" and left,'", ">\"no way\""]),
        ("\"'Never,' he told me,\" she said.", &["\"'Never,' he told me,\"", ">'Never,'"]),
        ("“I said, ‘Never.’”", &["“I said, ‘Never.’”", ">‘Never.’"]),
        ("\"He said \"no\" to me,\" she said.", &["\"He said \"no\" to me,\"", ">\"no\""]),
        ("“A “b” c,” he said.", &["“A “b” c,”", ">“b”"]),
    ]);
}

#[test]
fn an_apostrophe_is_no_quotation_mark() {
    check(&[
        ("Don't say it's o'clock in the O'Briens' house.", &[]),
        ("The ’90s, the '80s, the ‘70s and 'em all: rock 'n' roll, rock ’n’ roll.", &[]),
        ("‘The workers’ rights are at risk,’ he said.", &["‘The workers’ rights are at risk,’"]),
        ("'The workers' rights are at risk,' he said.", &["'The workers' rights are at risk,'"]),
        ("'I'm goin' home,' he said.", &["'I'm goin' home,'"]),
        ("‘I love the ’90s,’ she said.", &["‘I love the ’90s,’"]),
        ("the ‘deep state’ and the ‘cowboys’ of the ‘west’", &["‘deep state’", "‘cowboys’", "‘west’"]),
        ("Port's 'new' plan for the teachers' union", &["'new'"]),
        ("'Tis the season of the teachers' union", &[]),
    ]);
}

#[test]
fn inches_feet_and_minutes_are_no_quotation_marks() {
    check(&[
        ("He is 5'10\" tall, 6' wide, with a 12\" pipe.", &[]),
        ("40°26'46\"N 79°58'56\"W", &[]),
        ("\"I need a 12\" pipe,\" she said. \"Now.\"", &["\"I need a 12\" pipe,\"", "\"Now.\""]),
        ("He spoke \"in 2012\" and \"in 2013\".", &["\"in 2012\"", "\"in 2013\""]),
        ("The plan “for Aug. 21′′ was kept.", &["“for Aug. 21′′"]),
    ]);
}

#[test]
fn a_stray_mark_costs_no_other_its_meaning() {
    check(&[
        ("He said so.\" She left. \"Really,\" he said. \"Yes.\"", &["\"Really,\"", "\"Yes.\""]),
        ("\"I am done, he said. \"We go home,\" she said.", &["\"I am done, he said.", "\"We go home,\""]),
        ("\"Hello, \"he said. \"Bye,\" she said.", &["\"Hello, \"", "\"Bye,\""]),
        ("A lone \" mark.\n\n\"Hello,\" he said.", &["\"Hello,\""]),
        ("\"Never closed.\n\nNext \"one\" is.", &["\"Never closed.", "\"one\""]),
        ("\"I am done, said Ann Larsen. She left.", &["\"I am done,"]),
        ("Closed.” Twice.” And “fine” here.", &["“fine”"]),
        ("\"\" '' “” ()", &[]),
    ]);
}

#[test]
fn a_quotation_goes_on_where_the_next_paragraph_opens_again() {
    let cases: &[(&str, &[(bool, bool)])] = &[
        ("“One.\n\n“Two.\n\n“Three,” he said.", &[(false, false), (true, false), (true, true)]),
        ("\"One.\n\"Two,\" he said.\n\"Three.\"", &[(false, false), (true, true), (false, true)]),
        ("‘One.\n\n‘Two,’ he said.", &[(false, false), (true, true)]),
        ("“One.\n\n\"Two\" is another.", &[(false, false), (false, true)]),
        ("“One.\n\nNo mark.\n\n“Two.”", &[(false, false), (false, true)]),
        // The paragraphs were joined when the text was stored.
        ("She said: \"One. \"Two. \"Three.\" The end.", &[(false, false), (true, false), (true, true)]),
    ];
    for (text, expected) in cases {
        let states: Vec<_> = found(text).iter().map(|quotation| (quotation.continues, quotation.closed)).collect();
        assert_eq!(&states, expected, "{text}");
    }
}

#[test]
fn an_open_quotation_ends_with_its_paragraph() {
    let text = "He said: “One.  \n\n“Two.”";
    assert_eq!(shown(text), ["“One.", "“Two.”"]);
}

proptest! {
    #[test]
    fn quotations_are_ordered_and_nested_or_apart(text in hostile_text()) {
        let paragraphs = paragraphs(&text);
        let quotations = quotations::quotations(&text, &paragraphs);
        let mut open: Vec<usize> = Vec::new();
        let mut start = None;
        for quotation in &quotations {
            let span = &quotation.span;
            prop_assert!(text.get(span.clone()).is_some_and(|inside| inside.chars().count() > 1));
            prop_assert!(paragraphs.iter().any(|paragraph| paragraph.start <= span.start && span.end <= paragraph.end));
            prop_assert!(start.is_none_or(|start| start < span.start));
            start = Some(span.start);
            while open.last().is_some_and(|&end| end <= span.start) {
                open.pop();
            }
            prop_assert!(open.last().is_none_or(|&end| span.end <= end));
            prop_assert_eq!(quotation.depth, open.len());
            open.push(span.end);
        }
    }
}
