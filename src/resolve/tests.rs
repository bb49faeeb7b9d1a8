//! Resolution on small texts whose attributions are given, not predicted.

use crate::model::read_tokenizer;
use crate::prepare::{Prepared, Preparer, WindowConfig};
use crate::record::Article;
use std::path::Path;
use std::sync::LazyLock;

static PREPARER: LazyLock<Preparer> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en/tokenizer.json");
    let windows = WindowConfig { max_pieces: 256, context_pieces: 48, cls: 101, sep: 102 };
    Preparer::new(read_tokenizer(&path).expect("the committed tokenizer is whole"), windows)
});

/// A text ready to be resolved.
pub(super) fn prepare(text: &str) -> Prepared {
    PREPARER.prepare(Article::new("test", text)).expect("the text is not empty")
}
