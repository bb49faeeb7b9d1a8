//! Records that the committed model makes of small articles.

use crate::record::{Article, Assertion, ClaimRecord, Record, Role, SpanOf};
use crate::{Pipeline, model::Precision};
use std::path::Path;
use std::sync::LazyLock;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en");
    Pipeline::load_at(folder, Precision::Single).expect("the committed model is whole")
});

fn record(article: &Article) -> Record {
    let record = PIPELINE.extract(article).expect("the article has a text");
    record.check().expect("the record is consistent");
    record
}

/// The claim that begins with these words.
fn claim(text: &str, begins: &str) -> ClaimRecord {
    let claims = record(&Article::new("a", text)).claims;
    claims.into_iter().find(|claim| claim.text.starts_with(begins)).unwrap_or_else(|| panic!("{begins} in {text}"))
}

#[test]
fn a_denial_is_no_claim_of_the_one_who_denies() {
    let text = "Paul Orlan, the harbour minister, arrived on Monday.\n\nOrlan denied that he had taken money from a \
                builder. He declined to say when he would return.";
    let denied = claim(text, "that he had taken");
    assert_eq!((denied.assertion, denied.is_statement()), (Some(Assertion::Denied), false));
    let standalone = denied.standalone.expect("it is known who he is");
    assert_eq!(standalone, "[Paul Orlan] had taken money from a builder");
    assert_eq!(claim(text, "when he would").assertion, Some(Assertion::Unsaid));
}

#[test]
fn a_quotation_in_pieces_is_joined() {
    let text = "“The wall,” said Anna Larsen, who runs the port, “is older than the town.”";
    assert_eq!(claim(text, "“The wall").standalone.as_deref(), Some("“The wall is older than the town.”"));
}

#[test]
fn what_points_elsewhere_does_not_stand_alone() {
    let claim = claim("The dam broke. “That was a disgrace,” said Anna Larsen.", "“That was");
    assert_eq!(claim.standalone, None);
    assert!(claim.not_standalone.is_some_and(|reason| reason.contains("that")));
}

#[test]
fn days_have_dates_if_the_article_has_one() {
    let mut article = Article::new("a", "The ferry stopped running on Tuesday. It carried 300 people a day.");
    article.metadata.insert("date".to_owned(), "2024-05-15".into());
    let claims = record(&article).claims;
    assert_eq!(claims[0].standalone.as_deref(), Some("The ferry stopped running on Tuesday [14 May 2024]."));
}

#[test]
fn brackets_are_accounted_for() {
    let text =
        "Ilse Tarn runs the port of Vellan. She said on Monday that she would resign. “I have had enough,” she said.";
    for claim in record(&Article::new("a", text)).claims {
        let Some(standalone) = &claim.standalone else { continue };
        assert_eq!(standalone.matches('[').count(), claim.replacements.len(), "{standalone}");
        for replacement in &claim.replacements {
            assert!(standalone.contains(&format!("[{}]", replacement.by)), "{standalone}");
            let span = &replacement.span;
            assert_eq!(text.chars().skip(span.start).take(span.end - span.start).collect::<String>(), span.text);
        }
    }
}

#[test]
fn a_title_is_a_headline_with_offsets_of_its_own() {
    let text = "The bridge at Harl was closed on Monday, the council said.\n\nIt will reopen in May.";
    let article = Article {
        title: Some("“We had no choice”: council closes Harl bridge".to_owned()),
        ..Article::new("a", text)
    };
    let record = record(&article);
    let title = record.title.as_deref().expect("it has a title");
    assert_eq!((record.sentences[0].span.of, record.sentences[0].role), (SpanOf::Title, Role::Headline));
    let spans = record.sentences.iter().map(|sentence| &sentence.span);
    for span in spans.chain(record.attributions.iter().flat_map(|attribution| &attribution.content)) {
        let of = if span.of == SpanOf::Title { title } else { text };
        assert_eq!(of.chars().skip(span.start).take(span.end - span.start).collect::<String>(), span.text);
    }
}

#[test]
fn a_title_that_the_text_repeats_is_no_sentence_of_its_own() {
    let text = "Council closes Harl bridge\n\nThe bridge at Harl was closed on Monday, the council said.";
    let article = Article { title: Some("Council closes Harl bridge".to_owned()), ..Article::new("a", text) };
    let record = record(&article);
    assert!(record.sentences.iter().all(|sentence| sentence.span.of == SpanOf::Text));
    assert_eq!(record.title, article.title);
}

#[test]
fn nobody_is_no_source() {
    let record = record(&Article::new("a", "Nobody has claimed that the bridge is safe. None of them said so."));
    assert_eq!(record.sources, []);
}

#[test]
fn a_claim_within_another_names_all_who_pass_it_on() {
    let text = "The Herald reported on Monday that Ilse Tarn said the port would close.";
    let inner = claim(text, "the port would close");
    assert_eq!(inner.sources.len(), 2, "{inner:?}");
    assert_eq!(inner.sources.last(), inner.source.as_ref());
}
