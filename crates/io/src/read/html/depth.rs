//! Estimates what a page would cost its parser without running it: a hostile page can keep the parser busy for hours.

/// Elements that have no end tag, or whose end tag is often omitted.
const OPEN: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "head", "body",
];

/// Elements whose contents are not parsed as elements.
const OPAQUE: &[&str] = &["script", "style", "textarea", "title", "xmp", "noscript"];

/// Elements that stay open after the end of their parent until they are closed themselves.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Deepest nesting of elements. Browsers stop at 512, but pages leave elements open.
const MAX_DEPTH: usize = 1000;

/// Most attributes of one element: each is compared with all those before it.
const MAX_ATTRIBUTES: usize = 1000;

/// Most steps over open elements, which the parser takes for each tag; real pages need about a hundred thousand.
const MAX_STEPS: usize = 30_000_000;

/// Why a page is not parsed, if parsing it would take too long.
pub(super) fn refusal(page: &str) -> Option<&'static str> {
    let (mut open, mut steps) = (OpenElements::default(), 0);
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
        if length == 0 {
            continue;
        }
        let name = rest[from..from + length].to_ascii_lowercase();
        let (attributes, after) = attributes(&rest[from + length..]);
        rest = after;
        if attributes > MAX_ATTRIBUTES {
            return Some("an element has too many attributes");
        }
        steps += open.depth();
        if steps > MAX_STEPS {
            return Some("it has too many elements for how deeply they are nested");
        }
        if OPEN.contains(&&*name) {
            continue;
        }
        if is_end {
            open.end(&name);
        } else if OPAQUE.contains(&&*name) {
            rest = after_end(rest, &name);
        } else {
            open.begin(name);
            if open.depth() > MAX_DEPTH {
                return Some("its elements are nested too deeply");
            }
        }
    }
    None
}

/// The elements that the parser has open, approximately.
#[derive(Default)]
struct OpenElements {
    names: Vec<String>,
    /// Number of formatting elements that are still open, wherever they began.
    formatting: usize,
}

impl OpenElements {
    fn depth(&self) -> usize {
        self.names.len() + self.formatting
    }

    fn begin(&mut self, name: String) {
        if FORMATTING.contains(&&*name) {
            self.formatting += 1;
        } else {
            self.names.push(name);
        }
    }

    /// Closes the innermost element with this name and those in it; an end tag without a start tag closes nothing.
    fn end(&mut self, name: &str) {
        if FORMATTING.contains(&name) {
            self.formatting = self.formatting.saturating_sub(1);
        } else if let Some(at) = self.names.iter().rposition(|open| open == name) {
            self.names.truncate(at);
        }
    }
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
    use super::{MAX_ATTRIBUTES, MAX_DEPTH, attributes, refusal};

    /// Whether a page is refused that has `before` in front of the most elements allowed, and in front of one more.
    fn at_the_limit(before: &str) -> [bool; 2] {
        [0, 1].map(|more| refusal(&format!("{before}{}", "<div>".repeat(MAX_DEPTH + more))).is_some())
    }

    #[test]
    fn depth_counts_what_stays_open() {
        for nothing in [
            "",
            "a < b",
            "<html><body><p>One<p>Two<br><img></body></html>",
            "<div><div></div><div><b>x</b></div></div>",
            "<script>if (a<b && b<c) x()</SCRIPT>",
            "<!-- <div><div> -->",
            "</div></div>",
            "<div><span></div>",
            "<p title='<div>'><p title=\"a > <div>\"><p title=<div>",
        ] {
            assert_eq!(at_the_limit(nothing), [false, true], "{nothing}");
        }
        for one in ["<div>", "<div></x>", "<div></x></x>", "<div><b></div></b><div>", "<div><b></div>"] {
            assert!(at_the_limit(one)[0], "{one}");
        }
        assert_eq!(refusal(&format!("<!-- {}", "<div>".repeat(5000))), None);
    }

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
        let page = |count: usize| format!("<div {}>", "a=1 ".repeat(count));
        assert_eq!(refusal(&page(MAX_ATTRIBUTES)), None);
        assert!(refusal(&page(MAX_ATTRIBUTES + 1)).is_some());
    }

    #[test]
    fn ends_of_nothing_under_many_open_elements_are_too_many() {
        let page = format!("{}{}", "<div>".repeat(900), "</x>".repeat(40_000));
        assert!(refusal(&page).is_some());
        assert_eq!(refusal(&"<div><p>One</p></div>".repeat(100_000)), None);
    }
}
