//! Messages, mailboxes, and web pages that were saved with everything they need (MHTML).

use super::forms::{Form, counted, is_mbox};
use super::html;
use super::lines::{Line, read_line};
use super::metadata::found;
use super::paragraphs::unwrapped;
use super::reading::{Flow, Found, Place, Reading};
use super::{MAX_BYTES, ReadOptions, unreadable, whole};
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use saidso::error::{ArticleError, panic_message};
use saidso::record::Article;
use serde_json::{Map, Value};
use std::io::BufRead;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A text part with fewer characters only says that the HTML part should be read, if that has several times as many.
const SHORT: usize = 600;
const SEVERAL: usize = 3;

/// Reads the article in a message or page, or the articles in all messages of a mailbox.
pub(super) fn read(reader: &mut dyn BufRead, form: Form, place: &Place, reading: &mut Reading<'_>) -> Flow {
    if form == Form::Mbox {
        return read_mailbox(reader, place, reading);
    }
    let found = match whole(reader, MAX_BYTES) {
        Ok(bytes) => article(&bytes, form, reading.options),
        Err(error) => error.into(),
    };
    reading.single(place, found)
}

/// Reads the messages of a mailbox; one is in memory at a time.
fn read_mailbox(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let (mut line, mut message) = (Vec::new(), Vec::new());
    let (mut is_begun, mut is_too_large, mut after_blank) = (false, false, true);
    loop {
        let is_end = match read_line(reader, &mut line, MAX_BYTES) {
            Ok(Line::Whole) => false,
            Ok(Line::TooLong) => {
                is_too_large = true;
                continue;
            }
            Ok(Line::End) => true,
            Err(error) => {
                series.number += 1;
                return reading.next_of(&series, unreadable(&error));
            }
        };
        if is_end || after_blank && is_mbox(&line) {
            if is_begun {
                series.number += 1;
                let found = if is_too_large {
                    ArticleError::TooLarge { limit: MAX_BYTES }.into()
                } else {
                    article(&message, Form::Mail, reading.options)
                };
                reading.next_of(&series, found)?;
            }
            if is_end {
                break;
            }
            (is_begun, is_too_large) = (true, false);
            message.clear();
            continue;
        }
        after_blank = line.trim_ascii().is_empty();
        let quoted = line.iter().take_while(|byte| **byte == b'>').count();
        let text = if quoted > 0 && line[quoted..].starts_with(b"From ") { &line[1..] } else { &line[..] };
        if message.len() + text.len() > MAX_BYTES {
            is_too_large = true;
            message = Vec::new();
        }
        if is_begun && !is_too_large {
            message.extend_from_slice(text);
            message.push(b'\n');
        }
    }
    if is_begun {
        return ControlFlow::Continue(());
    }
    reading.single(place, malformed("no line `From …` begins a message"))
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "mail", reason: reason.to_owned() }
}

fn parsed(bytes: &[u8]) -> Result<Message<'_>, ArticleError> {
    match catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes))) {
        Ok(message) => message.ok_or_else(|| malformed("it has no header")),
        Err(panic) => Err(malformed(&format!("its reader gave up: {}", panic_message(panic.as_ref())))),
    }
}

/// The message with the line that should end its parts, if that is missing: the parser finds no part without it.
fn closed(message: &Message<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    /// Longest boundary; the standard allows 70 characters.
    const LONGEST: usize = 200;
    let kind = message.content_type().filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"))?;
    let end = format!("--{}--", kind.attribute("boundary").filter(|boundary| boundary.len() <= LONGEST)?);
    let has_end = bytes.windows(end.len()).rev().any(|part| part == end.as_bytes());
    (!has_end).then(|| [bytes, b"\r\n", end.as_bytes(), b"\r\n"].concat())
}

fn article(bytes: &[u8], form: Form, options: &ReadOptions) -> Found {
    let bytes = match counted(bytes) {
        Some((length, message)) => &message[..length.min(message.len())],
        None => bytes,
    };
    let message = match parsed(bytes) {
        Ok(message) => message,
        Err(error) => return error.into(),
    };
    let closed = closed(&message, bytes);
    let message = match closed.as_deref().map_or(Ok(message), parsed) {
        Ok(message) => message,
        Err(error) => return error.into(),
    };
    let mut known = known(&message, form);
    let (text, page) = (plain(&message), page(&message, form));
    let title = message.subject().map(|subject| subject.trim().to_owned()).filter(|subject| !subject.is_empty());
    let Some(page) = page.filter(|page| is_fuller(page, &text)) else {
        let article =
            if text.is_empty() { Err(ArticleError::Empty) } else { Ok(Article { title, ..Article::new("", text) }) };
        return found(article, known, options);
    };
    // Newsletters are often not pages with one main text.
    let id = known.shift_remove("id");
    let Found { id: named, article } = html::article(page.clone().into_bytes(), None, known.clone(), options);
    let article = match article {
        Err(ArticleError::NoArticle) => match html::fragment_text(&page) {
            Ok(text) if !text.is_empty() => found(Ok(Article::new("", text)), known, options).article,
            _ => Err(ArticleError::NoArticle),
        },
        article => article,
    };
    let id = named.or(id.and_then(|id| id.as_str().map(str::to_owned)).filter(|_| options.id_field == "id"));
    let is_page = form == Form::Mhtml;
    let title_of = |article: &Article| if is_page { article.title.clone().or(title.clone()) } else { title.clone() };
    Found { id, article: article.map(|article| Article { title: title_of(&article), ..article }) }
}

/// What the header says.
fn known(message: &Message<'_>, form: Form) -> Map<String, Value> {
    let mut known = Map::new();
    let mut note = |name: &str, value: Option<String>| {
        if let Some(value) = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) {
            known.insert(name.to_owned(), Value::String(value));
        }
    };
    if form == Form::Mhtml {
        note("url", location(message).map(str::to_owned));
        note("saved", message.date().map(mail_parser::DateTime::to_rfc3339));
        return known;
    }
    note("id", message.message_id().map(str::to_owned));
    note("from", message.from().and_then(address));
    note("to", message.to().and_then(address));
    note("date", message.date().map(mail_parser::DateTime::to_rfc3339));
    note("list", message.list_id().as_text().map(str::to_owned));
    let subject = |part: &MessagePart<'_>| Some(part.message()?.subject()?.trim().to_owned());
    let attachments = message.attachments().filter_map(|part| {
        // A message that is forwarded as an attachment often has no name.
        part.attachment_name().map(str::to_owned).or_else(|| subject(part))
    });
    let attachments: Vec<Value> = attachments.map(Value::from).collect();
    if !attachments.is_empty() {
        known.insert("attachments".to_owned(), Value::Array(attachments));
    }
    known
}

/// The first of these addresses: `Name <address>`.
fn address(addresses: &Address<'_>) -> Option<String> {
    let first = addresses.first()?;
    match (&first.name, &first.address) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => name.as_ref().or(address.as_ref()).map(ToString::to_string),
    }
}

/// Where a page was saved from.
fn location<'m>(message: &'m Message<'_>) -> Option<&'m str> {
    let header = message.header("Snapshot-Content-Location").and_then(|value| value.as_text());
    header.or_else(|| message.parts.iter().find_map(|part| html_of(part).and(part.content_location())))
}

fn html_of<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    match &part.body {
        PartType::Html(html) => Some(html),
        _ => None,
    }
}

/// The plain text of a message.
fn plain(message: &Message<'_>) -> String {
    let texts = message.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => {
            let is = |name, expected: &str| {
                let value = part.content_type().and_then(|kind| kind.attribute(name));
                value.is_some_and(|value| value.eq_ignore_ascii_case(expected))
            };
            Some(if is("format", "flowed") { unflowed(text, is("delsp", "yes")) } else { unwrapped(text) })
        }
        _ => None,
    });
    let texts: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
    texts.join("\n\n").trim().to_owned()
}

/// Joins the lines of a `format=flowed` text, in which a trailing space means that the paragraph continues.
/// `is_mark_only`: that space is no part of the text.
fn unflowed(text: &str, is_mark_only: bool) -> String {
    let mut joined = String::new();
    for line in text.lines() {
        match line.strip_suffix(' ') {
            Some(part) if line != "-- " => joined.push_str(if is_mark_only { part } else { line }),
            _ => {
                joined.push_str(line);
                joined.push('\n');
            }
        }
    }
    joined
}

/// The HTML of a message; for a saved page, the page itself and not one embedded in it.
fn page(message: &Message<'_>, form: Form) -> Option<String> {
    let own = location(message);
    let mut pages = message.parts.iter().filter_map(|part| Some((part.content_location(), html_of(part)?)));
    let first = match own {
        Some(own) if form == Form::Mhtml => pages.clone().find(|(at, _)| *at == Some(own)).or_else(|| pages.next()),
        _ => pages.next(),
    };
    first.map(|(_, html)| html.to_owned())
}

/// Whether a page says much more than the plain text that comes with it.
fn is_fuller(page: &str, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let characters = |text: &str| text.chars().filter(|character| !character.is_whitespace()).count();
    let length = characters(text);
    length < SHORT && html::fragment_text(page).is_ok_and(|page| characters(&page) > SHORT.max(length * SEVERAL))
}
