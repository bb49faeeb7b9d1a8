//! Rebuilds text from tokens in Penn Treebank style, as produced by `CoreNLP`.

/// How tokens are displayed in text. No two tokens share a displayed form.
const SHOWN: [(&str, &str); 10] = [
    ("``", "“"),
    ("''", "”"),
    ("`", "‘"),
    ("'", "’"),
    ("-LRB-", "("),
    ("-RRB-", ")"),
    ("-LSB-", "["),
    ("-RSB-", "]"),
    ("-LCB-", "{"),
    ("-RCB-", "}"),
];

/// Joins tokens into a text and returns the code points of each token in it. A single `'` may be a closing quotation
/// mark or an apostrophe; both use the same character.
pub(super) fn detokenize<T: AsRef<str>>(tokens: &[T]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut length = 0;
    let mut previous = None;
    let offsets = tokens.iter().map(|token| {
        let token = shown(token.as_ref());
        if previous.is_some_and(|previous| is_spaced(previous, token)) {
            text.push(' ');
            length += 1;
        }
        let start = length;
        text.push_str(token);
        length += token.chars().count();
        previous = Some(token);
        (start, length)
    });
    let offsets = offsets.collect();
    (text, offsets)
}

fn shown(token: &str) -> &str {
    SHOWN.iter().find_map(|&(written, shown)| (written == token).then_some(shown)).unwrap_or(token)
}

/// Whether there is a space between two tokens of a text.
fn is_spaced(left: &str, right: &str) -> bool {
    let opens = matches!(left, "(" | "[" | "{" | "“" | "‘" | "$" | "£" | "€" | "#");
    let closes = matches!(right, "," | "." | ";" | ":" | "!" | "?" | "%" | ")" | "]" | "}" | "”" | "’" | "'''");
    let clitic = ["'s", "'re", "'ve", "'ll", "'m", "'d", "n't"].iter().any(|clitic| clitic.eq_ignore_ascii_case(right));
    !(opens || closes || clitic || left == "/" || right == "/")
}
