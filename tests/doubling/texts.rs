//! Texts of one shape each.

use super::scorer::Scorer;
use saidso::encode::Encoder;
use saidso::model::Model;
use saidso::{Article, Pipeline, Precision};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// A name, the initial number of items, and a function that makes a text of any number.
type Shape = (&'static str, usize, fn(usize) -> String);

pub(crate) const SHAPES: [Shape; 20] = [
    ("paragraphs", 200, |count| each(count, |_| "The port will close in May.\n\n".to_owned())),
    ("sentences of one paragraph", 300, |count| each(count, |_| "The port was closed on Monday. ".to_owned())),
    ("quotations", 200, |count| each(count, |_| "“We had no choice,” said Anna Larsen. ".to_owned())),
    ("contents in fragments", 200, |count| each(count, |_| "“The port,” said Larsen, “is shut.” ".to_owned())),
    ("marks that stay open", 200, |count| each(count, |_| "“The ‘port was \"shut in May. ".to_owned())),
    ("names", 200, |count| each(count, |number| format!("{} said the port was shut. ", name(number)))),
    ("surnames of one family", 200, |count| {
        each(count, |number| format!("{} Larsen said the pier was shut. Larsen denied it. ", name(number)))
    }),
    ("nouns", 200, |count| each(count, |_| "The minister told the committee that the report was late. ".to_owned())),
    ("acronyms", 200, |count| {
        each(count, |number| {
            let [first, second] = [number / 26 % 26, number % 26].map(|letter| char::from(b'A' + letter as u8));
            format!("The {first}ort {second}ier Institute ({first}{second}I) said the port was shut. ")
        })
    }),
    ("pronouns", 300, |count| each(count, |_| "She said that he knew they denied it. ".to_owned())),
    ("turns", 150, |count| each(count, |_| "Larsen: We will close the port.\n\nHaan: No, it is late.\n\n".to_owned())),
    ("a sentence without an end", 500, |count| each(count, |_| "and the port and the pier ".to_owned())),
    ("a sentence of sayings", 300, |count| each(count, |_| "and she said that he knew it ".to_owned())),
    ("a sentence of quotations", 300, |count| each(count, |_| "and “no choice,” said Anna Larsen, ".to_owned())),
    ("sayings without spaces", 800, |count| each(count, |_| "she,said,that,port,".to_owned())),
    ("list items", 300, |count| each(count, |number| format!("- item {number}: the pier\n"))),
    ("dates", 200, |count| each(count, |number| format!("On {} May 2019 she said it was shut. ", number % 28 + 1))),
    ("damaged characters", 200, |count| each(count, |_| "It’s the cafÃ© of the port\u{ad}. ".to_owned())),
    ("a word without an end", 20_000, |count| "port".repeat(count)),
    ("blank lines", 5_000, |count| format!("The port will close.{}The pier is shut.", "\n \n".repeat(count))),
];

fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// A name for each number.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 8] = ["zor", "vex", "qui", "jor", "kra", "wul", "dov", "hesk"];
    let mut name = String::new();
    for power in 0..4 {
        let _ = write!(name, "{}", SYLLABLES[number / 8_usize.pow(power) % 8]);
    }
    name[..1].to_ascii_uppercase() + &name[1..]
}

/// All stages of the committed model except its encoder.
pub(crate) fn pipeline() -> Pipeline {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/saidso-en");
    let model = Arc::new(Model::load(&folder, Precision::Single).unwrap());
    let shared = Arc::clone(&model);
    Pipeline::with_encoder(&model, move || Ok(Box::new(Scorer::new(&shared)) as Box<dyn Encoder>))
}

/// Labels a text and writes the record.
pub(crate) fn label(pipeline: &Pipeline, text: String) {
    let record = pipeline.extract(&Article::new("a", text)).unwrap();
    serde_json::to_writer(std::io::sink(), &record).unwrap();
}
