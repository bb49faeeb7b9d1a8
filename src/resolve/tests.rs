//! Resolution on small texts whose attributions are given, not predicted.

use super::{Resolution, resolve};
use crate::decide::Attribution;
use crate::encode::{Encoder, NetworkEncoder, WindowScores};
use crate::model::{Model, Precision};
use crate::prepare::{Prepared, Preparer};
use crate::record::{Article, SourceKind};
use proptest::prelude::*;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en");
    Arc::new(Model::load(&folder, Precision::Single).expect("the committed model is whole"))
});

/// A text ready to be resolved, with the scores of the heads.
fn encoded(text: &str) -> (Prepared, Vec<WindowScores>) {
    let stage = Preparer::new(MODEL.tokenizer.clone(), MODEL.config.saidso.windows);
    let prepared = stage.prepare(Article::new("test", text)).expect("the text is not empty");
    let windows: Vec<_> = prepared.windows.iter().collect();
    let scores = NetworkEncoder::new(Arc::clone(&MODEL)).encode(&windows).expect("windows are encoded");
    (prepared, scores)
}

/// The words of the first occurrence of `part` from byte `from` on.
fn words(prepared: &Prepared, part: &str, from: usize) -> Range<usize> {
    let start = from + prepared.article.text[from..].find(part).expect("a part of the text");
    let first = prepared.words.partition_point(|word| word.span.end <= start);
    first..prepared.words.partition_point(|word| word.span.start < start + part.len())
}

/// Resolves a text with given attributions, in the order of the text: source and cue next to each other, and the rest
/// of the sentence as content.
fn resolved(text: &str, sources: &[(&str, &str)]) -> Resolution {
    let (prepared, scores) = encoded(text);
    let mut from = 0;
    let attributions: Vec<Attribution> = sources
        .iter()
        .map(|(source, cue)| {
            let signal = format!("{source} {cue}");
            let at = from + text[from..].find(&signal).unwrap_or_else(|| panic!("{signal} is not in the text"));
            let (source, cue) = (words(&prepared, source, at), words(&prepared, cue, at + source.len()));
            from = at + signal.len();
            let rest =
                prepared.words[cue.end..].iter().take_while(|word| word.sentence == prepared.words[cue.start].sentence);
            let content = cue.end..cue.end + rest.count();
            Attribution {
                cue,
                source: Some(source),
                content: vec![content],
                turn: false,
                logit: 2.0,
                confidence: 0.9,
                presence_logit: 2.0,
                presence: 0.9,
            }
        })
        .collect();
    resolve(&prepared, &scores, MODEL.antecedents(), &attributions)
}

/// The name of each attribution's source.
fn names(text: &str, sources: &[(&str, &str)]) -> Vec<String> {
    let found = resolved(text, sources);
    let name = |reference: &Option<super::Reference>| {
        reference.map_or_else(String::new, |one| found.sources[one.source].name.clone())
    };
    found.references.iter().map(name).collect()
}

#[test]
fn a_surname_is_the_one_that_is_named_in_full() {
    let text = "Rafael Cruz was born in Cuba. Ted Cruz ran for president. Ted Cruz lost. Cruz said he was tired. \
                Mrs. Dahl said no. Heidi Dahl is his aunt.";
    assert_eq!(names(text, &[("Cruz", "said"), ("Mrs. Dahl", "said")]), ["Ted Cruz", "Heidi Dahl"]);
}

#[test]
fn a_spokesman_is_kept_apart_from_whom_he_speaks_for_and_linked() {
    let found = resolved(
        "Strandline Ferries said it was sorry. A spokesman for Strandline Ferries said the ship was safe.",
        &[("Strandline Ferries", "said"), ("A spokesman for Strandline Ferries", "said")],
    );
    assert_eq!(found.sources.len(), 2);
    assert_eq!((found.sources[1].kind, found.sources[1].speaks_for), (SourceKind::Unnamed, Some(0)));
}

#[test]
fn whoever_speaks_for_or_is_related_to_somebody_is_not_that_person() {
    let text = "The lawyer of the minister Ina Holt said she would stay. The director of the museum Piet Solo said no.";
    let sources = [("The lawyer of the minister Ina Holt", "said"), ("The director of the museum Piet Solo", "said")];
    assert_eq!(names(text, &sources), ["the lawyer of the minister Ina Holt", "Piet Solo"]);
}

#[test]
fn whoever_adds_something_spoke_just_before() {
    let text = "Vera Tolland met Ursula Priem. Tolland said she had lost the keys. Priem said no. She added that she \
                was tired.";
    let sources = [("Tolland", "said"), ("Priem", "said"), ("She", "added")];
    assert_eq!(names(text, &sources), ["Vera Tolland", "Ursula Priem", "Ursula Priem"]);
}

#[test]
fn a_description_has_the_name_of_whoever_is_quoted_next_or_is_said_to_be_that() {
    let (prepared, scores) = encoded(
        "The harbour master said that nobody had replied. “I wrote to them in March,” Dorrit Aune told the inquiry.",
    );
    let attribution = |source: &str, cue: &str, content: &str| Attribution {
        cue: words(&prepared, cue, 0),
        source: Some(words(&prepared, source, 0)),
        content: vec![words(&prepared, content, 0)],
        turn: false,
        logit: 2.0,
        confidence: 0.9,
        presence_logit: 2.0,
        presence: 0.9,
    };
    let said = [
        attribution("The harbour master", "said", "that nobody had replied"),
        attribution("Dorrit Aune", "told", "“I wrote to them in March,”"),
    ];
    let found = resolve(&prepared, &scores, MODEL.antecedents(), &said);
    assert_eq!(found.sources.iter().map(|source| &source.name).collect::<Vec<_>>(), ["Dorrit Aune"]);

    let office =
        "The mayor of Corran has called the bridge a shame. Sela Burke, who has been mayor since 2016, said no.";
    let sources = [("The mayor of Corran", "has called"), ("Sela Burke, who has been mayor since 2016,", "said")];
    assert_eq!(names(office, &sources), ["Sela Burke", "Sela Burke"]);
}

#[test]
fn what_a_pronoun_means_is_not_guessed_where_nobody_is_there() {
    let found = resolved("It was late. She said the port would close.", &[("She", "said")]);
    assert!(found.sources[0].unresolved);
    assert_eq!(found.sources[0].name, "she");
}

#[test]
fn where_somebody_comes_from_is_not_part_of_the_name() {
    let text = "Senator Helma Strand of Veldara called President Ruben Katash of Ostrany. Strand said no.";
    assert_eq!(names(text, &[("Strand", "said")]), ["Helma Strand"]);
}

#[test]
fn titles_and_roles_are_told_apart_from_names() {
    let found = resolved("Then chief executive Marta Elsom said no.", &[("chief executive Marta Elsom", "said")]);
    let source = &found.sources[0];
    assert_eq!((source.name.as_str(), source.job.as_deref()), ("Marta Elsom", Some("chief executive")));
}

#[test]
fn somebody_is_called_what_the_text_says() {
    let text = "A group that calls itself Winterset said it had the files. The group said they were for sale. \
                Lomvik MP Anna Larsen said no. The 52-year-old, of Quay Road, Hallen, denied fraud.";
    let sources = [
        ("A group that calls itself Winterset", "said"),
        ("The group", "said"),
        ("Lomvik MP Anna Larsen", "said"),
        ("The 52-year-old, of Quay Road, Hallen,", "denied"),
    ];
    assert_eq!(names(text, &sources), ["Winterset", "Winterset", "Anna Larsen", "Anna Larsen"]);
}

#[test]
fn the_writer_is_not_whoever_spoke_last() {
    let text = "My husband said it was a stunt. I said it was not.";
    let found = resolved(text, &[("My husband", "said"), ("I", "said")]);
    let writer = found.references[1].expect("there is a source").source;
    assert!(found.sources[writer].unresolved);
}

/// Each pronoun may refer to the one before it, back to the beginning; resolving the last one must not resolve them
/// all.
#[test]
fn a_long_row_of_pronouns_is_not_followed_to_its_end() {
    let text = format!("{}We said it was late.", "We walk home and our dog eats with us in our house. ".repeat(400));
    let before = text.len() - "We said it was late.".len();
    let (prepared, scores) = encoded(&text);
    let source = words(&prepared, "We", before);
    let cue = words(&prepared, "said", before);
    let content = cue.end..prepared.words.len();
    let attribution = Attribution {
        cue,
        source: Some(source),
        content: vec![content],
        turn: false,
        logit: 2.0,
        confidence: 0.9,
        presence_logit: 2.0,
        presence: 0.9,
    };
    // A stack as small as that of any thread.
    let found = std::thread::scope(|scope| {
        let ask = || resolve(&prepared, &scores, MODEL.antecedents(), &[attribution]);
        std::thread::Builder::new().stack_size(512 << 10).spawn_scoped(scope, ask).unwrap().join().unwrap()
    });
    assert_eq!(found.sources.len(), 1);
}

/// Text next to a name does not change other sources: a dateline, a job before a name, a party after it, a namesake
/// at the end.
#[test]
fn what_stands_beside_a_name_changes_no_other_source() {
    let found = |dateline: &str, job: &str, party: &str, end: &str| {
        let text = format!(
            "{dateline}Anna Strand runs the port of Hallen. {job}Peter Holm{party} said on Monday that it would close in May. \
             Ms. Strand said he was wrong. She said the crew of the ferry was ready. Holm told the council that the \
             money was gone.{end}"
        );
        let holm = format!("{job}Peter Holm{party}");
        names(&text, &[(holm.as_str(), "said"), ("Ms. Strand", "said"), ("She", "said"), ("Holm", "told")])
    };
    let expected = ["Peter Holm", "Anna Strand", "Anna Strand", "Peter Holm"];
    assert_eq!(found("", "", "", ""), expected);
    assert_eq!(found("HALLEN, May 3 (BCN) – ", "", "", ""), expected);
    assert_eq!(found("", "Transport minister ", "", ""), expected);
    assert_eq!(found("", "", ", D-Ohio,", ""), expected);
    assert_eq!(found("", "", "", " Erik Holm, a baker, was not there."), expected);
}

/// Surnames that are on no list.
fn surname() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Larsen",
        "Okonkwo",
        "Brightwater",
        "Zylbersztajn",
        "Quill",
        "Tarn",
        "McAllister",
        "D’Arcy",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_person_renamed_is_renamed_in_the_result_and_nothing_else_changes(name in surname()) {
        let story = |name: &str| format!(
            "Anna {name} runs the port of Hallen. Peter Holm, the mayor, said it would close. Ms. {name} said he was wrong. \
             The mayor said she would come round. Her office said nothing more. She said the crew of {name} & Sons was ready."
        );
        let found = |name: &str| {
            let mayor = [("Peter Holm, the mayor,", "said"), ("The mayor", "said")];
            let owner = format!("Ms. {name}");
            let sources = [mayor[0], (owner.as_str(), "said"), mayor[1], ("Her office", "said"), ("She", "said")];
            let found = resolved(&story(name), &sources);
            let names: Vec<String> = found.sources.iter().map(|source| source.name.replace(name, "NAME").replace('’', "'")).collect();
            let rest: Vec<_> = found.sources.iter().map(|one| (one.kind, one.unresolved, one.speaks_for, one.mentions.len())).collect();
            let references: Vec<_> = found.references.iter().map(|one| one.map(|one| one.source)).collect();
            (names, rest, references)
        };
        prop_assert_eq!(found(&name), found("Strand"));
    }
}
