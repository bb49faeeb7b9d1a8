//! Measures each stage by itself, in processor time of one thread. `cargo bench`, or with a filter,
//! `cargo bench -- encode`.

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkId, Criterion, Throughput};
use saidso::decide::Decider;
use saidso::emit::record;
use saidso::encode::{Encoder, NetworkEncoder, WindowScores, pool_of_one};
use saidso::model::Model;
use saidso::prepare::{Prepared, Preparer, Window, segment};
use saidso::resolve::resolve;
use saidso::{Article, Precision, Record};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Processor time of this thread. On a busy machine, wall time would include other work.
struct Processor;

impl Measurement for Processor {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// Shapes of batches: windows and word pieces in each.
const SHAPES: [(usize, usize); 4] = [(16, 192), (4, 256), (16, 64), (1, 192)];

fn checkout() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn model_folder() -> PathBuf {
    checkout().join("models/saidso-en")
}

/// The sample articles, in the order of their names.
fn samples() -> Vec<Article> {
    let folder = std::fs::read_dir(checkout().join("datasets/sample")).expect("the samples are in the checkout");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let read =
        |path: &PathBuf| Article::new(path.display().to_string(), std::fs::read_to_string(path).expect("it is text"));
    paths.iter().map(read).collect()
}

/// Windows of `pieces` word pieces from the sample articles, regardless of sentence boundaries.
fn rows(articles: &[Prepared], count: usize, pieces: usize) -> Vec<Window> {
    let ids: Vec<u32> =
        articles.iter().flat_map(|article| &article.windows).flat_map(|window| window.pieces.clone()).collect();
    let row = |index: usize| Window {
        pieces: ids.iter().copied().cycle().skip(index * pieces).take(pieces).collect(),
        segments: vec![0; pieces],
        words: 0..pieces,
        core: 0..pieces,
        first_pieces: (0..pieces as u32).collect(),
        word_sentences: vec![0; pieces],
        sentences: vec![(0, 0..pieces)],
    };
    (0..count).map(row).collect()
}

fn encode(criterion: &mut Criterion<Processor>, articles: &[Prepared]) {
    let load = |precision| Model::load(&model_folder(), precision).expect("a model folder");
    let models = [("fp32", load(Precision::Single)), ("int8", load(Precision::Int8))];
    #[cfg(feature = "rust-bert")]
    let reference = saidso_train::ReferenceNetwork::load(&model_folder()).expect("its weights");
    let mut group = criterion.benchmark_group("encode");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    for (count, pieces) in SHAPES {
        let windows = rows(articles, count, pieces);
        let windows: Vec<&Window> = windows.iter().collect();
        group.throughput(Throughput::Elements((count * pieces) as u64));
        let shape = format!("{count}x{pieces}");
        for (name, model) in &models {
            group.bench_function(BenchmarkId::new(*name, &shape), |bencher| {
                bencher.iter(|| black_box(model.word_vectors(&windows)));
            });
        }
        #[cfg(feature = "rust-bert")]
        group.bench_function(BenchmarkId::new("rust-bert", &shape), |bencher| {
            bencher.iter(|| reference.words(&windows).expect("a batch"));
        });
    }
    group.finish();
}

fn stages(criterion: &mut Criterion<Processor>) {
    let articles = samples();
    let words = articles.iter().map(|article| article.text.split_whitespace().count()).sum::<usize>() as u64;
    let model = Arc::new(Model::load(&model_folder(), Precision::Auto).expect("a model folder"));
    let stage = Preparer::new(model.tokenizer.clone(), model.config.saidso.windows);
    let prepare = || -> Vec<Prepared> {
        articles.iter().map(|article| stage.prepare(article.clone()).expect("an article")).collect()
    };
    let prepared = prepare();
    let mut encoder = NetworkEncoder::new(Arc::clone(&model));
    let scores: Vec<Vec<WindowScores>> = prepared
        .iter()
        .map(|article| encoder.encode(&article.windows.iter().collect::<Vec<_>>()).expect("a batch"))
        .collect();
    let decider = Decider::new(model.config.saidso.decisions);
    let one = |article: &Prepared, scores: &Vec<WindowScores>| {
        let mut article = article.clone();
        let found = decider.decide(&mut article, scores);
        let resolution = resolve(&article, scores, model.antecedents(), &found.attributions);
        record(article, &found, &resolution)
    };
    let decide =
        || -> Vec<Record> { prepared.iter().zip(&scores).map(|(article, scores)| one(article, scores)).collect() };
    let records = decide();

    let mut group = criterion.benchmark_group("samples");
    group.sample_size(20).throughput(Throughput::Elements(words));
    group.bench_function("segment", |bencher| {
        bencher.iter(|| articles.iter().map(|article| segment(&article.text, None).1.len()).sum::<usize>());
    });
    group.bench_function("prepare", |bencher| bencher.iter(prepare));
    group.bench_function("decide", |bencher| bencher.iter(decide));
    group.bench_function("write", |bencher| {
        bencher
            .iter(|| records.iter().map(|record| serde_json::to_vec(record).expect("a record").len()).sum::<usize>());
    });
    group.finish();
    encode(criterion, &prepared);
}

fn main() {
    #[cfg(feature = "rust-bert")]
    tch::set_num_threads(1);
    let _alone = pool_of_one().expect("a thread without a pool");
    let mut criterion = Criterion::default().with_measurement(Processor).configure_from_args();
    stages(&mut criterion);
    criterion.final_summary();
}
