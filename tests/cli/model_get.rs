//! `saidso model get`, and `--model` with the name of a model that it has put into the data folder.

use super::support::{Ended, checkout, end, folder, saidso};
use std::fs;
use std::path::Path;

/// The program with a data folder of its own.
fn with_data(arguments: &[&str], data: &Path) -> Ended {
    end(saidso(arguments).env("XDG_DATA_HOME", data))
}

#[test]
fn models_come_from_folders_and_archives_and_are_found_by_name() {
    let folder = folder(&[("story.txt", "“It is over,” said Anna Larsen.".as_bytes())]);
    let (data, story) = (folder.path().join("data"), folder.path().join("story.txt"));
    let (story, mine) = (story.to_str().unwrap(), folder.path().join("mine"));
    let missing = with_data(&["extract", story, "--model", "mine"], &data);
    assert_eq!(missing.status, Some(2));
    assert!(
        missing.stderr.contains("saidso/models/mine") && missing.stderr.contains("model get"),
        "{}",
        missing.stderr
    );

    let archive = folder.path().join("package.tar");
    let mut tar = tar::Builder::new(fs::File::create(&archive).unwrap());
    tar.append_dir_all("saidso-1/models/mine", checkout().join("models/saidso-en")).unwrap();
    tar.finish().unwrap();
    let archive = archive.to_str().unwrap();
    let other = with_data(&["model", "get", archive, "--sha256", "00"], &data);
    assert_eq!(other.status, Some(2));
    assert!(other.stderr.contains("SHA-256"), "{}", other.stderr);
    assert!(!data.join("saidso/models/mine").exists());

    let got = with_data(&["model", "get", archive], &data);
    assert_eq!((got.status, got.stdout.trim()), (Some(0), data.join("saidso/models/mine").to_str().unwrap()));
    let labelled = with_data(&["extract", story, "--model", "mine"], &data);
    assert_eq!(labelled.status, Some(0), "{}", labelled.stderr);

    tar::Archive::new(fs::File::open(archive).unwrap()).unpack(folder.path()).unwrap();
    fs::rename(folder.path().join("saidso-1/models/mine"), &mine).unwrap();
    let again = with_data(&["model", "get", mine.to_str().unwrap()], &data);
    assert_eq!(again.status, Some(2));
    assert!(again.stderr.contains("--replace"), "{}", again.stderr);
    let replaced = with_data(&["model", "get", mine.to_str().unwrap(), "--replace"], &data);
    assert_eq!(replaced.status, Some(0), "{}", replaced.stderr);
    // Nothing is left behind.
    assert_eq!(fs::read_dir(data.join("saidso/models")).unwrap().count(), 1);
}

#[test]
fn what_holds_no_model_is_named() {
    let folder = folder(&[("texts/a.txt", b"It rained.")]);
    let data = folder.path().join("data");
    let texts = folder.path().join("texts");
    for (from, part) in
        [(texts.to_str().unwrap(), "holds no model"), ("https://example.org/m.zip", "nothing is downloaded")]
    {
        let ended = with_data(&["model", "get", from], &data);
        assert_eq!(ended.status, Some(2));
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}
