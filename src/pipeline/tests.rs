//! The pipeline with stub stages: an article is a list of words, each one word piece.

use super::run::permits;
use super::{Explained, Observer, Outcome, Pipeline, RunError, RunOptions, Stages, Stop, Summary};
use crate::encode::{EncodeError, Encoder, WindowScores};
use crate::error::{ArticleError, FailedArticle};
use crate::model::Stance;
use crate::people::{People, Person};
use crate::prepare::{Prepared, Window};
use crate::record::{Article, OffsetUnit, Origin, Record, SCHEMA_VERSION, SourceKind, SourceRecord};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

type Item = Result<Article, FailedArticle>;

/// Maximum number of words in a window.
const WINDOW: usize = 20;

/// Panics without a message on standard error.
fn panic() -> ! {
    std::panic::resume_unwind(Box::new("as asked"))
}

fn prepare(article: Article) -> Result<Prepared, ArticleError> {
    if article.text.contains("prepare-panics") {
        panic();
    }
    if article.text == "empty" {
        return Err(ArticleError::Empty);
    }
    let words: Vec<u32> = article.text.split_whitespace().map(|word| word.len() as u32).collect();
    let windows = words.chunks(WINDOW).map(|pieces| Window {
        pieces: pieces.to_vec(),
        segments: vec![0; pieces.len()],
        words: 0..0,
        core: 0..0,
        first_pieces: Vec::new(),
        word_sentences: Vec::new(),
        sentences: Vec::new(),
    });
    let windows = windows.collect();
    Ok(Prepared {
        article,
        lead: 0,
        damage: None,
        quotations: Vec::new(),
        sentences: Vec::new(),
        words: Vec::new(),
        windows,
    })
}

fn decide(prepared: Prepared, scores: &[WindowScores]) -> Record {
    if prepared.article.text.contains("decide-panics") {
        panic();
    }
    assert_eq!(scores.len(), prepared.windows.len());
    let scores: Vec<f32> = scores.iter().flat_map(|scores| &scores.stance).map(|stance| stance.fact).collect();
    Record {
        schema_version: SCHEMA_VERSION,
        title: None,
        id: prepared.article.id,
        metadata: [("scores".to_owned(), scores.into())].into_iter().collect(),
        duplicate_of: None,
        offset_unit: OffsetUnit::UnicodeCodePoint,
        sentences: Vec::new(),
        attributions: Vec::new(),
        sources: prepared.article.title.into_iter().map(person).collect(),
        claims: Vec::new(),
    }
}

/// The person that a headline names.
fn person(name: String) -> SourceRecord {
    SourceRecord {
        id: "s1".to_owned(),
        name,
        kind: Some(SourceKind::Person),
        titles_or_role: None,
        person: None,
        unresolved: false,
        speaks_for: None,
        anonymity_reason: None,
        mentions: Vec::new(),
        claims: None,
    }
}

/// Takes a different time for each batch.
struct StubEncoder;

/// A word of this length makes the encoder panic, …
const PANICS: usize = 31;
/// … of this length fail, …
const FAILS: usize = 32;
/// … of this length return too few scores.
const TOO_FEW: usize = 33;

impl Encoder for StubEncoder {
    fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
        let has = |length: usize| windows.iter().any(|window| window.pieces.contains(&(length as u32)));
        if has(PANICS) {
            panic();
        }
        if has(FAILS) {
            return Err(EncodeError::new("as asked"));
        }
        let batch: u64 = windows
            .iter()
            .flat_map(|window| &window.pieces)
            .fold(windows.len() as u64, |hash, &piece| (hash * 31 + u64::from(piece)) % 65_521);
        // Some batches take longer than others, so that threads overtake each other.
        std::thread::sleep(Duration::from_micros(batch % 400));
        let scores = windows.iter().map(|window| {
            let own: u32 = window.pieces.iter().sum();
            WindowScores {
                cues: Vec::new(),
                check_worthy: Vec::new(),
                mentions: Vec::new(),
                stance: [own as f32, window.pieces.len() as f32]
                    .map(|fact| Stance { fact, ..Stance::default() })
                    .to_vec(),
            }
        });
        Ok(scores.skip(usize::from(has(TOO_FEW))).collect())
    }
}

fn pipeline() -> Pipeline {
    let encoder = || Ok(Box::new(StubEncoder) as Box<dyn Encoder>);
    Pipeline {
        stages: Arc::new(Stages {
            prepare: Box::new(prepare),
            encoder: Box::new(encoder),
            decide: Box::new(decide),
            explain: Box::new(|prepared, scores| {
                let record = decide(prepared, scores);
                Explained { record, sentences: Vec::new(), sources: Vec::new() }
            }),
        }),
        people: None,
    }
}

fn options(threads: usize) -> RunOptions {
    RunOptions { threads: NonZeroUsize::new(threads).unwrap(), ..RunOptions::default() }
}

/// Articles of very different lengths; every 17th fails in one way or another.
fn articles(count: usize) -> Vec<Item> {
    let article = |index: usize| {
        let text = match index % 51 {
            16 => "empty".to_owned(),
            33 => "prepare-panics".to_owned(),
            50 => "decide-panics".to_owned(),
            _ => {
                let words = index * 7919 % 97 + 300 * usize::from(index % 100 == 99);
                (0..words).map(|word| "x".repeat((index + word) % 9 + 1) + " ").collect()
            }
        };
        Article::new(index.to_string(), text)
    };
    (0..count).map(|index| Ok(article(index))).collect()
}

fn run(items: Vec<Item>, options: &RunOptions) -> (Summary, Vec<Outcome>) {
    let mut outcomes = Vec::new();
    let summary = pipeline()
        .run(items.into_iter(), options, |outcome| {
            outcomes.push(outcome);
            Ok(())
        })
        .unwrap();
    (summary, outcomes)
}

fn id(outcome: &Outcome) -> &str {
    outcome.as_ref().map_or_else(|failed| &failed.id, |record| &record.id)
}

#[test]
fn order_and_records_do_not_depend_on_threads() {
    let (summary, one) = run(articles(1500), &options(1));
    assert!(one.iter().enumerate().all(|(index, outcome)| id(outcome) == index.to_string()));
    assert_eq!((summary.articles, summary.failed), (1412, 88));
    assert_eq!(summary.articles + summary.failed, one.len() as u64);
    for threads in [2, 4, 13] {
        assert_eq!(run(articles(1500), &options(threads)).1, one, "{threads} threads");
    }
}

#[test]
fn one_article_alone_is_the_same_as_in_a_run() {
    let article = Article::new("a", "some words of an article");
    let (_, outcomes) = run(vec![Ok(article.clone())], &options(2));
    assert_eq!(outcomes, [Ok(pipeline().extract(&article).unwrap())]);
    let failed = pipeline().extract(&Article::new("b", "prepare-panics"));
    assert_eq!(failed, Err(ArticleError::Panic { stage: "prepare", reason: "as asked".into() }));
}

#[test]
fn an_article_is_labelled_as_long_as_that_is_allowed() {
    let article = Article::new("a", "some words of an article");
    let mut asked = 0_usize;
    let labelled = pipeline().extract_while(&article, || {
        asked += 1;
        Ok::<_, ArticleError>(())
    });
    assert_eq!(labelled, pipeline().extract(&article));
    for allowed in 0..asked {
        let mut left = allowed;
        let stopped = pipeline().extract_while(&article, || {
            left = left.checked_sub(1).ok_or(ArticleError::Empty)?;
            Ok(())
        });
        assert_eq!(stopped, Err(ArticleError::Empty), "{allowed} of {asked}");
    }
}

#[test]
fn known_people_are_named_whatever_way_an_article_takes() {
    let columns = serde_json::json!({"id": "p1"}).as_object().cloned().unwrap();
    let known = Person { name: "Ilse Tarn".to_owned(), columns: columns.clone(), ..Person::default() };
    let pipeline = pipeline().with_people(People::new(vec![known]).unwrap().0);
    let article = Article { title: Some("Tarn".to_owned()), ..Article::new("a", "word") };
    let extracted = pipeline.extract(&article).unwrap();
    assert_eq!(extracted.sources[0].person, Some(columns));
    assert_eq!(pipeline.explain(&article).unwrap().record, extracted);
    let mut outcomes = Vec::new();
    let sink = |outcome| {
        outcomes.push(outcome);
        Ok(())
    };
    pipeline.run(std::iter::once(Ok(article)), &options(1), sink).unwrap();
    assert_eq!(outcomes, [Ok(extracted)]);
}

#[test]
fn an_encoder_that_fails_costs_what_it_has_at_hand() {
    for (length, reason) in [(PANICS, "as asked"), (FAILS, "as asked"), (TOO_FEW, "scores for")] {
        let mut items = articles(300);
        items[40] = Ok(Article::new("bad", "x".repeat(length)));
        let (_, outcomes) = run(items, &options(3));
        assert_eq!(outcomes.len(), 300);
        assert!(outcomes[40].as_ref().unwrap_err().error.to_string().contains(reason), "{:?}", outcomes[40]);
        let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        assert!((18..18 + 30).contains(&failed), "{failed}");
        assert!(outcomes[150..].iter().filter(|outcome| outcome.is_err()).count() < 10, "the encoder works again");
    }
}

#[test]
fn failures_of_the_reader_keep_their_places() {
    // More failures in a row than can be in flight.
    const FAILURES: usize = 4000;
    let failed = |index: usize| FailedArticle {
        id: format!("f{index}"),
        origin: Origin { input: "in".into(), line: Some(index as u64) },
        error: ArticleError::NotAnObject,
    };
    let mut items: Vec<Item> = (0..FAILURES).map(|index| Err(failed(index))).collect();
    items.insert(700, Ok(Article::new("good", "word")));
    let (summary, outcomes) = run(items, &options(2));
    assert_eq!((summary.articles, summary.failed), (1, FAILURES as u64));
    assert_eq!((id(&outcomes[699]), id(&outcomes[700]), id(&outcomes[701])), ("f699", "good", "f700"));
}

#[test]
fn nothing_at_all_is_a_run_too() {
    let (summary, outcomes) = run(Vec::new(), &options(2));
    assert_eq!((summary.articles, summary.failed, outcomes.len()), (0, 0, 0));
}

#[test]
fn a_huge_article_among_small_ones_gets_through() {
    let mut items = articles(200);
    items[20] = Ok(Article::new("huge", "word ".repeat(60_000)));
    let (summary, outcomes) = run(items, &options(2));
    assert_eq!(id(&outcomes[20]), "huge");
    assert!(outcomes[20].is_ok());
    assert_eq!(summary.articles + summary.failed, 200);
}

#[test]
fn no_more_articles_are_in_flight_than_are_permitted() {
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let items = (0..20_000).map(move |index| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(Article::new(index.to_string(), "word"))
    });
    let (mut written, mut most) = (0, 0);
    pipeline()
        .run(items, &options(4), |_| {
            // A slow writer: the queues before it fill up.
            if written % 500 == 0 {
                std::thread::sleep(Duration::from_millis(5));
            }
            most = most.max(read.load(Ordering::SeqCst) - written);
            written += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(written, 20_000);
    // The reader holds one more article.
    assert!(most <= permits(4) + 1, "{most} in flight");
    assert!(most > 4, "{most}: the stages overlap");
}

#[test]
fn a_sink_that_fails_ends_the_run() {
    let mut written = 0;
    let result = pipeline().run(articles(2000).into_iter(), &options(3), |_| {
        written += 1;
        if written < 50 { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    });
    assert!(matches!(result, Err(RunError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe));
    assert_eq!(written, 50);
}

#[test]
fn a_stopped_run_ends_though_its_input_hangs() {
    let stop = Stop::default();
    let (sender, hanging) = crossbeam_channel::unbounded::<Item>();
    for item in articles(100) {
        sender.send(item).unwrap();
    }
    let from_sink = stop.clone();
    let options = RunOptions { stop, ..options(2) };
    let mut written = 0;
    let summary = pipeline()
        .run(hanging.into_iter(), &options, |_| {
            written += 1;
            if written == 10 {
                from_sink.stop();
            }
            Ok(())
        })
        .unwrap();
    assert!(summary.stopped);
    assert!(summary.articles + summary.failed < 100);
    drop(sender);
}

#[test]
fn a_reader_that_panics_is_not_taken_for_the_end() {
    let items = articles(90).into_iter().enumerate().map(|(index, item)| if index == 80 { panic() } else { item });
    let result = pipeline().run(items, &options(2), |_| Ok(()));
    assert!(matches!(result, Err(RunError::Read { reason }) if reason == "as asked"));
}

#[test]
fn observers_see_everything() {
    #[derive(Default)]
    struct Counter {
        prepared: AtomicU64,
        encoded: AtomicU64,
        outcomes: AtomicU64,
    }
    impl Observer for Counter {
        fn prepared(&self, pieces: usize) {
            self.prepared.fetch_add(pieces as u64, Ordering::SeqCst);
        }
        fn encoded(&self, pieces: usize) {
            self.encoded.fetch_add(pieces as u64, Ordering::SeqCst);
        }
        fn outcome(&self, _: &Outcome) {
            self.outcomes.fetch_add(1, Ordering::SeqCst);
        }
    }
    let counter = Arc::new(Counter::default());
    let options = RunOptions { observer: Arc::clone(&counter) as Arc<dyn Observer>, ..options(2) };
    let (summary, _) = run(articles(500), &options);
    assert_eq!(counter.outcomes.load(Ordering::SeqCst), 500);
    assert_eq!(counter.prepared.load(Ordering::SeqCst), summary.pieces);
    assert_eq!(counter.encoded.load(Ordering::SeqCst), summary.pieces);
}

#[test]
fn a_run_that_begins_later_gives_the_same() {
    let (_, whole) = run(articles(500), &options(3));
    for first in [1, 17, 499, 500] {
        let (_, rest) = run(articles(500).split_off(first), &options(2));
        assert!(rest == whole[first..], "from article {first}");
    }
}

#[test]
fn long_articles_need_more_permits() {
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    // Each text is as long as ten permits.
    let items = (0..200).map(move |index| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(Article::new(index.to_string(), "w".repeat(30) + &" ".repeat(10 * 32 * 1024)))
    });
    let (mut written, mut most) = (0, 0);
    pipeline()
        .run(items, &options(2), |_| {
            most = most.max(read.load(Ordering::SeqCst) - written);
            written += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(written, 200);
    assert!(most <= permits(2) / 10 + 1, "{most} in flight");
}

#[test]
fn a_stopped_run_may_finish_what_is_in_flight() {
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let items = (0..1_000_000).map(move |index| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(Article::new(index.to_string(), "word"))
    });
    let (stop, mut written) = (Stop::default(), 0);
    let from_sink = stop.clone();
    let options = RunOptions { stop, grace: Duration::from_mins(2), ..options(2) };
    let summary = pipeline()
        .run(items, &options, |_| {
            written += 1;
            if written == 100 {
                from_sink.stop();
            }
            Ok(())
        })
        .unwrap();
    assert!(summary.stopped);
    assert_eq!(written, read.load(Ordering::SeqCst) - 1, "the last one was read and left");
    assert!(written < 1_000_000);
}

#[test]
fn a_stopped_run_does_not_wait_for_its_input() {
    let (sender, receiver) = crossbeam_channel::unbounded();
    for index in 0..20 {
        sender.send(Ok(Article::new(index.to_string(), "It rained."))).unwrap();
    }
    let (ended, end) = crossbeam_channel::bounded(1);
    // The sender stays: after the last article the reader waits for another, and must not keep the run from ending.
    std::thread::spawn(move || {
        let (stop, mut written) = (Stop::default(), 0);
        let (from_sink, options) = (stop.clone(), RunOptions { stop, ..options(2) });
        let summary = pipeline().run(receiver.into_iter(), &options, |_| {
            written += 1;
            if written == 20 {
                from_sink.stop();
            }
            Ok(())
        });
        ended.send(summary.unwrap().stopped).unwrap();
    });
    assert_eq!(end.recv_timeout(Duration::from_mins(1)), Ok(true));
    drop(sender);
}
