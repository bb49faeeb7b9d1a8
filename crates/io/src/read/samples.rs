//! Articles in every form that is read, for the tests here and for those of the command line.

#![allow(dead_code, reason = "each of the two test programs needs a part")]

use niffler::Level;
use niffler::send::compression::Format;
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

/// In row groups of four.
pub(crate) fn parquet(samples: &[Sample]) -> Vec<u8> {
    let schema = "message schema {
        required binary id (UTF8);
        optional int64 published (TIMESTAMP(NANOS,true));
        optional binary title (UTF8);
        optional binary text (UTF8);
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut file = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut file, schema, Arc::new(WriterProperties::builder().build())).unwrap();
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

/// A page with what stands around an article on a news site.
pub(crate) fn html(sample: &Sample) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: Vec<String> = sample
        .text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph.trim())))
        .collect();
    let paragraphs = paragraphs.concat();
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

/// A page with what its reader looks for: an embedded post, a quotation, a box, JSON-LD.
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

/// A crawl: each page as the answer of a server, between records that hold no page.
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
        // By hand: the crate would not write a path that climbs.
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
