//! How sources present what is attributed to them, and whether it is a statement, over matched attributions.

use super::attributions::{Attribution, match_dice_50};
use super::cells::{Cell, Confusion};
use super::measured::{Features, Measured, measured};
use saidso::record::Assertion;
use saidso_formats::gold::Document;

/// In the order of [`Assertion::ALL`]; the last class stands for a prediction without one.
const ASSERTIONS: &[&str] = &["asserted", "denied", "unsaid", "asked", "wanted", "hypothetical", "none"];
const STATEMENTS: &[&str] = &["statement", "topic", "none"];

/// The assertion measures of an article.
pub(super) fn measure(
    (gold, gold_document): (&[Attribution], &Document),
    (predicted, predicted_document): (&[Attribution], &Document),
    features: Features,
) -> Vec<Measured> {
    if !features.assertions && !features.statements {
        return Vec::new();
    }
    let mut assertions = Confusion::new(ASSERTIONS, ASSERTIONS.len() - 1);
    let mut statements = Confusion::new(STATEMENTS, STATEMENTS.len() - 1);
    for (prediction, index) in match_dice_50(gold, predicted) {
        let of = |document: &Document, attribution: &Attribution| {
            let all = document.attributions.as_deref().unwrap_or_default();
            (all[attribution.index].assertion, all[attribution.index].propositional)
        };
        let (assertion, statement) = of(gold_document, &gold[index]);
        let (said, stated) = of(predicted_document, &predicted[prediction]);
        if let Some(assertion) = assertion {
            assertions.count(assertion_class(Some(assertion)), assertion_class(said));
        }
        if let Some(statement) = statement {
            statements.count(statement_class(Some(statement)), statement_class(stated));
        }
    }
    let mut all = Vec::new();
    if features.assertions {
        all.push(measured("assertion", "all", Cell::Confusion(assertions)));
    }
    if features.statements {
        all.push(measured("statements", "all", Cell::Confusion(statements)));
    }
    all
}

fn assertion_class(assertion: Option<Assertion>) -> usize {
    let place = assertion.and_then(|assertion| Assertion::ALL.iter().position(|&one| one == assertion));
    place.unwrap_or(ASSERTIONS.len() - 1)
}

fn statement_class(propositional: Option<bool>) -> usize {
    match propositional {
        Some(true) => 0,
        Some(false) => 1,
        None => 2,
    }
}
