//! Properties that must hold for any text, checked on the library with the real model.

use super::support::{check, checkout};
use proptest::prelude::*;
use saidso::Pipeline;
use saidso::record::Article;
use std::sync::LazyLock;

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::load(checkout().join("models/saidso-en")).expect("the committed model is whole"));

/// Pieces of news, and pieces that break code that counts bytes, UTF-16 units or graphemes, or trusts quotation marks.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "The minister said ",
        "“We will not go,” ",
        "according to Zoë Müller-Łoś, ",
        "She added: ",
        "Dr. O’Neill told the BBC. ",
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        "«",
        "»",
        "„",
        "(",
        "—",
        "…",
        ". ",
        "?! ",
        ", ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        " ",
        "said",
        " says ",
        "6'2\"",
        "1.000,50",
        "🦀",
        "👩‍👩‍👧‍👦",
        "🇳🇴🇵🇱",
        "e\u{301}",
        "\u{301}",
        "\u{200d}",
        "\u{feff}",
        "\u{a0}",
        "\u{202e}",
        "\u{2028}",
        "\u{0}",
        "\u{fffd}",
        "\u{10ffff}",
        "ﬁ",
        "İ",
        "ß",
        "ǆ",
        "漢字",
        "，她说：「不」。",
        "قال الوزير ",
        "नमस्ते",
        "한국어",
        "Photo: Reuters\n",
        "Advertisement\n",
        "#tag",
        "https://a.b/c?d=e&f=%20",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]);
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_the_text_it_points_at(text in text(), title in prop::option::of(text())) {
        let article = Article { title, ..Article::new("any", text.clone()) };
        match PIPELINE.extract(&article) {
            Ok(record) => check(&record, &text),
            Err(error) => {
                let has_no_width = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
                prop_assert!(text.chars().all(|c| c.is_whitespace() || has_no_width(c)), "{error}: {text:?}");
            }
        }
    }
}

#[test]
fn a_text_of_every_kind_of_character_keeps_its_offsets() {
    let text: String = (0..=0x0010_FFFFu32).step_by(257).filter_map(char::from_u32).collect();
    check(&PIPELINE.extract(&Article::new("all", text.clone())).expect("there is text"), &text);
}
