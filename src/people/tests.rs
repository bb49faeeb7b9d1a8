use super::*;
use serde_json::json;

fn person(name: &str, aliases: &[&str]) -> Person {
    let columns = json!({"name": name}).as_object().cloned().unwrap();
    Person { name: name.to_owned(), aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(), columns }
}

fn people(people: &[(&str, &[&str])]) -> People {
    let people = people.iter().map(|(name, aliases)| person(name, aliases)).collect();
    People::new(people).unwrap().0
}

/// A record with only sources.
fn record(sources: &[Value]) -> Record {
    let record = json!({"schema_version": 1, "id": "a", "offset_unit": "unicode_code_point", "sentences": [],
        "attributions": [], "sources": sources, "claims": []});
    serde_json::from_value(record).unwrap()
}

/// The person that each source is identified as; sources are given by kind and name.
fn found(people: &People, sources: &[(&str, &str)]) -> Vec<Option<String>> {
    let source = |(kind, name): &(&str, &str)| json!({"id": name, "name": name, "kind": kind, "mentions": []});
    let mut record = record(&sources.iter().map(source).collect::<Vec<_>>());
    record.sources.iter_mut().for_each(|source| source.unresolved = source.name == "He");
    people.identify(&mut record);
    let name = |source: SourceRecord| Some(source.person?["name"].as_str()?.to_owned());
    record.sources.into_iter().map(name).collect()
}

/// The person that the first of an article's sources is identified as, if any; the sources are all people.
fn first(people: &People, names: &[&str]) -> Option<String> {
    let sources: Vec<(&str, &str)> = names.iter().map(|&name| ("person", name)).collect();
    found(people, &sources).swap_remove(0)
}

#[test]
fn full_names_aliases_and_surnames_match() {
    let people =
        people(&[("Ilse Tarn", &["the Iron Mayor", "I. Holm-Tarn"]), ("Peter Holm", &[]), ("José Pérez", &[])]);
    for (name, expected) in [
        ("Ilse Tarn", Some("Ilse Tarn")),
        ("ILSE TARN", Some("Ilse Tarn")),
        ("Ilse M. Tarn", Some("Ilse Tarn")),
        ("I. Tarn", Some("Ilse Tarn")),
        ("Tarn", Some("Ilse Tarn")),
        ("The Iron Mayor", Some("Ilse Tarn")),
        ("I. Holm-Tarn", Some("Ilse Tarn")),
        ("the Mayor", None),
        ("Jose Perez", Some("José Pérez")),
        ("Anna Tarn", None),
        ("Ilse", None),
        ("Peter and Ilse Tarn", None),
        ("Larsen", None),
    ] {
        assert_eq!(first(&people, &[name]).as_deref(), expected, "{name}");
    }
}

#[test]
fn namesakes_among_the_people_keep_a_surname_open() {
    let people = people(&[
        ("Ilse Tarn", &["Tarn the Elder"]),
        ("Peter Tarn", &[]),
        ("Ilse K. Holm", &[]),
        ("Ilse M. Holm", &[]),
    ]);
    for (name, expected) in [
        ("Tarn", None),
        ("I. Tarn", Some("Ilse Tarn")),
        ("Ilse Holm", None),
        ("Ilse Maria Holm", Some("Ilse M. Holm")),
        ("Tarn the Elder", Some("Ilse Tarn")),
    ] {
        assert_eq!(first(&people, &[name]).as_deref(), expected, "{name}");
    }
}

#[test]
fn namesakes_in_the_article_keep_a_surname_open() {
    let people = people(&[("Ilse Tarn", &["Bibi"])]);
    for (names, expected) in [
        (&["Tarn", "Ilse Tarn"][..], Some("Ilse Tarn")),
        (&["Tarn", "Peter Tarn"], None),
        (&["Tarn", "Ilse Tarn", "Peter Tarn"], None),
        (&["Ilse Tarn", "Peter Tarn", "Tarn"], Some("Ilse Tarn")),
        (&["I. Tarn", "Ivan Tarn"], None),
        (&["I. Tarn", "Peter Tarn"], Some("Ilse Tarn")),
        (&["Ilse M. Tarn", "Ilse K. Tarn"], None),
        (&["Ilse M. Tarn", "Tarn"], Some("Ilse Tarn")),
        (&["Tarn", "Peter Holm"], Some("Ilse Tarn")),
        (&["Bibi", "Peter Bibi"], None),
        (&["Bibi", "Tarn"], Some("Ilse Tarn")),
        (&["I. Tarn", "Bibi"], Some("Ilse Tarn")),
    ] {
        assert_eq!(first(&people, names).as_deref(), expected, "{names:?}");
    }
}

#[test]
fn only_people_match_by_less_than_the_whole_name() {
    let people = people(&[("Ilse Tarn", &["Tarn Media"]), ("Kevin He", &[])]);
    let sources = [
        ("organization", "Tarn"),
        ("organization", "Tarn Media"),
        ("group", "Ilse Tarn"),
        ("document", "Ilse Tarn"),
        ("unnamed", "Ilse Tarn"),
        ("person", "He"),
    ];
    assert_eq!(found(&people, &sources), [None, Some("Ilse Tarn".to_owned()), None, None, None, None]);
}

#[test]
fn what_was_said_before_is_lost() {
    let person = json!({"id": 1});
    let source = json!({"id": "s1", "name": "Ilse Tarn", "kind": "person", "person": person, "mentions": []});
    let mut record = record(&[source]);
    people(&[("Peter Holm", &[])]).identify(&mut record);
    assert_eq!(record.sources[0].person, None);
}

#[test]
fn people_that_cannot_be_told_apart_are_refused() {
    let error =
        People::new(vec![person("José Pérez", &[]), person("A B", &[]), person("jose perez", &[])]).unwrap_err();
    assert_eq!((error.index, &error.problem), (2, &PersonProblem::SharedName { name: "jose perez".into(), first: 0 }));
    assert!(error.to_string().starts_with("person 3: the name `jose perez` is person 1's too"), "{error}");
    for (name, expected) in
        [("- .", PersonProblem::NoName), ("Tarn, Ilse", PersonProblem::DividedName { name: "Tarn, Ilse".into() })]
    {
        assert_eq!(People::new(vec![person(name, &[])]).unwrap_err().problem, expected);
    }
    let mut deep = person("Ilse Tarn", &[]);
    let value = (0..=Article::MAX_DEPTH).fold(Value::from(1), |value, _| Value::Array(vec![value]));
    deep.columns.insert("m".to_owned(), value);
    let error = People::new(vec![deep]).unwrap_err();
    assert_eq!(error.problem, PersonProblem::TooDeep { limit: Article::MAX_DEPTH });
}

#[test]
fn shared_aliases_are_left_out() {
    let all = vec![
        person("Ilse Tarn", &["the mayor", "Ilse Tarn", "IT"]),
        person("Peter Holm", &["The Mayor", "ilse tarn"]),
        person("Anna Larsen", &["A. L.", "Ann Holm"]),
        person("Ann K. Holm", &["ann holm"]),
    ];
    let (people, shared) = People::new(all).unwrap();
    let shared: Vec<(&str, &[usize])> = shared.iter().map(|one| (one.alias.as_str(), &one.people[..])).collect();
    assert_eq!(shared, [("Ann Holm", &[2, 3][..]), ("Ilse Tarn", &[0, 1]), ("the mayor", &[0, 1])]);
    for (name, expected) in
        [("the mayor", None), ("Ann Holm", None), ("Ilse Tarn", Some("Ilse Tarn")), ("A. L.", Some("Anna Larsen"))]
    {
        assert_eq!(first(&people, &[name]).as_deref(), expected, "{name}");
    }
}
