//! News, mail and JSON that are meant to do harm.

use super::{error, read_file, read_with};
use crate::read::ReadOptions;
use std::time::{Duration, Instant};

/// Checks that a file yields few items in little time, that none of them reports a defect, and that one contains
/// `says`.
fn is_harmless(name: &str, content: &[u8], says: &str) {
    let start = Instant::now();
    let items = read_file(name, content);
    assert!(start.elapsed() < Duration::from_mins(1), "{name}: {:?}", start.elapsed());
    assert!(!items.is_empty() && items.len() < 10, "{name}: {} items", items.len());
    let said: Vec<String> =
        items.iter().map(|item| item.as_ref().map_or_else(ToString::to_string, |a| a.text.clone())).collect();
    assert!(!said.iter().any(|said| said.contains("defect")), "{name}: {said:?}");
    assert!(said.iter().any(|said| said.contains(says)), "{name}: {:.300}", said.join("\n"));
}

#[test]
fn markup_does_no_harm() {
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect::<Vec<_>>()
        .concat();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
         <rss><channel><item><title>t</title><description>So &l9; &x;</description></item></channel></rss>"
    );
    is_harmless("laughs.xml", laughs.as_bytes(), "So &l9; &x;");
    is_harmless("deep.rss", format!("<rss>{}", "<a>".repeat(1_000_000)).as_bytes(), "deep");
    is_harmless("many.rss", format!("<rss>{}</rss>", "<a/>".repeat(1_000_000)).as_bytes(), "elements");
    let attributes: String = (0..300_000).map(|number| format!(" a{number}=\"1\"")).collect::<Vec<_>>().concat();
    is_harmless("attributes.nitf", format!("<nitf{attributes}><body/></nitf>").as_bytes(), "no text");
    is_harmless("open.sgm", format!("<DOC><TEXT>{}</TEXT></DOC>", "<P>a ".repeat(100_000)).as_bytes(), "a");
    is_harmless("angles.sgm", format!("<DOC><TEXT>{}</TEXT></DOC>", "< ".repeat(500_000)).as_bytes(), "<");
    is_harmless(
        "html.rss",
        format!(
            "<rss><channel><item><description><![CDATA[{}]]></description></item></channel></rss>",
            "<div>".repeat(100_000)
        )
        .as_bytes(),
        "no text",
    );
    is_harmless("cut.xml", b"<?xml version=\"1.0\"?><rss><channel><item><title", "invalid XML");
}

#[test]
fn mail_does_no_harm() {
    let header = "From: a@b.example\nSubject: s\nMIME-Version: 1.0\n";
    let parts = "--b\nContent-Type: text/plain\n\na\n".repeat(10_000);
    let many = format!("{header}Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");
    is_harmless("many.eml", many.as_bytes(), "a");
    let nested: String = (0..10_000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"))
        .collect::<Vec<_>>()
        .concat();
    is_harmless("nested.eml", format!("{header}{nested}Content-Type: text/plain\n\na\n").as_bytes(), "");
    let forwarded = format!("{header}Content-Type: message/rfc822\n\n").repeat(5_000);
    is_harmless("forwarded.eml", forwarded.as_bytes(), "no text");
    let encoded =
        format!("{header}Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{}\n", "!".repeat(1_000_000));
    is_harmless("encoded.eml", encoded.as_bytes(), "");
    is_harmless("header.eml", format!("{header}{}", "X-Y: z\n".repeat(200_000)).as_bytes(), "no text");
    is_harmless("empty.eml", b"", "");
}

#[test]
fn json_and_exports_do_no_harm() {
    is_harmless("deep.json", format!("[{}", "[".repeat(200_000)).as_bytes(), "invalid JSON");
    is_harmless("objects.json", format!("[{}]", "{\"a\":".repeat(200_000)).as_bytes(), "invalid JSON");
    is_harmless("closed.json", format!("[{}{}]", "[".repeat(200_000), "]".repeat(200_000)).as_bytes(), "recursion");
    is_harmless("values.json", format!("{{\"a\": [{}0]}}", "0,".repeat(2_000_000)).as_bytes(), "values");
    is_harmless("list.json", format!("[{}0]", "0,".repeat(2_000_000)).as_bytes(), "an object is expected");
    is_harmless("field.json", format!("{{\"text\": \"{}\"}}", "<b>".repeat(300_000)).as_bytes(), "HTML");
    is_harmless("entities.json", format!("{{\"text\": \"{}\"}}", "&am".repeat(300_000)).as_bytes(), "&am");
    is_harmless("dots.jsonl", b"{\"text\": \"a\"}", "a");
    let dots = ReadOptions { text_field: ".".repeat(10_000), ..ReadOptions::default() };
    assert!(error(&read_with("a.jsonl", br#"{"": {"": {"": "a"}}}"#, dots)[0]).to_string().contains("no field"));
    is_harmless("blank.txt", format!("1 of 1 DOCUMENTS\n\n{}", "\n \n".repeat(1_000_000)).as_bytes(), "no article");
    is_harmless("colons.txt", format!("1 of 1 DOCUMENTS\n\n{}", "NOTES: a\n".repeat(300_000)).as_bytes(), "no text");
    is_harmless(
        "rules.txt",
        format!("Report Information from ProQuest\n{}", format!("{}\n", "_".repeat(20)).repeat(100_000)).as_bytes(),
        "",
    );
    is_harmless("points.story", "@highlight\n".repeat(100_000).as_bytes(), "no text");
}
