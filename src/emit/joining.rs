//! Joins the fragments of a content.

/// Appends a fragment, which follows `between` in the text, and returns whether the two can be read as one. The parts
/// of a quotation interrupted by its speech tag become one quotation again.
pub(super) fn join(joined: &mut String, piece: &str, between: &str) -> bool {
    const VERBS: [&str; 18] = [
        "is", "was", "are", "were", "will", "would", "has", "have", "had", "can", "could", "should", "may", "might",
        "must", "does", "did", "to",
    ];
    if joined.is_empty() {
        joined.push_str(piece);
        return true;
    }
    for (open, close) in [("“", "”"), ("\"", "\""), ("‘", "’"), ("''", "''")] {
        let Some(rest) = piece.strip_prefix(open) else { continue };
        let Some(before) = joined.strip_suffix(close) else { continue };
        let first = rest.split(' ').next().unwrap_or_default();
        let new_sentence = first.starts_with(char::is_uppercase) && (first != "I" || between.contains('.'));
        *joined = match before.strip_suffix(',') {
            Some(before) if new_sentence => format!("{before}. {rest}"),
            Some(before) if VERBS.contains(&first) => format!("{before} {rest}"),
            Some(_) | None => format!("{before} {rest}"),
        };
        return true;
    }
    let first = piece.split(' ').next().unwrap_or_default();
    let comma = joined.ends_with(',') || between.trim_start().starts_with(',');
    let ended = joined.ends_with(['.', '!', '?', '”', '"']) && first.starts_with(|first: char| !first.is_lowercase());
    *joined = match joined.trim_end_matches(',') {
        _ if ended => format!("{joined} {piece}"),
        before if comma && VERBS.contains(&first) => format!("{before} {piece}"),
        before if comma => format!("{before}, {piece}"),
        // “Rates are expected to fall”: without the cue, the parts do not join.
        _ => return false,
    };
    true
}

/// Removes the comma that separated the content from its speaker, and a quotation mark without a counterpart.
pub(super) fn finish(text: &str) -> String {
    let mut text = text.trim_end_matches([',', ';', ':', ' ', '–', '—']).to_owned();
    for close in ["”", "\"", "’", "''"] {
        if let Some(before) = text.strip_suffix(close).and_then(|before| before.strip_suffix(',')) {
            text = format!("{before}{close}");
        }
    }
    let count = |mark: char| text.chars().filter(|&character| character == mark).count();
    let (opening, closing, straight) = (count('“'), count('”'), count('"'));
    if closing > opening && text.ends_with('”') || straight % 2 == 1 && text.ends_with('"') {
        text.pop();
    } else if opening > closing && text.starts_with('“') || straight % 2 == 1 && text.starts_with('"') {
        text.remove(0);
    }
    text.trim_end_matches(',').to_owned()
}
