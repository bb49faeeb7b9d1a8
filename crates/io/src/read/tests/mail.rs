//! Messages, mailboxes and saved pages.

use super::{Item, error, ids, read_file, samples, stories, texts};
use serde_json::{Value, json};

fn known(item: &Item) -> Value {
    json!(item.as_ref().unwrap().metadata)
}

const HEADER: &str = "From: Beacon Alerts <alerts@beacon.example>\r\nTo: desk@example.org\r\nSubject: =?utf-8?Q?Ferry_=E2=80=93_saved?=\r\n\
Date: Tue, 5 Mar 2019 09:00:00 +0000\r\nMessage-ID: <m1@beacon.example>\r\nMIME-Version: 1.0\r\n";

#[test]
fn messages_are_articles() {
    let plain = format!(
        "{HEADER}Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe council voted to keep the night fer=\r\nry.\r\n\r\n=E2=80=9CYes,=E2=80=9D said Runa.\r\n"
    );
    for name in ["a.eml", "a.txt", "a"] {
        let items = read_file(name, plain.as_bytes());
        assert_eq!(
            (ids(&items), texts(&items)),
            (vec!["m1@beacon.example"], vec!["The council voted to keep the night ferry.\n\n“Yes,” said Runa."]),
            "{name}"
        );
        assert_eq!(items[0].as_ref().unwrap().title.as_deref(), Some("Ferry – saved"));
        let expected = json!({"from": "Beacon Alerts <alerts@beacon.example>", "to": "desk@example.org", "date": "2019-03-05T09:00:00Z"});
        assert_eq!(known(&items[0]), expected);
    }
}

#[test]
fn the_fuller_part_of_a_message_is_read() {
    let message = |plain: &str, html: &str| {
        format!(
            "{HEADER}Content-Type: multipart/mixed; boundary=\"out\"\r\n\r\n--out\r\nContent-Type: multipart/alternative; boundary=\"in\"\r\n\r\n\
--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--in\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--in--\r\n\
--out\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--out--\r\n"
        )
    };
    let items = read_file("a.eml", message("The whole text.", "<p>The whole text.</p>").as_bytes());
    assert_eq!((texts(&items), &known(&items[0])["attachments"]), (vec!["The whole text."], &json!(["a.pdf"])));
    let long =
        "<p>The council voted on Tuesday to keep the night ferry running until at least 2026, it said.</p>".repeat(12);
    for plain in ["", "View this in your browser."] {
        let items = read_file("a.eml", message(plain, &format!("<html><body>{long}</body></html>")).as_bytes());
        assert!(texts(&items)[0].starts_with("The council voted"), "{items:?}");
    }
}

#[test]
fn messages_of_a_mailbox_are_articles() {
    let separator = "From MAILER-DAEMON Tue Mar  5 09:00:00 2019\n";
    let header = HEADER.replace("\r\n", "\n");
    let mailbox = format!(
        "{separator}{header}\nOne.\n>From here on, it rained.\n\n{separator}{header}\nTwo.\n\nFrom now on it is dry.\n"
    );
    for name in ["a.mbox", "a"] {
        let items = read_file(name, mailbox.as_bytes());
        assert_eq!(texts(&items), ["One.\nFrom here on, it rained.", "Two.\n\nFrom now on it is dry."], "{name}");
    }
    assert!(error(&read_file("a.mbox", b"no mail")[0]).to_string().contains("no line `From"));
}

#[test]
fn a_saved_page_is_its_main_page() {
    let page = String::from_utf8(samples::html(&stories(1)[0])).unwrap().replace('=', "=3D");
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://beacon.example/1\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----B\"\r\n\r\n------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: https://ads.example/frame\r\n\r\n<html><body><p>An advertisement.</p></body></html>\r\n------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: https://beacon.example/1\r\n\r\n{page}\r\n------B--\r\n"
    );
    for name in ["a.mhtml", "a.mht", "a"] {
        let items = read_file(name, saved.as_bytes());
        assert!(texts(&items)[0].starts_with("Port 1 will close") && items.len() == 1, "{items:?}");
        assert_eq!(known(&items[0])["url"], "https://beacon.example/1");
        assert_eq!(items[0].as_ref().unwrap().title.as_deref(), Some("Port 1 closes"));
    }
}
