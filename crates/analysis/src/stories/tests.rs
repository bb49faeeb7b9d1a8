use super::*;
use crate::view::sample;

fn record(id: &str, date: Option<&str>, text: &str) -> Record {
    let mut record = sample::record();
    record.id = id.to_owned();
    record.sentences.retain(|sentence| sentence.role == saidso::record::Role::Body);
    record.sentences.truncate(1);
    record.sentences[0].span.text = text.to_owned();
    record.claims.truncate(1);
    record.claims[0].text = text.to_owned();
    record.metadata.clear();
    if let Some(date) = date {
        record.metadata.insert("date".to_owned(), date.into());
    }
    record
}

const FERRY: [&str; 2] = [
    "The ferry Santa Brigida sank off Thornsea with 214 passengers on board, the coast guard said.",
    "All 214 passengers of the Santa Brigida were saved when the ferry sank near Thornsea harbour.",
];
const BUDGET: [&str; 2] = [
    "Parliament in Veldara passed a budget of 40 billion crowns after a night of debate about pensions.",
    "The Veldaran parliament approved the 40 billion budget; pensions were debated all night.",
];

fn ids(stories: &[Story]) -> Vec<Vec<&str>> {
    stories.iter().map(|story| story.articles.iter().map(|about| about.id.as_str()).collect()).collect()
}

#[test]
fn articles_about_one_event_are_a_story() {
    let mut stories = Stories::default();
    for (id, text) in [("a", FERRY[0]), ("b", BUDGET[0]), ("c", FERRY[1]), ("d", BUDGET[1]), ("e", "A choir sang.")] {
        stories.add(&record(id, None, text));
    }
    let found = stories.stories(StoryOptions { likeness: 0.15, ..StoryOptions::default() });
    assert_eq!(ids(&found), [vec!["a", "c"], vec!["b", "d"]]);
    assert!(found[0].shared.iter().any(|term| term == "Santa Brigida"), "{:?}", found[0].shared);
}

#[test]
fn days_apart_are_events_apart() {
    let mut stories = Stories::default();
    for (id, date) in [("a", "2024-05-01"), ("b", "2024-05-03"), ("c", "2024-06-20")] {
        stories.add(&record(id, Some(date), FERRY[0]));
    }
    stories.add(&record("other", Some("2024-05-01"), BUDGET[0]));
    assert_eq!(ids(&stories.stories(StoryOptions::default())), [vec!["a", "b"]]);
}

#[test]
fn thousands_of_copies_are_bounded() {
    let mut stories = Stories::default();
    for index in 0..2_500 {
        stories.add(&record(&index.to_string(), None, FERRY[index % 2]));
    }
    stories.add(&record("other", None, BUDGET[0]));
    let found = stories.stories(StoryOptions::default());
    assert!(
        found.iter().all(|story| story.size <= MOST_LINKED),
        "{:?}",
        found.iter().map(|s| s.size).collect::<Vec<_>>()
    );
}
