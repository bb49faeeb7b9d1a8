//! Articles in every form that is read, for the tests here and for those of the command line.

#![allow(dead_code, reason = "each of the two test programs needs a part")]

use niffler::Level;
use niffler::send::compression::Format;
use parquet::basic::Encoding;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::json;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use zip::write::{SimpleFileOptions, ZipWriter};

/// An article to be written.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Sample {
    pub(crate) fn new(id: &str, title: &str, text: &str) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), text: text.to_owned() }
    }
}

pub(crate) fn json_lines(samples: &[Sample]) -> Vec<u8> {
    let line = |sample: &Sample| {
        format!("{}\n", json!({"id": sample.id, "title": sample.title, "text": sample.text, "year": 2024}))
    };
    samples.iter().map(line).collect::<String>().into_bytes()
}

pub(crate) fn table(samples: &[Sample], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "year", "title", "text"]).unwrap();
    for sample in samples {
        writer.write_record([&*sample.id, "2024", &*sample.title, &*sample.text]).unwrap();
    }
    writer.into_inner().unwrap()
}

/// A database whose table `news` holds the articles, made by these statements and the table's rows.
pub(crate) fn sqlite(samples: &[Sample], before: &str, after: &str) -> Vec<u8> {
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(before).unwrap();
    database.execute_batch("CREATE TABLE news (id TEXT PRIMARY KEY, year INT, title TEXT, text TEXT)").unwrap();
    for sample in samples {
        let row = [&*sample.id, "2024", &*sample.title, &*sample.text];
        database.execute("INSERT INTO news VALUES (?, ?, ?, ?)", row).unwrap();
    }
    database.execute_batch(after).unwrap();
    database.serialize(rusqlite::MAIN_DB).unwrap().to_vec()
}

/// In row groups of four.
pub(crate) fn parquet(samples: &[Sample]) -> Vec<u8> {
    parquet_with(samples, WriterProperties::builder().build())
}

/// The same with encodings that store lengths and shared beginnings of texts.
pub(crate) fn parquet_of_deltas(samples: &[Sample]) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_column_encoding("text".into(), Encoding::DELTA_BYTE_ARRAY)
        .set_column_encoding("title".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_column_encoding("published".into(), Encoding::DELTA_BINARY_PACKED);
    parquet_with(samples, properties.build())
}

fn parquet_with(samples: &[Sample], properties: WriterProperties) -> Vec<u8> {
    let schema = "message schema {
        required binary id (UTF8);
        optional int64 published (TIMESTAMP(NANOS,true));
        optional binary title (UTF8);
        optional binary text (UTF8);
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut file = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut file, schema, Arc::new(properties)).unwrap();
    for samples in samples.chunks(4) {
        let present = vec![1; samples.len()];
        let mut group = writer.next_row_group().unwrap();
        let mut column = 0;
        while let Some(mut writer) = group.next_column().unwrap() {
            let levels = (column > 0).then_some(&present[..]);
            if column == 1 {
                let times = vec![1_714_557_600_000_000_000; samples.len()];
                writer.typed::<Int64Type>().write_batch(&times, levels, None).unwrap();
            } else {
                let texts = samples.iter().map(|sample| [&*sample.id, "", &*sample.title, &*sample.text][column]);
                let values: Vec<ByteArray> = texts.map(ByteArray::from).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, levels, None).unwrap();
            }
            writer.close().unwrap();
            column += 1;
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    file
}

/// A list of objects over several lines, as `json.dump` writes it.
pub(crate) fn json_list(samples: &[Sample]) -> Vec<u8> {
    let object = |sample: &Sample| json!({"id": sample.id, "title": sample.title, "text": sample.text, "year": 2024});
    serde_json::to_vec_pretty(&samples.iter().map(object).collect::<Vec<_>>()).unwrap()
}

/// A server's response, with the articles in a list inside objects, and their texts in HTML.
pub(crate) fn json_answer(samples: &[Sample]) -> Vec<u8> {
    let result = |sample: &Sample| {
        let body = paragraphs(&sample.text, "p");
        json!({"id": sample.id, "webTitle": sample.title, "webUrl": "https://post.example", "fields": {"headline": sample.title, "body": body}})
    };
    let results: Vec<_> = samples.iter().map(result).collect();
    json!({"response": {"status": "ok", "total": samples.len(), "results": results}}).to_string().into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The paragraphs of a text, each in an element.
fn paragraphs(text: &str, name: &str) -> String {
    let element = |part: &str| format!("<{name}>{}</{name}>\n", escaped(part.trim()));
    text.split("\n\n").filter(|part| !part.trim().is_empty()).map(element).collect()
}

pub(crate) fn rss(samples: &[Sample]) -> Vec<u8> {
    let item = |sample: &Sample| {
        format!(
            "<item><title>{}</title><guid>{}</guid><link>https://post.example/{1}</link><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>\
             <description>Short.</description><content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            escaped(&sample.title),
            sample.id,
            paragraphs(&sample.text, "p")
        )
    };
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>The Harbour Post</title>\n{}</channel></rss>\n",
        samples.iter().map(item).collect::<String>()
    )
    .into_bytes()
}

pub(crate) fn nitf(sample: &Sample) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n<nitf><head><docdata><doc-id id-string=\"{}\"/></docdata><pubdata name=\"The Harbour Post\"/></head>\
         <body><body.head><hedline><hl1>{}</hl1></hedline><byline>By Mona Lind</byline></body.head><body.content>\
         <block class=\"full_text\">{}</block></body.content></body></nitf>\n",
        sample.id,
        escaped(&sample.title),
        paragraphs(&sample.text, "p")
    )
    .into_bytes()
}

pub(crate) fn newsml(samples: &[Sample]) -> Vec<u8> {
    let item = |sample: &Sample| {
        format!(
            "<newsItem guid=\"{}\"><contentMeta><headline>{}</headline><by>Mona Lind</by></contentMeta><contentSet><inlineXML>\
             <html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{}</body></html></inlineXML></contentSet></newsItem>\n",
            sample.id,
            escaped(&sample.title),
            paragraphs(&sample.text, "p")
        )
    };
    let items: String = samples.iter().map(item).collect();
    format!("<?xml version=\"1.0\"?>\n<newsMessage><itemSet>\n{items}</itemSet></newsMessage>\n").into_bytes()
}

/// In the form of Gigaword.
pub(crate) fn sgml(samples: &[Sample]) -> Vec<u8> {
    let document = |sample: &Sample| {
        format!(
            "<DOC id=\"{}\" type=\"story\" >\n<HEADLINE>\n{}\n</HEADLINE>\n<TEXT>\n{}</TEXT>\n</DOC>\n",
            sample.id,
            escaped(&sample.title),
            paragraphs(&sample.text, "P")
        )
    };
    samples.iter().map(document).collect::<String>().into_bytes()
}

pub(crate) fn lexis(samples: &[Sample]) -> Vec<u8> {
    let document = |(number, sample): (usize, &Sample)| {
        format!(
            "                           {number} of {} DOCUMENTS\n\n\n                            The Harbour Post\n\n\
             \n                            May 1, 2024 Wednesday\n\n{}\n\nBYLINE: Mona Lind\n\nSECTION: NEWS; Pg. 4\n\nLENGTH: 84 words\n\n{}\n\n\
             LOAD-DATE: May 1, 2024\n\nLANGUAGE: ENGLISH\n\n                   Copyright 2024 The Harbour Post\n\n\n",
            samples.len(),
            sample.title,
            sample.text.trim()
        )
    };
    (1..).zip(samples).map(document).collect::<String>().into_bytes()
}

pub(crate) fn proquest(samples: &[Sample]) -> Vec<u8> {
    let rule = "_".repeat(60);
    let document = |(number, sample): (usize, &Sample)| {
        format!(
            "{rule}\n\nDocument {number} of {}\n\n{1}\n\nAuthor: Lind, Mona\n\nFull text: {2}\n\nTitle: {1}\n\n\
             Publication title: The Harbour Post\n\nPublication date: May 1, 2024\n\nProQuest document ID: {3}\n\n",
            samples.len(),
            sample.title,
            sample.text.trim(),
            sample.id
        )
    };
    let documents: String = (1..).zip(samples).map(document).collect();
    format!("{rule}\n\nReport Information from ProQuest\n\n{documents}{rule}\n\nContact us\n").into_bytes()
}

pub(crate) fn factiva(samples: &[Sample]) -> Vec<u8> {
    let document = |(number, sample): (usize, &Sample)| {
        let (lead, rest) = sample.text.trim().split_once("\n\n").unwrap_or((sample.text.trim(), ""));
        format!(
            "HD\n{}\n\nBY Mona Lind\nWC 84 words\nPD 1 May 2024\nSN The Harbour Post\nLA English\n\nLP\n{lead}\n\nTD\n{rest}\n\n\
             AN\nDocument HARPO00020240501ek510{number:04}\n\n",
            sample.title
        )
    };
    (1..).zip(samples).map(document).collect::<String>().into_bytes()
}

pub(crate) fn mail(sample: &Sample) -> Vec<u8> {
    let text: String = sample
        .text
        .bytes()
        .map(|byte| match byte {
            b'=' | 0x80.. => format!("={byte:02X}"),
            byte => char::from(byte).to_string(),
        })
        .collect();
    let subject: String = sample.title.bytes().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().concat();
    format!(
        "From: Mona Lind <mona@post.example>\nSubject: =?utf-8?Q?{subject}?=\nDate: Wed, 1 May 2024 10:00:00 +0000\nMessage-ID: <{}@post.example>\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n",
        sample.id
    )
    .into_bytes()
}

pub(crate) fn mailbox(samples: &[Sample]) -> Vec<u8> {
    let separated =
        |sample: &Sample| [b"From mona@post.example Wed May  1 10:00:00 2024\n", &*mail(sample), b"\n"].concat();
    samples.iter().flat_map(separated).collect()
}

pub(crate) fn mhtml(sample: &Sample) -> Vec<u8> {
    let page = String::from_utf8(html(sample)).unwrap();
    let page: String = page
        .bytes()
        .map(|byte| match byte {
            b'=' | 0x80.. => format!("={byte:02X}"),
            byte => char::from(byte).to_string(),
        })
        .collect();
    format!(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://post.example/{}\nSubject: x\nMIME-Version: 1.0\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"----B\"\n\n------B\nContent-Type: text/html\n\
         Content-Transfer-Encoding: quoted-printable\nContent-Location: https://post.example/{0}\n\n{page}\n------B--\n",
        sample.id
    )
    .into_bytes()
}

pub(crate) fn story(sample: &Sample) -> Vec<u8> {
    format!("{}\n\n@highlight\n\n{}\n", sample.text.trim_end(), sample.title).into_bytes()
}

/// A page with what surrounds an article on a news site.
pub(crate) fn html(sample: &Sample) -> Vec<u8> {
    let paragraphs = paragraphs(&sample.text, "p");
    let title = escaped(&sample.title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | The Harbour Post</title>\
         <meta property=\"og:title\" content=\"{title}\"><meta name=\"author\" content=\"Mona Lind\"><meta property=\"article:published_time\" content=\"2024-05-01T10:00:00Z\">\
         <script>track()</script></head>\n<body><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav>\n\
         <article><h1>{title}</h1>\n{paragraphs}</article>\n\
         <footer><a href=\"/about\">About us</a> <a href=\"/terms\">Terms</a></footer></body></html>\n"
    )
    .into_bytes()
}

/// A page with everything that the HTML reader looks for: an embedded post, a quotation, a box, JSON-LD.
pub(crate) fn marked_page() -> Vec<u8> {
    let text = "The harbour will close in May, the ministry said on Monday, and none of the other piers is safe.";
    format!(
        "<!DOCTYPE html><html><head><title>Harbour closes</title><link rel=\"canonical\" href=\"https://post.example/a\">\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"author\":{{\"name\":\"Mona Lind\"}},\"articleBody\":\"{text}\"}}</script>\
         </head><body><div class=\"consent\"><p>We store files.</p><button>Accept</button></div><article><h1>Harbour closes</h1><p>{text}</p>\
         <blockquote class=\"twitter-tweet\"><p>It is gone.</p>&mdash; Anna Larsen (@annlarsen) <a href=\"x\">March 5, 2019</a></blockquote>\
         <blockquote><p>Gone.</p><cite>Anna Larsen</cite></blockquote><p><strong>Why?</strong> <q>Old</q></p></article></body></html>"
    )
    .into_bytes()
}

/// A crawl: each page as the response of a server, between records that hold no page.
pub(crate) fn warc(samples: &[Sample]) -> Vec<u8> {
    let mut file = warc_record("warcinfo", "", "application/warc-fields", b"software: none\r\n");
    for sample in samples {
        let url = format!("https://post.example/{}", sample.id);
        file.extend(warc_record("request", &url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"));
        let mut answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n".to_vec();
        answer.extend(html(sample));
        file.extend(warc_record("response", &url, "application/http; msgtype=response", &answer));
    }
    file
}

/// The texts of a crawl.
pub(crate) fn wet(samples: &[Sample]) -> Vec<u8> {
    let record = |sample: &Sample| {
        let url = format!("https://post.example/{}", sample.id);
        warc_record("conversion", &url, "text/plain", sample.text.as_bytes())
    };
    samples.iter().flat_map(record).collect()
}

pub(crate) fn warc_record(form: &str, url: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {form}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-02T00:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\nContent-Type: {media}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    record.extend(body);
    record.extend(b"\r\n\r\n");
    record
}

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document with a style for its title.
pub(crate) fn docx(sample: &Sample) -> Vec<u8> {
    let paragraph = |part: &str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(part));
    let paragraphs: String = sample.text.split("\n\n").map(paragraph).collect();
    let document = format!(
        "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>{paragraphs}</w:body></w:document>",
        escaped(&sample.title)
    );
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

/// A workbook of one sheet; `text` is the name of the column with the texts.
pub(crate) fn xlsx(samples: &[Sample], text: &str) -> Vec<u8> {
    let row = |cells: [&str; 3]| {
        let cell = |cell: &str| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(cell));
        format!("<row>{}</row>", cells.map(cell).concat())
    };
    let rows: String = samples.iter().map(|sample| row([&sample.id, &sample.title, &sample.text])).collect();
    let sheet = format!("<worksheet><sheetData>{}{rows}</sheetData></worksheet>", row(["id", "title", text]));
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="News" r:id="a"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/news.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/news.xml", sheet.as_bytes()),
    ])
}

/// The members of a ZIP archive.
pub(crate) fn unzipped(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let count = archive.len();
    let member = |index: usize| {
        let mut member = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        (String::from_utf8_lossy(member.name_raw()).into_owned(), content)
    };
    (0..count).map(member).collect()
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        // Set by hand: the crate would not write a path that leads out of the folder.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A tar archive with one link.
pub(crate) fn tar_link(name: &str, target: &str) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, name, target).unwrap();
    builder.into_inner().unwrap()
}

pub(crate) fn compressed(content: &[u8], format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = niffler::send::get_writer(Box::new(&mut bytes), format, Level::Six).unwrap();
    writer.write_all(content).unwrap();
    drop(writer);
    bytes
}
