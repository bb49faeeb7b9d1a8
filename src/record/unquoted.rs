/// Characters that are always quotation marks.
const MARKS: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];

/// Removes a text's quotation marks and the comma before the cue: `“We had no choice,”` becomes `We had no choice`.
/// Single marks are removed only if they enclose the whole text, since others may be apostrophes.
pub fn unquoted(text: &str) -> String {
    let text = text.trim();
    let single = |opening: char, closing: char| text.strip_prefix(opening)?.strip_suffix(closing);
    let inner = single('‘', '’').or_else(|| single('\'', '\''));
    let ends_quoted = inner.is_some() || text.ends_with(MARKS) || text.ends_with("''");
    let plain = inner.unwrap_or(text).replace(MARKS, "").replace("``", "").replace("''", "");
    let plain = plain.trim();
    if ends_quoted { plain.trim_end_matches(',').trim_end().to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn marks_go_and_apostrophes_stay() {
        for (text, plain) in [
            ("“We had no choice,”", "We had no choice"),
            ("‘It’s over,’", "It’s over"),
            ("that it’s \"over\", mostly,", "that it’s over, mostly,"),
            ("``Gone''", "Gone"),
            ("workers’", "workers’"),
            ("“It broke” … “twice.”", "It broke … twice."),
            ("”", ""),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(unquoted(text), plain, "{text}");
        }
    }
}
