//! Extracts text from fields that hold HTML.

use super::html;
use saidso::error::ArticleError;
use serde::Serialize;

/// The format of the text in fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFormat {
    /// HTML if it has tags or entities, otherwise text.
    #[default]
    Auto,
    /// HTML.
    Html,
    /// Text, whatever it looks like.
    Text,
}

/// Elements found in texts, which distinguish HTML from a text that uses angle brackets for something else.
const TAGS: &[&str] = &[
    "p",
    "br",
    "div",
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "u",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "img",
    "table",
    "tr",
    "td",
    "th",
    "aside",
    "section",
    "article",
    "sub",
    "sup",
    "hr",
    "iframe",
    "pre",
    "body",
    "html",
    "font",
    "center",
    "small",
    "cite",
    "q",
    "script",
    "style",
    "video",
    "picture",
    "time",
    "header",
    "footer",
    "main",
    "gu-atom",
    "amp-img",
];

/// The text of a field without tags and entities; `None` if the field is already plain text.
///
/// # Errors
/// The field is HTML that cannot be read.
pub(super) fn without_html(text: &str, format: FieldFormat) -> Result<Option<String>, ArticleError> {
    let (is_tagged, is_encoded) = match format {
        FieldFormat::Text => return Ok(None),
        FieldFormat::Auto => (has_tags(text), has_entities(text)),
        FieldFormat::Html => (true, true),
    };
    if is_tagged {
        return html::fragment_text(text).map(Some);
    }
    let plain = is_encoded.then(|| html_escape::decode_html_entities(text).into_owned());
    match plain.filter(|plain| plain != text) {
        // Tags that were escaped, as in feeds.
        Some(plain) if has_tags(&plain) => html::fragment_text(&plain).map(Some),
        plain => Ok(plain),
    }
}

/// Whether there is a tag of a known element: `<p>`, `</p>`, `<br/>`, `<a href="…">`.
fn has_tags(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let (name, rest) = rest.split_at(length);
        let is_known = TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag.as_bytes()));
        let is_whole = match rest.first() {
            Some(b'>') => true,
            Some(b'/') => rest.get(1) == Some(&b'>'),
            // Attributes: `<a href=`, `<br />`.
            Some(byte) if byte.is_ascii_whitespace() => {
                let inside = rest.iter().take_while(|byte| !matches!(byte, b'<' | b'>')).count();
                let attributes = &rest[..inside];
                rest.get(inside) == Some(&b'>')
                    && (attributes.contains(&b'=')
                        || attributes.trim_ascii() == b"/"
                        || attributes.trim_ascii().is_empty())
            }
            _ => false,
        };
        is_known && is_whole
    })
}

/// Whether there is an entity: `&amp;`, `&#8217;`, `&#x2019;`.
pub(super) fn has_entities(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let length = rest.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        length >= 2 && rest.get(length) == Some(&b';')
    })
}

#[cfg(test)]
mod tests {
    use super::{FieldFormat, without_html};

    fn plain(text: &str) -> Option<String> {
        without_html(text, FieldFormat::Auto).unwrap()
    }

    #[test]
    fn html_is_told_from_text() {
        for text in [
            "The port will close.",
            "Profits at Brine & Co; they rose.",
            "x < y and y > z",
            "He wrote <sic> and <b and <http://x.example>",
            "AT&T; R&D",
            "a <p b",
        ] {
            // An unknown name between `&` and `;` stays as it is.
            assert_eq!(plain(text), None, "{text}");
        }
        assert_eq!(
            plain("Brine &amp; Co &ldquo;won&rdquo; &#8217;24\n\nNext"),
            Some("Brine & Co “won” ’24\n\nNext".into())
        );
        assert_eq!(without_html("a<br>b", FieldFormat::Text), Ok(None));
    }

    #[cfg(feature = "html")]
    #[test]
    fn tags_become_paragraphs() {
        for (given, expected) in [
            ("<p>One &amp; two.</p><p>“Three,” <b>he</b> said.</p>", "One & two.\n\n“Three,” he said."),
            ("One.<br><br>&ldquo;Two.&rdquo;<br/>Three.", "One.\n\n“Two.”\nThree."),
            ("One.<br />\n<br />\nTwo.", "One.\n\nTwo."),
            ("One <a href=\"x\">link</a>.\n\nTwo <i>words</i>.\nThree", "One link.\n\nTwo words.\nThree"),
            ("<div><p>A.\nB.</p>\n\n<script>x()</script><p>C.</p></div>", "A. B.\n\nC."),
            ("<p>A.</p><aside><p>Related: B</p></aside><p>C.</p>", "A.\n\nC."),
        ] {
            assert_eq!(plain(given).as_deref(), Some(expected), "{given}");
        }
    }
}
