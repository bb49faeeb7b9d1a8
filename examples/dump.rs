use saidso::encode::{Encoder, NetworkEncoder};
use saidso::model::Model;
use saidso::prepare::Preparer;
use saidso::{Article, Precision};
use std::sync::Arc;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let model = Arc::new(Model::load(std::path::Path::new(&args[1]), Precision::default()).unwrap());
    let preparer = Preparer::new(model.tokenizer.clone(), model.config.saidso.windows);
    let text = std::io::read_to_string(std::io::stdin()).unwrap();
    let prepared = preparer.prepare(Article::new("a", text)).unwrap();
    let mut encoder = NetworkEncoder::new(Arc::clone(&model));
    for window in &prepared.windows {
        for m in &encoder.encode(&[window]).unwrap()[0].mentions {
            let t = &prepared.article.text[prepared.words[m.words.start].span.start..prepared.words[m.words.end - 1].span.end];
            println!("{:3} {:?} {:.2} {}", prepared.words[m.words.start].sentence, m.sort, m.probability, t);
        }
    }
}
