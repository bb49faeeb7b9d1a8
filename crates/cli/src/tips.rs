//! Tips for options and values that saidso does not have, but other tools do.

use clap::Error;
use clap::error::{ContextKind, ContextValue};

/// What is asked for, as clap calls it, and what to use instead.
const TIPS: &[(ContextKind, &str, &str)] = &[
    (ContextKind::InvalidArg, "--order-by", "'saidso unsure' lists the articles with the least certain labels first"),
    (
        ContextKind::InvalidValue,
        "prodigy",
        "'saidso import prodigy' reads what Prodigy saves; to correct labels, convert to label-studio, doccano or brat",
    ),
];

/// Adds a tip to an error of the command line, in place of the option with the most similar name.
pub(super) fn with_tip(mut error: Error) -> Error {
    let is_asked = |kind: ContextKind, name: &str| match error.get(kind) {
        Some(ContextValue::String(asked)) => asked.split(['=', ' ']).next() == Some(name),
        _ => false,
    };
    if let Some(&(_, _, tip)) = TIPS.iter().find(|(kind, name, _)| is_asked(*kind, name)) {
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::SuggestedValue);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}
