//! Labels a stream of JSON Lines: objects with `id` and `text` on standard input, records on standard output.
//!
//! ```sh
//! cargo run --release --example json_lines < articles.jsonl > labels.jsonl
//! ```

use saidso::record::{Origin, OutputLine};
use saidso::{Article, ArticleError, FailedArticle, Pipeline, RunOptions};
use serde_json::Value;
use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let pipeline = Pipeline::load("models/saidso-en")?;
    let articles = BufReader::new(stdin()).lines().enumerate().map(|(index, line)| article(index as u64 + 1, line));
    let mut output = BufWriter::new(stdout().lock());
    let summary = pipeline.run(articles, &RunOptions::default(), |outcome| {
        serde_json::to_writer(&mut output, &OutputLine::from(outcome))?;
        output.write_all(b"\n")
    })?;
    output.flush()?;
    eprintln!("{} labelled, {} failed", summary.articles, summary.failed);
    Ok(())
}

/// The article of a line. A line that cannot be used becomes an error in its place in the output.
fn article(number: u64, line: std::io::Result<String>) -> Result<Article, FailedArticle> {
    let origin = Origin { input: "-".into(), line: Some(number) };
    let parsed = line.map_err(|error| ArticleError::Read { reason: error.to_string() }).and_then(|line| {
        serde_json::from_str::<Value>(&line)
            .map_err(|error| ArticleError::Json { byte: error.column(), reason: error.to_string() })
    });
    let field = |value: &Value, name: &str| {
        value[name]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| ArticleError::Json { byte: 0, reason: format!("there is no field `{name}`") })
    };
    let built = parsed.and_then(|value| Ok(Article::new(field(&value, "id")?, field(&value, "text")?)));
    match built {
        Ok(article) => Ok(Article { origin, ..article }),
        Err(error) => Err(FailedArticle { id: format!("line {number}"), origin, error }),
    }
}
