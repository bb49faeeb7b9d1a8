//! The commands of the documentation, run as a reader would run them.

#![cfg(unix)]

use super::support::{checkout, end, saidso};
use base_encoder::write_base_encoder;
use saidso::record::{AnnotatedArticle, Label};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

#[path = "../common/base_encoder.rs"]
mod base_encoder;

/// The commands of a page, in order.
fn commands(page: &str) -> String {
    let text = fs::read_to_string(checkout().join(page)).unwrap();
    text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// A folder that looks like the checkout and can be written to, without the large data.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["datasets", "models"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for name in ["datasets/sample", "datasets/gold", "models/saidso-en"] {
        symlink(checkout().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Runs a script in a folder, with `saidso` on the PATH; it must succeed. Returns what it printed.
fn run(script: &str, folder: &Path, variables: &[(&str, &Path)]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_saidso")).parent().unwrap().display();
    let output = Command::new("bash")
        .args(["-euxo", "pipefail", "-c", script])
        .env("PATH", format!("{program}:{}", std::env::var("PATH").unwrap()))
        .envs(variables.iter().copied())
        // No configuration other than the folder's.
        .env("XDG_CONFIG_HOME", folder)
        .env_remove("SAIDSO_CONFIG")
        .env_remove("SAIDSO_MODEL")
        .env_remove("SAIDSO_MODELS")
        .current_dir(folder)
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{stdout}\n{stderr}");
    stdout
}

/// Data sets of a few lines, under the names in the model's configuration.
fn write_data(data: &Path, labels: &Path) {
    let text = "“The bridge is safe,” said Anna Larsen. Nobody came.";
    let article = json!({"id": "p", "text": text, "attributions": [
        {"source": [[27, 38]], "cue": [[22, 26]], "content": [[0, 21]]},
    ]});
    for folder in [data.join("polnear"), data.join("newssd"), labels.join("stance"), labels.join("articles")] {
        fs::create_dir_all(folder).unwrap();
    }
    let label = json!({"id": "c", "metadata": {"file": "columns.jsonl"}, "sentences": [
        {"start": 0, "end": 15, "label": "opinion", "source": null},
        {"start": 16, "end": 26, "label": "reported_fact", "source": null},
    ]});
    for part in ["train", "dev"] {
        // Compression is recognised by content.
        fs::write(data.join(format!("polnear/{part}.jsonl.gz")), format!("{article}\n")).unwrap();
    }
    for folder in ["stance", "articles"] {
        for part in ["train", "dev", "blind"] {
            fs::write(labels.join(folder).join(format!("{part}.jsonl.gz")), format!("{label}\n")).unwrap();
        }
    }
    for part in ["train", "val"] {
        let rows = "Sentence,Label\nWhat a shame!,SUBJ\nIt rained on Monday.,OBJ\n";
        fs::write(data.join(format!("newssd/{part}.csv")), rows).unwrap();
    }
    write_mentions(data);
    fs::write(data.join("columns.jsonl"), "{\"id\": \"c\", \"text\": \"Enough of this. It rained.\"}\n").unwrap();
}

/// The data sets of mentions, of one text each.
fn write_mentions(data: &Path) {
    for folder in ["gum_all", "gum_news", "gap"] {
        fs::create_dir_all(data.join(folder)).unwrap();
    }
    fs::write(data.join("gum_news/dev.jsonl"), "{\"id\": \"other\"}\n").unwrap();
    let rows = [
        ("Anna", "PROPN", "NNP", "(1-person-new-n-cf1-1-sgl"),
        ("Larsen", "PROPN", "NNP", "1)"),
        ("left", "VERB", "VBD", ""),
    ];
    let rows = rows.iter().enumerate().map(|(index, (form, part, fine, entity))| {
        let entity = if entity.is_empty() { "_".to_owned() } else { format!("Entity={entity}") };
        format!("{}\t{form}\t_\t{part}\t{fine}\t_\t_\t_\t_\t{entity}\n", index + 1)
    });
    let conllu = format!("# text = Anna Larsen left\n{}\n", rows.collect::<String>());
    fs::write(data.join("GUM_one.conllu"), conllu).unwrap();
    let packed =
        Command::new("tar").args(["-cf", "gum_all/gum_dep.tar.gz", "GUM_one.conllu"]).current_dir(data).status();
    assert!(packed.unwrap().success());
    let header = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL";
    let row = "t-1\tAnna met Ida. She left.\tShe\t14\tAnna\t0\tTRUE\tIda\t9\tFALSE\tu";
    for part in ["development", "validation"] {
        fs::write(data.join(format!("gap/gap-{part}.tsv.gz")), format!("{header}\n{row}\n")).unwrap();
    }
}

#[test]
fn label_correct_retrain_and_compare() {
    let folder = desk();
    let here = folder.path();
    let (data, base) = (here.join("data"), here.join("base"));
    write_data(&data, &here.join("datasets"));
    write_base_encoder(&base);
    let printed = run(&commands("docs/correcting.md"), here, &[("DATA", &data), ("BASE", &base)]);
    for name in ["from-label-studio.jsonl", "from-doccano.jsonl"] {
        let back = fs::read_to_string(here.join(name)).unwrap();
        let back: Vec<AnnotatedArticle> = back.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let corrected = back.iter().flat_map(|article| article.sentences.iter().flatten());
        let corrected: Vec<_> = corrected.filter(|sentence| sentence.label == Some(Some(Label::Opinion))).collect();
        assert!(back.len() == 5 && !corrected.is_empty(), "{name}");
    }
    // The corrections have reached the gold file, and training has learned from it.
    let lines = |name: &str| fs::read_to_string(here.join(name)).unwrap();
    let corrected: Vec<AnnotatedArticle> =
        lines("corrected.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let column = corrected.iter().find(|article| article.id == "02-market-square-column").unwrap();
    let label = |text: &str| {
        let sentences = column.sentences.as_ref().unwrap();
        sentences.iter().find(|sentence| sentence.text.as_deref() == Some(text)).unwrap().label
    };
    assert_eq!(label("I have waited longer for a sandwich."), Some(Some(Label::Opinion)));
    assert_eq!(label("Marian Teck writes every Saturday."), Some(None));
    assert_eq!((lines("learn.jsonl").lines().count(), lines("test.jsonl").lines().count()), (12, 6));
    assert!(lines("models/mine/training.json").contains("also/1/learn.jsonl"));
    assert!(lines("comparison.html").contains("mine"));
    assert!(printed.contains("labels") && printed.contains("mine"), "{printed}");
}

/// Answers to five questions: in one command each here, and in pandas and SQL by `scripts/check_answers`.
#[test]
fn the_answers() {
    let folder = desk();
    run(&commands("docs/answers.md"), folder.path(), &[]);
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let quotes = lines("week.csv");
    assert!(quotes.lines().count() > 2 && quotes.contains("2024-05-1"), "{quotes}");
    assert!(lines("opinion.csv").lines().any(|line| line.starts_with("The Gull,,")), "{}", lines("opinion.csv"));
    let top = lines("top.csv");
    assert!(top.starts_with("section,name,kind,") && top.lines().count() > 3, "{top}");
    assert!(lines("unnamed.csv").lines().skip(1).all(|line| line.starts_with(",2024-0")), "{}", lines("unnamed.csv"));
    let person = lines("person.csv");
    assert!(person.lines().count() > 1 && person.lines().skip(1).all(|line| line.contains("Maurer")), "{person}");
}

#[test]
fn the_guide() {
    let folder = desk();
    // Another server may be at the usual port.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let script = commands("docs/guide.md");
    assert!(script.contains("saidso serve") && script.contains(":8020/"));
    let script = script.replace("saidso serve", &format!("saidso serve --port {port}")).replace("8020", &port);
    let printed = run(&script, folder.path(), &[]);
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();

    // The outputs that the page shows are the actual outputs.
    let guide = fs::read_to_string(checkout().join("docs/guide.md")).unwrap();
    let shown = guide.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let words = |text: &str| {
        text.split(|c: char| c.is_whitespace() || c == '▏')
            // Source numbers depend on attributions that may or may not be found, depending on the processor's
            // rounding.
            .filter(|w| !w.is_empty() && w.strip_prefix('s').is_none_or(|number| number.parse::<usize>().is_err()))
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(words(&printed).contains(&words(shown)), "{printed}");

    assert!(printed.contains(r#""text":"Anna Larsen""#), "the server has not answered: {printed}");
    assert!(lines("claims.tsv").lines().any(|line| line.starts_with("Salvatore Marchetti\tquote\t")));
    let two: Vec<Value> = lines("news.labels.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (two.len(), &two[0]["id"], &two[1]["metadata"]["publisher"]),
        (2, &json!("gull/1"), &json!("Evening Post"))
    );
    assert!(lines("news.html").contains("Two papers") && printed.contains("# news.toml:2"));
    assert_eq!(lines("again.jsonl"), lines("news.labels.jsonl"));
    assert_eq!(lines("docs.jsonl").lines().count(), 18);
    assert!(lines("evaluation.html").len() > 10_000 && lines("figures.json").contains("macro_f1"));
}

#[test]
fn the_recipes() {
    let folder = desk();
    run(&commands("docs/recipes.md"), folder.path(), &[]);
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(lines("gull-quotes.csv").contains("We are glad that the wait is over"));
    assert!(lines("shares.csv").contains("Evening Post") && lines("roles.csv").contains("opposition"));
    assert!(lines("unnamed.tsv").contains("The Gull\tgull-1\ttwo people familiar with the repairs\tno reason given"));
    assert!(lines("unnamed-claims.tsv").contains("the bill was twice as high"));
    assert!(lines("mine.html").len() > 10_000 && lines("week.html").contains("One week"));
}

/// The commands on the other pages: each option and each script must exist.
#[test]
fn commands_of_the_other_pages_exist() {
    let mut checked = 0;
    for page in [
        "README.md",
        "docs/comparing.md",
        "docs/evaluation.md",
        "docs/inputs.md",
        "docs/install.md",
        "docs/other-tools.md",
        "docs/performance.md",
        "docs/scale.md",
        "models/saidso-en/README.md",
        "datasets/README.md",
    ] {
        for line in commands(page).lines() {
            let command = line.split(" #").next().unwrap();
            for part in command.split(['|', '>', '(', ')']).map(str::trim) {
                if let Some(script) = part.split(' ').next().filter(|name| name.starts_with("scripts/")) {
                    assert!(checkout().join(script).is_file(), "{page}: {line}");
                }
                let Some((_, arguments)) =
                    part.split_once("saidso ").filter(|(before, _)| ["", "scripts/"].contains(before))
                else {
                    continue;
                };
                // With --help at the end, all arguments are parsed, and nothing is run.
                let arguments = arguments.split_whitespace().map(|word| word.trim_matches('"')).chain(["--help"]);
                let ended = end(&mut saidso(&arguments.collect::<Vec<_>>()));
                assert_eq!(ended.status, Some(0), "{page}: {line}: {}", ended.stderr);
                checked += 1;
            }
        }
    }
    assert!(checked >= 15, "{checked}");
}
