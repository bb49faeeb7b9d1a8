//! Articles exported to brat and imported again are unchanged.

use super::{FolderWriter, Format};
use crate::gold::GoldArticle;
use crate::import::{self, SpanTypes, import};
use saidso::record::AnnotatedArticle;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

fn gold() -> Vec<AnnotatedArticle> {
    let text = include_str!("../../../../datasets/gold/gold.jsonl");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(articles: &[AnnotatedArticle], folder: &Path) {
    let mut writer = FolderWriter::create(folder, Format::Brat).unwrap();
    for article in articles {
        writer.article(&GoldArticle::new(article.clone(), None).unwrap()).unwrap();
    }
    writer.finish().unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn read(folder: &Path) -> Vec<AnnotatedArticle> {
    let import = import(folder, &import::Format::Brat(SpanTypes::default())).unwrap();
    assert_eq!(import.failed, []);
    import.articles
}

/// Everything that evaluation and training use, in a form that can be compared.
fn meaning(article: &AnnotatedArticle) -> String {
    let article = GoldArticle::new(article.clone(), None).unwrap();
    let sentences = article.document.sentences.iter().flatten();
    let sentences: Vec<_> =
        sentences.map(|one| format!("{:?} {:?} {:?} {:?}", one.span, one.role, one.label, one.source)).collect();
    let attributions = article.document.attributions.iter().flatten();
    let mut attributions: Vec<_> =
        attributions.map(|one| format!("{:?} {:?} {:?}", one.spans, one.speech, one.source)).collect();
    attributions.sort();
    format!("{} {:?}\n{}\n{}", article.id, article.metadata, sentences.join("\n"), attributions.join("\n"))
}

#[test]
fn the_gold_set_comes_back_from_brat_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let gold = gold();
    write(&gold, &one);
    let back = read(&one);
    let meanings = |articles: &[AnnotatedArticle]| -> BTreeMap<String, String> {
        articles.iter().map(|article| (article.id.clone(), meaning(article))).collect()
    };
    for ((id, before), after) in meanings(&gold).iter().zip(meanings(&back).values()) {
        assert_eq!(before, after, "{id}");
    }
    write(&back, &two);
    let (before, after) = (files(&one), files(&two));
    assert!(before.len() == 2 * gold.len() + 3);
    for (name, text) in &before {
        assert_eq!(Some(text), after.get(name), "{name}");
    }
}

#[test]
fn odd_articles_come_back_from_brat() {
    let article = r#"{"id": "../a/ü.txt", "text": "A\r\nwas “so”\n\nbad\u2028and\tworse, A said. B.\n", "metadata": {"n": 1},
        "sentences": [{"start": 0, "end": 35, "role": "body", "label": "quote", "source": "x"},
                      {"start": 36, "end": 38, "role": "headline", "label": null, "source": null}],
        "attributions": [
            {"source": {"start": 28, "end": 29, "resolved": "x"}, "cue": {"start": 30, "end": 34}, "speech": "mixed",
             "content": [{"start": 0, "end": 6}, {"start": 7, "end": 11}, {"start": 17, "end": 26}]},
            {"source": null, "cue": null, "content": [{"start": 3, "end": 11}]}],
        "sources": [{"id": "x", "name": "A\nB  of C", "kind": "group"}]}"#;
    let article: AnnotatedArticle = serde_json::from_str(article).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    write(&[article.clone(), AnnotatedArticle { id: "../A/ü.TXT".into(), ..article.clone() }], &one);
    let back = read(&one);
    assert_eq!(back.len(), 2);
    assert_eq!((&back[0].id, &back[0].metadata), (&article.id, &article.metadata));
    assert_eq!(back[0].sources.as_ref().unwrap()[0].name, "A B  of C");
    write(&back, &two);
    assert_eq!(files(&one), files(&two));
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("corrected.ann"), "work").unwrap();
    let refused = FolderWriter::create(folder.path(), Format::Brat).unwrap_err();
    assert!(refused.to_string().contains("is not empty"), "{refused}");
    assert_eq!(fs::read_to_string(folder.path().join("corrected.ann")).unwrap(), "work");
}
