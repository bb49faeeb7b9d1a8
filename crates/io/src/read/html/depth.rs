/// Elements that have no end, or whose end is often left out.
const OPEN: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "head", "body",
];

/// Elements with other things than elements in them.
const OPAQUE: &[&str] = &["script", "style", "textarea", "title", "xmp", "noscript"];

/// How deep the elements of a page lie in each other, about: counted without a parser, which deep ones would stall.
pub(super) fn depth(page: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let is_end = rest.starts_with('/');
        let from = usize::from(is_end);
        let length = rest[from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[from..from + length].to_ascii_lowercase();
        if name.is_empty() || OPEN.contains(&&*name) {
            continue;
        }
        if is_end {
            depth = depth.saturating_sub(1);
        } else if OPAQUE.contains(&&*name) {
            rest = after_end(rest, &name);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// What follows the end of this element.
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
    use super::depth;

    #[test]
    fn depth_counts_what_stays_open() {
        for (page, expected) in [
            ("", 0),
            ("a < b", 0),
            ("<html><body><p>One<p>Two<br><img></body></html>", 0),
            ("<div><div></div><div><b>x</b></div></div>", 3),
            ("<script>if (a<b && b<c) x()</SCRIPT><div>", 1),
            ("<!-- <div><div> --><div>", 1),
            ("<!-- <div><div>", 0),
            ("</div></div><div>", 1),
            ("<", 0),
        ] {
            assert_eq!(depth(page), expected, "{page}");
        }
        assert_eq!(depth(&"<div>".repeat(5000)), 5000);
    }
}
