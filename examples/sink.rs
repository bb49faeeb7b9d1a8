//! A custom sink: counts how often each source speaks in a folder of text files, and keeps no records.
//!
//! ```sh
//! cargo run --release --example sink datasets/sample
//! ```

use saidso::{Article, Pipeline, RunOptions};
use std::collections::BTreeMap;
use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: sink FOLDER")?;
    let mut articles = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            articles.push(Ok(Article::new(path.display().to_string(), fs::read_to_string(&path)?)));
        }
    }
    let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
    let pipeline = Pipeline::load("models/saidso-en")?;
    pipeline.run(articles.into_iter(), &RunOptions::default(), |outcome| {
        for source in outcome.into_iter().flat_map(|record| record.sources) {
            let claims = source.claims.map_or(0, |claims| claims.reported_fact + claims.quote);
            *speakers.entry(source.name).or_default() += claims;
        }
        Ok(())
    })?;
    let mut ranking: Vec<(usize, String)> = speakers.into_iter().map(|(name, claims)| (claims, name)).collect();
    ranking.sort_unstable_by(|a, b| b.cmp(a));
    for (claims, name) in ranking.iter().take(10) {
        println!("{claims:4} {name}");
    }
    Ok(())
}
