use saidso::{Article, Pipeline, RunOptions};
use std::io::Write;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let pipeline = Pipeline::load(&args[1]).unwrap();
    let text = std::fs::read_to_string(&args[2]).unwrap();
    let articles: Vec<_> = text.lines().map(|l| { let v: serde_json::Value = serde_json::from_str(l).unwrap(); Ok(Article::new(v["id"].as_str().unwrap(), v["text"].as_str().unwrap())) }).collect();
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[3]).unwrap());
    pipeline.run(articles.into_iter(), &RunOptions::default(), |o| { if let Ok(r) = o { writeln!(out, "{}", serde_json::to_string(&r).unwrap())?; } Ok(()) }).unwrap();
}
