//! Documents as written by commonly used programs, which `scripts/make_documents` has run.

use super::{error, folder, ids, read, read_file, read_with, texts};
use crate::read::ReadOptions;
use crate::read::samples;
use flate2::{Compression, write::ZlibEncoder};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const TITLE: &str = "Council votes to keep the harbour ferry";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/documents").join(name)
}

fn articles(name: &str) -> Vec<Article> {
    read(&[&path(name)]).into_iter().map(|item| item.unwrap_or_else(|failed| panic!("{failed}"))).collect()
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.text.split("\n\n").collect()
}

#[test]
fn every_form_gives_its_title_and_paragraphs() {
    for (name, author) in [
        ("article.docx", Some("Mona Lind")),
        ("article.odt", None),
        ("pandoc.docx", Some("Mona Lind")),
        ("pandoc.odt", Some("Mona Lind")),
        ("pandoc.rtf", None),
        ("newspaper.pdf", Some("Mona Lind")),
    ] {
        let [article] = &articles(name)[..] else { panic!("{name} is not one article") };
        assert_eq!(article.title.as_deref(), Some(TITLE), "{name}");
        assert_eq!(article.metadata.get("author").and_then(|author| author.as_str()), author, "{name}");
        let found = paragraphs(article);
        for paragraph in [
            "The town council of Lomvik voted on Tuesday to keep the harbour ferry running until the end of next year.",
            "“We would have lost half of the night shift,” said Anna Larsen, who leads the council. “Nobody walks home along the \
             coast road at two in the morning.”",
            "The operator, Tern & Sons, said it would raise fares by four per cent to pay for the extra crew.",
            "Opponents of the subsidy called the vote a well-known trick of an election year, and they said that a bus would do \
             the same work for a third of the money.",
            "The ferry costs 2.4 million crowns a year, of which passengers pay 900,000.",
            "It was the right vote, and a late one.",
        ] {
            assert!(found.contains(&paragraph), "{name}: {paragraph}\n{:?}", article.text);
        }
        for never in ["Hidden", "TERN", "Page", "Lomvik Tern", "footnote", TITLE] {
            assert!(!article.text.contains(never), "{name}: {never}");
        }
    }
}

#[test]
fn captions_and_tables_of_documents_are_kept() {
    for name in ["article.docx", "article.odt"] {
        let article = &articles(name)[0];
        let captions: Vec<&str> = article.captions.iter().map(|caption| &article.text[caption.clone()]).collect();
        assert_eq!(captions, ["The ferry leaves the old pier on Monday. Photo: Ulf Brandt"], "{name}");
    }
    assert!(paragraphs(&articles("article.docx")[0]).contains(&"2018\t2,400,000"));
}

#[test]
fn columns_and_pages_of_a_pdf_are_read_in_order() {
    let article = &articles("newspaper.pdf")[0];
    let found = paragraphs(article);
    assert_eq!(found.len(), 14 * 6, "{found:#?}");
    for (at, paragraph) in found.iter().enumerate() {
        assert_eq!(paragraph, &found[at % 6], "{at}");
    }
}

#[test]
fn rows_of_workbooks_are_articles() {
    for name in ["articles.xlsx", "articles.ods"] {
        let items = read(&[&path(name)]);
        assert_eq!(ids(&items), ["a1", "17", "a3"], "{name}");
        let articles: Vec<&Article> = items.iter().map(|item| item.as_ref().unwrap()).collect();
        assert_eq!(articles[0].title.as_deref(), Some(TITLE), "{name}");
        assert_eq!(json!(articles[0].metadata), json!({"published": "2019-03-05", "words": 84}), "{name}");
        assert_eq!(json!(articles[1].metadata), json!({"published": "2019-03-06T12:30:00", "words": 6.5}), "{name}");
        assert_eq!(
            (articles[2].origin.line, &*articles[2].text),
            (Some(5), "The third text stands below a blank row.")
        );
        let options = ReadOptions { text_field: "body".into(), ..ReadOptions::default() };
        let items = read_with(name, &std::fs::read(path(name)).unwrap(), options);
        assert!(matches!(error(&items[0]), ArticleError::MissingColumn { .. }) && items.len() == 1, "{items:?}");
    }
}

#[test]
fn workbooks_keep_to_the_options_of_tables() {
    let rows = |path: &str, options| read_with(path, &std::fs::read(self::path(path)).unwrap(), options);
    for name in ["articles.xlsx", "articles.ods"] {
        let options = ReadOptions { id_field: "number".into(), ..ReadOptions::default() };
        let items = rows(name, options);
        assert!(matches!(error(&items[0]), ArticleError::MissingColumn(_)) && items.len() == 1, "{items:?}");
    }
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |text: &str| format!("<table:table-row><table:table-cell/>{}</table:table-row>", cell(text));
    let table = format!("<o><table:table>{}{}</table:table></o>", row("One."), row("Two."));
    let options = ReadOptions { no_header: true, text_field: "2".into(), ..ReadOptions::default() };
    let items = read_with("a.ods", &ods(table.as_bytes()), options);
    assert_eq!((texts(&items), ids(&items)), (vec!["One.", "Two."], vec!["a:1", "a:2"]));
}

#[test]
fn exports_of_databases_are_many_articles() {
    let found = articles("nexis.docx");
    let titles: Vec<_> = found.iter().map(|article| article.title.as_deref().unwrap()).collect();
    assert_eq!(titles, [TITLE, "Quarry fined after rock fall"]);
    assert_eq!((paragraphs(&found[1]).len(), found[1].origin.line), (4, Some(2)));
    assert_eq!(found[0].metadata["publication"], "The Lomvik Tern");
}

#[test]
fn documents_are_told_by_their_content_also_in_archives_and_folders() {
    let file = |name: &str| std::fs::read(path(name)).unwrap();
    let (docx, pdf, odt) = (file("pandoc.docx"), file("newspaper.pdf"), file("article.odt"));
    let archive = samples::zip(&[
        ("a.docx", &docx),
        ("b", &pdf),
        ("c.md", b"# T\n\nText."),
        ("d.zip", &samples::zip(&[("x.txt", b"x")])),
    ]);
    let items = read_file("all.zip", &archive);
    assert_eq!(ids(&items), ["all/a", "all/b", "all/c", "all/d"]);
    assert!(error(&items[3]).to_string().contains("archive in an archive") && items[..3].iter().all(Result::is_ok));
    let in_tar = read_file("all.tar", &samples::tar(&[("a.docx", &docx), ("b.odt", &odt)]));
    assert!(in_tar.len() == 2 && in_tar.iter().all(Result::is_ok), "{in_tar:?}");
    let folder = folder(&[("a.docx", &docx), ("b.pdf", &pdf), ("c.rtf", &file("pandoc.rtf")), ("d.markdown", b"One.")]);
    assert_eq!(ids(&read(&[folder.path()])), ["a", "b", "c", "d"]);
    assert_eq!(texts(&read_file("story", b"{\\rtf1 One.\\par}")), ["One."]);
}

#[test]
fn what_holds_no_text_is_refused_by_name() {
    for (name, reason) in [("encrypted.pdf", "encrypted PDF"), ("scanned.pdf", "scanned PDF")] {
        let items = read(&[&path(name)]);
        assert!(error(&items[0]).to_string().contains(reason), "{items:?}");
    }
    let locked = samples::zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
        ("content.xml", b"\x01\x02"),
    ]);
    let slides = samples::zip(&[("[Content_Types].xml", b"<x/>"), ("ppt/presentation.xml", b"<x/>")]);
    for (name, content, reason) in [
        ("a.odt", &locked[..], "encrypted"),
        ("a.pptx", &slides, "slides"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", "old kind"),
        ("a.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", "with a password"),
        ("a.docx", b"just text", "DOCX"),
        ("a.rtf", b"not RTF", "not RTF"),
        ("a.pdf", b"not PDF", "not PDF"),
        ("a.pdf", b"%PDF-1.4\nnothing", "PDF"),
        ("a.docx", &samples::zip(&[("[Content_Types].xml", b"<x/>"), ("word/other.xml", b"<x/>")]), "no part"),
    ] {
        let items = read_file(name, content);
        assert!(items.len() == 1 && error(&items[0]).to_string().contains(reason), "{name}: {items:?}");
    }
}

fn docx(document: &[u8]) -> Vec<u8> {
    samples::zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", document)])
}

fn xlsx(strings: &[u8], sheet: &[u8]) -> Vec<u8> {
    let relations = br#"<r><Relationship Id="a" Type="x/worksheet" Target="worksheets/s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="/xl/strings.xml"/></r>"#;
    samples::zip(&[
        ("[Content_Types].xml", b"<x/>"),
        ("xl/workbook.xml", br#"<w><sheets><sheet name="S" r:id="a"/></sheets></w>"#),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/strings.xml", strings),
        ("xl/worksheets/s.xml", sheet),
    ])
}

fn ods(content: &[u8]) -> Vec<u8> {
    samples::zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}

/// A PDF of these objects, the first of which is the catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    file.push_str("trailer<</Root 1 0 R>>\n%%EOF");
    file.into_bytes()
}

fn page(resources: &str, content: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>>>"
        ),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

#[test]
fn hostile_documents_are_named_and_cost_little() {
    let zeros = vec![b' '; 70 << 20];
    let bomb = [b"<w:document><w:body>", &zeros[..], b"</w:body></w:document>"].concat();
    let laughs = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    let external = b"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><w:document>&a;</w:document>";
    let deep = "<w:tbl><w:tr><w:tc>".repeat(100_000);
    let attributes =
        format!("<w:document {}/>", (0..100_000).fold(String::new(), |all, at| all + &format!("a{at}='1' ")));
    let form = |calls: &str| {
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>/Length {}>>\nstream\n{calls}\nendstream",
            calls.len()
        )
    };
    let loops = page("/XObject<</A 6 0 R/B 7 0 R>>", "/A Do", &[form("/A Do /B Do"), form("/B Do /A Do")]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&vec![b' '; 300 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let grown = [
        format!("%PDF-1.4\n4 0 obj\n<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).into_bytes(),
        packed,
        b"\nendstream\nendobj\ntrailer<</Root 1 0 R>>".to_vec(),
    ]
    .concat();
    let kids =
        pdf(&["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>".to_owned()]);
    let cells = format!(
        "<s><sheetData><row r='1'><c t='inlineStr'><is><t>text</t></is></c></row>{}</sheetData></s>",
        "<row><c t='s'><v>0</v></c></row>".repeat(20_000)
    );
    let long = format!("<sst><si><t>{}</t></si></sst>", "x ".repeat(1 << 20));
    let repeated = format!(
        "<o><table:table><table:table-row><table:table-cell><text:p>text</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384'><text:p>{}</text:p>\
         </table:table-cell></table:table-row></table:table></o>",
        "x ".repeat(1000)
    );
    for (name, content, reason) in [
        ("bomb.docx", docx(&bomb), "more than 67108864 bytes"),
        ("laughs.docx", docx(laughs), "entities of its own"),
        ("external.docx", docx(external), "entities of its own"),
        ("deep.docx", docx(format!("<w:document>{deep}").as_bytes()), "nested too deeply"),
        ("cut.docx", docx(b"<w:document><w:body><w:p>"), "ends within an element"),
        ("attributes.docx", docx(attributes.as_bytes()), ""),
        ("braces.rtf", [&b"{\\rtf1"[..], &b"{".repeat(1_000_000)].concat(), "nested too deeply"),
        ("loops.pdf", loops, ""),
        ("grown.pdf", grown, "decompression bomb"),
        ("kids.pdf", kids, ""),
        ("long.xlsx", xlsx(long.as_bytes(), cells.as_bytes()), "decompression bomb"),
        ("repeated.ods", ods(repeated.as_bytes()), "repeat the row before"),
        ("deep.md", format!("# A\n\n{}", "> ".repeat(200_000)).into_bytes(), ""),
    ] {
        let began = Instant::now();
        let items = read_with(name, &content, ReadOptions { any_language: true, ..ReadOptions::default() });
        let last = items.last().unwrap_or_else(|| panic!("{name}: nothing"));
        let message = last.as_ref().err().map(ToString::to_string).unwrap_or_default();
        assert!(message.contains(reason) && !message.contains("panic"), "{name}: {message}");
        assert!(began.elapsed() < Duration::from_secs(10), "{name}: {:?}", began.elapsed());
        eprintln!("{name}: {:?} {message}", began.elapsed());
    }
}
