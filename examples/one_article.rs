//! Labels one article and prints who says what.
//!
//! ```sh
//! cargo run --release --example one_article
//! ```

use saidso::{Article, Pipeline};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let pipeline = Pipeline::load("models/saidso-en")?;
    let text = "The bridge was closed on Monday. “We had no choice,” said Anna Larsen, who runs the port.";
    let record = pipeline.extract(&Article::new("bridge", text))?;
    for attribution in &record.attributions {
        let source = attribution.source.as_ref().map_or("nobody", |source| &source.span.text);
        let content: Vec<&str> = attribution.content.iter().map(|span| &*span.text).collect();
        println!("{source} | {} | {}", attribution.cue.text, content.join(" … "));
    }
    Ok(())
}
