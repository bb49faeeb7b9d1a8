//! Training on a few sentences with a tiny, random base encoder, to test that a run can be interrupted and resumed.

use base_encoder::write_base_encoder;
use saidso::Pipeline;
use saidso::record::Article;
use saidso_train::{Figures, Folders, Observer, PretrainConfig, PretrainFolders, TrainConfig, pretrain, train};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[path = "common/base_encoder.rs"]
mod base_encoder;

const TEXT: &str = "“The bridge is safe,” said Anna Larsen. The minister denied that it had ever been closed.";

fn checkout() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Writes a base encoder of two layers and data sets of a few lines.
fn prepare(folder: &Path) {
    write_base_encoder(&folder.join("base"));

    let span = |part: &str| {
        let byte = TEXT.find(part).expect("a part of the text");
        let start = TEXT[..byte].chars().count();
        serde_json::json!([[start, start + part.chars().count()]])
    };
    let attributions = serde_json::json!([
        {"source": span("Anna Larsen"), "cue": span("said"), "content": span("“The bridge is safe,”")},
        {"source": span("The minister"), "cue": span("denied"), "content": span("that it had ever been closed")},
    ]);
    let article = serde_json::json!({"id": "a", "text": TEXT, "attributions": attributions});
    fs::write(folder.join("articles.jsonl"), format!("{article}\n{article}\n{article}\n")).expect("a file");
    fs::write(folder.join("sentences.csv"), "Sentence,Label\nWhat a shame!,SUBJ\nIt rained on Monday.,OBJ\n")
        .expect("a file");
    fs::write(folder.join("columns.jsonl"), "{\"id\": \"c\", \"text\": \"Enough of this. It rained.\"}\n")
        .expect("a file");
    let header = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL";
    let row = "t-1\tAnna met Ida. She left.\tShe\t14\tAnna\t0\tTRUE\tIda\t9\tFALSE\tu";
    fs::write(folder.join("gap.tsv"), format!("{header}\n{row}\n")).expect("a file");
    let labels = serde_json::json!({"id": "c", "metadata": {"file": "columns.jsonl"}, "sentences": [
        {"start": 0, "end": 15, "label": "opinion", "confidence": 0.7, "source": null},
        {"start": 16, "end": 26, "label": "reported_fact", "source": null},
    ], "attributions": [], "mentions": [
        {"start": 16, "end": 18, "sort": "pronoun", "kind": "other", "entity": "x"},
    ]});
    for file in ["train.jsonl.gz", "dev.jsonl.gz", "blind.jsonl.gz"] {
        // Compression is recognised by content.
        fs::write(folder.join(file), format!("{labels}\n")).expect("a file");
    }
}

fn config() -> TrainConfig {
    toml::from_str(
        r#"
        version = "tiny"
        seed = 3
        [data]
        polnear_train = "articles.jsonl"
        polnear_dev = "articles.jsonl"
        newssd_train = "sentences.csv"
        newssd_val = "sentences.csv"
        polnear_share = 1.0
        labelled_share = 1.0
        [model]
        max_pieces = 128
        context_pieces = 16
        role_width = 8
        stance_width = 8
        antecedent_width = 8
        [optimizer]
        epochs = 3
        batch_pieces = 60
        batch_newssd = 1
        batch_labelled = 1
        encoder_rate = 1e-3
        head_rate = 1e-2
        warm_up = 0.1
        weight_decay = 0.01
        clip_norm = 1.0
        dropout = 0.1
        averaging = 0.9
        matrices = "single"
        checkpoint_steps = 2
        evaluate_from = 2
        [stance]
        weight = 0.5
        labelled = 1.0
        attributed = 0.3
        news = 0.3
        [mentions]
        mention = 1.0
        antecedent = 1.0
        gap = ["gap.tsv"]
        gap_dev = "gap.tsv"
        gum_share = 1.0
        gap_share = 1.0
        "#,
    )
    .expect("a configuration")
}

fn config_of_one_epoch() -> TrainConfig {
    let mut config = config();
    config.optimizer.epochs = 1;
    config.optimizer.evaluate_from = 1;
    config
}

fn folders(data: &Path, name: &str) -> Folders {
    Folders {
        data: data.to_owned(),
        labels: data.to_owned(),
        articles: data.to_owned(),
        check_worthy: None,
        also: Vec::new(),
        base: data.join("base"),
        gold: checkout().join("datasets/gold/gold.jsonl"),
        model: data.join(name),
        run: data.join(name).with_extension("run"),
    }
}

/// Interrupts the run after this many steps.
struct Until(usize);

impl Observer for Until {
    fn step(&mut self, done: usize, _steps: usize, loss: f64) {
        assert!(loss.is_finite());
        assert!(done <= self.0, "cut off");
    }

    fn evaluated(&mut self, _epoch: usize, _figures: &Figures) {}
}

/// One test at a time: libtorch has one random generator.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    // The matrices are tiny: a second thread would only wait.
    tch::set_num_threads(1);
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn pretraining_that_was_cut_off_ends_like_one_that_was_not() {
    let _turn = alone();
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let config: PretrainConfig = toml::from_str(
        r#"
        seed = 2
        texts = ["articles.jsonl", "columns.jsonl"]
        max_pieces = 128
        masked = 0.3
        steps = 5
        batch_pieces = 60
        matrices = "bfloat16"
        checkpoint_steps = 2
        [optimizer]
        encoder_rate = 1e-3
        head_rate = 1e-3
        warm_up = 0.1
        weight_decay = 0.01
        clip_norm = 1.0
        averaging = 0.9
        "#,
    )
    .expect("a configuration");
    let folders = |name: &str| PretrainFolders {
        data: folder.path().to_owned(),
        base: folder.path().join("base"),
        output: folder.path().join(name),
        run: folder.path().join(name).with_extension("run"),
    };
    pretrain(&config, &folders("whole"), false, &mut |_, loss| assert!(loss.is_finite())).expect("a base encoder");
    let cut = |resume, last| {
        let mut until = |done, _| assert!(done <= last, "cut off");
        catch_unwind(AssertUnwindSafe(|| pretrain(&config, &folders("cut"), resume, &mut until)))
    };
    assert!(cut(false, 3).is_err() && !folders("cut").output.exists());
    cut(true, usize::MAX).expect("no panic").expect("a base encoder");
    for file in ["model.safetensors", "config.json", "tokenizer.json"] {
        let read = |name: &str| fs::read(folders(name).output.join(file)).expect("a file of the base encoder");
        assert!(read("whole") == read("cut"), "{file} differs");
    }
    assert_ne!(
        fs::read(folders("whole").output.join("model.safetensors")).expect("a file"),
        fs::read(folder.path().join("base/model.safetensors")).expect("a file")
    );
    // The result is usable as a base encoder.
    let trained = Folders { base: folders("whole").output, ..self::folders(folder.path(), "model") };
    train(&config_of_one_epoch(), &trained, false, &mut Until(usize::MAX)).expect("a model");
}

#[test]
fn a_run_that_was_cut_off_ends_like_one_that_was_not() {
    let _turn = alone();
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let whole = folders(folder.path(), "whole");
    train(&config(), &whole, false, &mut Until(usize::MAX)).expect("a model");

    let cut = folders(folder.path(), "cut");
    let ended = catch_unwind(AssertUnwindSafe(|| train(&config(), &cut, false, &mut Until(3))));
    assert!(ended.is_err() && !cut.model.exists());
    train(&config(), &cut, true, &mut Until(usize::MAX)).expect("a model");

    for file in ["model.safetensors", "config.json", "tokenizer.json", "training.json"] {
        let read = |folders: &Folders| fs::read(folders.model.join(file)).expect("a file of the model folder");
        assert!(read(&whole) == read(&cut), "{file} differs");
    }
    let pipeline = Pipeline::load(&cut.model).expect("a whole model folder");
    let record = pipeline.extract(&Article::new("a", TEXT)).expect("a record");
    assert_eq!(record.sentences.len(), 2);

    let other = TrainConfig { seed: 4, ..config() };
    let refused = train(&other, &cut, true, &mut Until(usize::MAX)).expect_err("another configuration");
    assert!(refused.to_string().contains("the configuration changed"), "{refused}");
}
