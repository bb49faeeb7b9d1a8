//! Files as other programs leave them on people's disks.

use super::{error, folder, read, read_file, samples, stories, texts};
use crate::read::samples::compressed;
use niffler::send::compression::Format;
use saidso::error::ArticleError;
use serde_json::{Value, json};

const TEXT: &str = "The port will close, the ministry said.";

#[test]
fn what_other_programs_put_around_texts_is_no_part_of_them() {
    let quoted = json!(TEXT).to_string();
    let lines = format!("{{\"text\": {quoted}}},\r\n{{\"text\": {quoted}}},\r\n\x1A");
    let script = format!("window.posts.part0 = [ {{\"text\": {quoted}}}, {{\"text\": {quoted}}} ];\n");
    let message =
        format!("From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Tue, 5 Mar 2019 09:00:00 +0000\n\n{TEXT}");
    let counted = format!("{}      \n{message}<?xml version=\"1.0\"?><plist></plist>", message.len());
    let table = format!("Press review\nDownloaded 2024-05-01\n\nid,title,text\n1,A,{TEXT:?}\n2,B,{TEXT:?}\n\x1A");
    let twice = compressed(&compressed(lines.as_bytes(), Format::Gzip), Format::Gzip);
    for (name, content, count) in [
        ("a.jsonl", lines.as_bytes(), 2),
        ("a.jsonl.gz", &twice, 2),
        ("posts.js", script.as_bytes(), 2),
        ("posts.json", script.as_bytes(), 2),
        ("1.emlx", counted.as_bytes(), 1),
        ("1", counted.as_bytes(), 1),
        ("review.csv", table.as_bytes(), 2),
        ("a.txt", format!("{TEXT}\x1A\x1A").as_bytes(), 1),
        ("a.txt", TEXT.replace("said.", "sai&#100;.").as_bytes(), 1),
        ("a.txt", format!("---\ntitle: A port\n---\n\n{TEXT}\n").as_bytes(), 1),
    ] {
        assert_eq!(texts(&read_file(name, content)), vec![TEXT; count], "{name}");
    }
    let database = "id\ttext\n1\tOne.\\n\\nTwo \\\\ three.\n2\t\\N\n3\tNULL\n";
    assert_eq!(texts(&read_file("a.tsv", database.as_bytes())), ["One.\n\nTwo \\ three.", "", ""]);
    let escaped = format!("{{\"text\": \"&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p&gt;It rained.&lt;/p&gt;\"}}\n");
    assert_eq!(texts(&read_file("a.jsonl", escaped.as_bytes())), [format!("{TEXT}\n\nIt rained.")]);
    let dashes = "---\n\nThe port will close.\n\n---\n";
    assert_eq!(texts(&read_file("a.txt", dashes.as_bytes())), [dashes]);
    let equation = "let x = {a set} of ports\n";
    assert_eq!(texts(&read_file("a.txt", equation.as_bytes())), [equation]);
}

#[test]
fn the_widest_row_is_taken_for_the_header_if_none_has_the_text() {
    let table = "Press review\nid,title,body\n1,A,Long text\n2,B,Long text\n";
    let items = read_file("a.csv", table.as_bytes());
    let ArticleError::MissingColumn(missing) = error(&items[0]) else { panic!("{items:?}") };
    assert_eq!((items.len(), &*missing.known), (1, "id, title, body"));
}

#[test]
fn what_would_be_taken_for_prose_is_named() {
    let page = "<html><body><table><tr><td>text</td></tr><tr><td>The port will close.</td></tr></table></body></html>";
    for (name, content, reason) in [
        ("export.xls", page, "table in HTML"),
        ("talk.srt", "1\r\n00:00:01,000 --> 00:00:04,000\r\nWe left.\r\n", "subtitles"),
        ("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\nWe left.\n", "subtitles"),
        ("crawl.arc", "filedesc://a.arc 0.0.0.0 20040101000000 text/plain 76\n", "ARC"),
        ("list.yaml", "- text: The port will close.\n", "YAML"),
        ("story.rst", "Ports\n=====\n\nThe port will close.\n", "pandoc"),
    ] {
        let items = read_file(name, content.as_bytes());
        assert!(items.len() == 1 && error(&items[0]).to_string().contains(reason), "{items:?}");
    }
    let odd = [("export.xls", page.as_bytes()), ("~$letter.docx", &b"\x05owner"[..]), ("a.txt", TEXT.as_bytes())];
    let folder = folder(&odd);
    assert_eq!(texts(&read(&[folder.path()])), [TEXT]);
    let mut archive = samples::zip(&[("a.txt", TEXT.as_bytes())]);
    archive.truncate(archive.len() - 30);
    assert!(error(&read_file("a.zip", &archive)[0]).to_string().contains("it was cut short"));
    let two = [samples::tar(&[("a.txt", TEXT.as_bytes())]), samples::tar(&[("b.txt", TEXT.as_bytes())])].concat();
    let items = read_file("a.tar", &two);
    assert!(items[0].is_ok() && error(&items[1]).to_string().contains("data follow its end"), "{items:?}");
}

#[test]
fn members_of_archives_are_told_by_what_is_compressed() {
    let crawl = compressed(&samples::warc(&stories(1)), Format::Gzip);
    let index = compressed(b"example,news)/ 2024 {}", Format::Gzip);
    let members: [(&str, &[u8]); 4] = [
        ("archive/data.warc.gz", &crawl),
        ("indexes/index.cdx.gz", &index),
        ("pages/pages.jsonl", b"{\"title\": \"All\"}"),
        ("datapackage.json", b"{\"profile\": \"data-package\"}"),
    ];
    assert_eq!(read_file("a.wacz", &samples::zip(&members)).len(), 1);
    assert_eq!(read_file("a.zip", &samples::zip(&members[..2])).len(), 1);
    // Archives of the oldest kind have no mark, only a sum.
    let mut old = samples::tar(&[("a.txt", TEXT.as_bytes())]);
    old[257..265].fill(0);
    old[148..156].fill(b' ');
    let sum: u64 = old[..512].iter().map(|byte| u64::from(*byte)).sum();
    old[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(texts(&read_file("a.tar", &old)), [TEXT]);
}

#[test]
fn mail_says_how_its_lines_go_on_and_what_is_attached() {
    let header =
        "From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Tue, 5 Mar 2019 09:00:00 +0000\nMIME-Version: 1.0\n";
    let flowed = format!(
        "{header}Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\nThe po \nrt will  \nclose.\n"
    );
    assert_eq!(texts(&read_file("a.eml", flowed.as_bytes())), ["The port will close."]);
    let forwarded = format!(
        "{header}Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nSee below.\n--B\n\
         Content-Type: message/rfc822\n\n{}\n{TEXT}\n--B--\n",
        header.replace("Subject: x", "Subject: The port")
    );
    let items = read_file("a.eml", forwarded.as_bytes());
    let attachments: &Value = &items[0].as_ref().unwrap().metadata["attachments"];
    assert_eq!((texts(&items), attachments), (vec!["See below."], &json!(["The port"])));
}

#[test]
fn a_workbook_may_begin_with_a_title() {
    let rows = [&["Press review"][..], &["id", "title", "text"], &["1", "A", TEXT], &["2", "B", TEXT]];
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |row: &&[&str]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.iter().map(row).collect::<String>());
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
             relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let (package, workbook) =
        (relation("a", "officeDocument", "xl/workbook.xml"), relation("b", "worksheet", "worksheets/1.xml"));
    let members = [
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"S\" r:id=\"b\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", workbook.as_bytes()),
        ("xl/worksheets/1.xml", sheet.as_bytes()),
    ];
    let items = read_file("a.xlsx", &samples::zip(&members));
    assert_eq!(texts(&items), [TEXT; 2], "{items:?}");
}
