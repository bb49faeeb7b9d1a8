//! Counts the attributes of a page's elements without parsing it: the parser compares each attribute with all those
//! before it in the same element.

/// Elements whose contents are not parsed as elements.
const OPAQUE: &[&str] = &["script", "style", "textarea", "title", "xmp"];

/// Most attributes of one element.
const MAX_ATTRIBUTES: usize = 1000;

/// Whether an element has too many attributes.
pub(super) fn are_too_many(page: &str) -> bool {
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after_comment(comment);
            continue;
        }
        let is_end = rest.starts_with('/');
        let from = usize::from(is_end);
        let length = rest[from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length == 0 {
            continue;
        }
        let name = &rest[from..from + length];
        let (count, after) = attributes(&rest[from + length..]);
        if count > MAX_ATTRIBUTES {
            return true;
        }
        rest = after;
        if !is_end && OPAQUE.iter().any(|opaque| name.eq_ignore_ascii_case(opaque)) {
            rest = after_end(rest, name);
        }
    }
    false
}

/// What follows a comment, given what follows its beginning.
fn after_comment(comment: &str) -> &str {
    if let Some(after) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return after;
    }
    let mut rest = comment;
    while let Some(at) = rest.find("--") {
        let end = &rest[at + 2..];
        if let Some(after) = end.strip_prefix('>').or_else(|| end.strip_prefix("!>")) {
            return after;
        }
        rest = &rest[at + 1..];
    }
    ""
}

/// The number of attributes after the name of a tag, and what follows the tag.
fn attributes(tag: &str) -> (usize, &str) {
    let bytes = tag.as_bytes();
    let (mut count, mut at) = (0, 0);
    let mut is_between = true;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (count, &tag[at + 1..]),
            b'=' if !is_between => {
                at += 1 + blanks(&bytes[at + 1..]);
                at += value(&bytes[at.min(bytes.len())..]);
                is_between = true;
                continue;
            }
            b'/' => is_between = true,
            _ if byte.is_ascii_whitespace() => {
                at += blanks(&bytes[at..]);
                // A name may have white space between it and its value.
                is_between = is_between || bytes.get(at) != Some(&b'=');
                continue;
            }
            _ => {
                count += usize::from(is_between);
                is_between = false;
            }
        }
        at += 1;
    }
    (count, "")
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Length of an attribute's value, in bytes.
fn value(bytes: &[u8]) -> usize {
    let length = match bytes.first() {
        Some(&quote @ (b'"' | b'\'')) => bytes[1..].iter().position(|&byte| byte == quote).map(|length| length + 2),
        _ => bytes.iter().position(|&byte| byte == b'>' || byte.is_ascii_whitespace()),
    };
    length.unwrap_or(bytes.len())
}

/// The rest of the page from this element's end tag on.
fn after_end<'p>(page: &'p str, name: &str) -> &'p str {
    let mut rest = page;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTRIBUTES, are_too_many, attributes};

    #[test]
    fn attributes_are_counted() {
        for (tag, count, after) in [
            (">x", 0, "x"),
            ("/>x", 0, "x"),
            (" a b=1 c = '>' d=\"1 2\"e/f>x", 6, "x"),
            (" a=1", 1, ""),
            ("\n a\n=\n1\n>x", 1, "x"),
            (" a==b>x", 1, "x"),
            (" é='ü'>x", 1, "x"),
            (" a='", 1, ""),
            (" a=", 1, ""),
        ] {
            assert_eq!(attributes(tag), (count, after), "{tag}");
        }
    }

    #[test]
    fn only_elements_have_too_many() {
        let element = |count: usize| format!("<div {}>", "a=1 ".repeat(count));
        assert!(!are_too_many(&element(MAX_ATTRIBUTES)));
        let many = element(MAX_ATTRIBUTES + 1);
        for before in ["", "a < b", "<!-- -->", "<!-->", "<!--->", "<!-- --!>", "<noscript>", "<script>x</script>"] {
            assert!(are_too_many(&format!("{before}{many}")), "{before}");
        }
        for before in ["<!-- ", "<!-- -", "<script>", "<STYLE>", "<p title='", "<textarea></x>"] {
            assert!(!are_too_many(&format!("{before}{many}")), "{before}");
        }
    }
}
