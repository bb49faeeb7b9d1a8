//! `saidso serve` from outside.

#![cfg(unix)]

use super::support::{GERMAN, STORY, check, output_lines};
use saidso::record::OutputLine;
use serde_json::{Value, json};
pub(super) use server::Server;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

#[path = "../common/server.rs"]
mod server;

/// Longer than any answer here takes, even on a busy machine.
pub(super) const TIMEOUT: Duration = Duration::from_mins(3);

/// Status and body of an answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Server {
    /// Sends bytes and reads until the server closes; `None` if nothing arrives.
    pub(super) fn exchange(&self, request: &[u8], then_close: bool) -> Option<Answer> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        // The server may have answered and closed before reading everything.
        let _ = stream.write_all(request);
        if then_close {
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        if answer.is_empty() {
            return None;
        }
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a whole head");
        let length = head.to_ascii_lowercase();
        let length =
            length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).map(|n| n.parse().unwrap());
        assert_eq!(Some(body.len()), length, "half an answer: {head}");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        self.exchange(request.as_bytes(), false).unwrap()
    }

    fn post(&self, kind: &str, body: &[u8]) -> Option<Answer> {
        self.exchange(&request(kind, body), false)
    }

    fn signal(&self, name: &str) {
        Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
    }

    /// The server's memory in kilobytes.
    pub(super) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

pub(super) fn request(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /v1/extract HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(super) const JSON: &str = "application/json";

#[test]
fn an_article_is_labelled_as_extract_labels_it() {
    let server = Server::start(&[]);
    let article = json!({"id": "a1", "text": STORY, "publisher": "The Gull"});
    let answer = server.post(JSON, article.to_string().as_bytes()).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    let lines = output_lines(&format!("{}\n", answer.body));
    let OutputLine::Record(record) = &lines[0] else { panic!("{lines:?}") };
    check(record, STORY);
    assert_eq!((&*record.id, &record.metadata["publisher"]), ("a1", &json!("The Gull")));
    let extracted =
        super::support::end(super::support::saidso(&["extract", "-", "-q"]).write_stdin(format!("{article}\n")));
    assert_eq!(extracted.lines(), lines);

    let plain = server.post("text/plain; charset=utf-8", STORY.as_bytes()).unwrap();
    assert_eq!((plain.status, plain.json()["sentences"].clone()), (200, answer.json()["sentences"].clone()));

    let html = server.post("text/plain\r\nAccept: text/html, */*;q=0.1", STORY.as_bytes()).unwrap();
    assert!(html.head.contains("content-type: text/html; charset=utf-8"), "{}", html.head);
    assert!(html.body.starts_with("<article class=\"article\">") && html.body.trim_end().ends_with("</article>"));
    assert_eq!(html.body.matches("id=\"s").count(), record.sentences.len());
    let hostile = server.post("text/plain\r\nAccept: text/html", b"<img src=x> said <script>Anna</script>.").unwrap();
    assert!(!hostile.body.contains("<img") && !hostile.body.contains("<script"), "{}", hostile.body);
}

#[test]
fn what_is_no_english_article_is_refused() {
    let server = Server::start(&[]);
    let record = server.post(JSON, json!({"text": STORY}).to_string().as_bytes()).unwrap().body;
    for (kind, body, reason) in [
        ("text/plain", GERMAN.to_owned(), "not English, but German"),
        (JSON, json!({"text": GERMAN}).to_string(), "not English, but German"),
        ("text/plain", "https://example.org/a\n".to_owned(), "an address, not a file"),
        (JSON, record.clone(), "labelled already"),
        ("text/plain", record.clone(), "labelled already"),
        (JSON, json!({"text": record}).to_string(), "labelled already"),
    ] {
        let answer = server.post(kind, body.as_bytes()).unwrap();
        assert_eq!(answer.status, 422, "{reason}: {}", answer.body);
        assert!(answer.json()["error"]["reason"].as_str().unwrap().starts_with(reason), "{}", answer.body);
    }
    let open = Server::start(&["--any-language"]);
    assert_eq!(open.post("text/plain", GERMAN.as_bytes()).unwrap().status, 200);
}

/// Posts to `/v1/compare`.
fn compare(server: &Server, accept: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let request = format!(
        "POST /v1/compare HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {JSON}\r\nAccept: {accept}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    server.exchange(request.as_bytes(), false).unwrap()
}

/// Uses the real sentence encoder, which `scripts/test` provides.
#[test]
fn articles_are_compared_raw_or_labelled() {
    let server = Server::start(&[]);
    let sample = |name: &str| {
        let path = super::support::checkout().join("datasets/sample").join(name);
        json!({"id": name, "text": std::fs::read_to_string(path).unwrap(), "publisher": "The <Gull>"})
    };
    let (one, other) = (sample("05-sarn-call-veldara.txt"), sample("06-sarn-call-ostrany.txt"));
    let record = server.post(JSON, other.to_string().as_bytes()).unwrap().json();
    let answer = compare(&server, JSON, &json!({"articles": [one, record]}));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let comparison = answer.json();
    assert_eq!(comparison["articles"][1]["id"], "06-sarn-call-ostrany.txt");
    assert!(!comparison["groups"].as_array().unwrap().is_empty());
    let raw = compare(&server, JSON, &json!({"articles": [one, other]}));
    assert_eq!(raw.json(), comparison);
    let html = compare(&server, "text/html", &json!({"articles": [one, other]}));
    assert!(html.body.starts_with("<ol class=\"compared\">") && html.body.contains("data-claim="), "{}", html.body);
    assert!(html.body.contains("The &#60;Gull&#62;") && !html.body.contains("<Gull>"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let empty = tempfile::tempdir().unwrap();
    let server = Server::start(&["--encoder", empty.path().to_str().unwrap()]);
    let story = json!({"text": STORY});
    for (body, status, reason) in [
        (json!({"articles": [story]}), 400, "1 articles; 2 to 12 can be compared"),
        (
            json!({"articles": [{"id": "a", "text": STORY}, {"id": "a", "text": STORY}]}),
            400,
            "two articles have the id `a`",
        ),
        (json!([story, story]), 400, "not {"),
        (json!({"articles": [story, {"sentences": 3}]}), 400, "article 2: not a record"),
        (json!({"articles": [story, {"body": 3}]}), 400, "text"),
        (json!({"articles": [story, {"text": " "}]}), 422, "no text"),
        (json!({"articles": [story, story]}), 501, "run scripts/base_encoder"),
    ] {
        let answer = compare(&server, JSON, &body);
        let given = answer.json()["error"]["reason"].as_str().unwrap().to_owned();
        assert!(answer.status == status && given.contains(reason), "{} {given}", answer.status);
    }
    assert_eq!(server.post("text/plain", STORY.as_bytes()).unwrap().status, 200);
}

#[test]
fn page_health_and_description_are_there_and_nothing_else() {
    let server = Server::start(&["--max-bytes", "1000"]);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-security-policy: default-src 'none'; script-src 'self'"), "{}", page.head);
    assert!(!page.body.contains("<script>") && !page.body.contains("style="));
    let scripts = ["/article.js", "/server.js", "/files.js", "/session.js", "/comparison.js", "/page.js"];
    for path in scripts.into_iter().chain(["/article.css", "/comparison.css", "/page.css"]) {
        assert!(page.body.contains(path) && server.get(path).status == 200, "{path}");
    }
    let health = server.get("/healthz").json();
    assert_eq!((&health["status"], &health["waiting"]), (&json!("ok"), &json!(0)));

    let description = server.get("/openapi.json").json();
    let refers = |value: &Value| {
        let mut found = Vec::new();
        gather_references(value, &mut found);
        found
    };
    for reference in refers(&description) {
        assert!(description.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
    let mut schema = description
        .pointer("/paths/~1v1~1extract/post/responses/200/content/application~1json/schema")
        .unwrap()
        .clone();
    schema["components"] = description["components"].clone();
    let valid = jsonschema::validator_for(&schema).unwrap();
    let answer = server.post(JSON, json!({"text": STORY}).to_string().as_bytes()).unwrap().json();
    assert!(valid.is_valid(&answer) && !valid.is_valid(&json!({"id": "a"})));

    for (answer, status) in [
        (server.get("/nothing"), 404),
        (server.get("/v1/extract"), 405),
        (server.post("application/xml", b"<a/>").unwrap(), 415),
        (server.post(JSON, b"{").unwrap(), 400),
        (server.post(JSON, b"{\"text\": \"  \"}").unwrap(), 422),
        (server.post(JSON, &[b'x'; 1001]).unwrap(), 413),
    ] {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.json()["error"]["reason"].as_str().is_some_and(|reason| reason.len() > 3), "{}", answer.body);
    }
}

fn gather_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| gather_references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| gather_references(item, found)),
        _ => {}
    }
}

#[test]
fn a_token_is_asked_for_and_everything_is_counted() {
    let server = Server::start(&["--token", "s3cret"]);
    let with = |path: &str, header: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n");
        server.exchange(request.as_bytes(), false).unwrap()
    };
    assert_eq!((with("/healthz", "").status, with("/ready", "").status, with("/", "").status), (200, 200, 200));
    for wrong in
        ["", "Authorization: Bearer s3cre\r\n", "Authorization: Bearer s3cret1\r\n", "Authorization: s3cret\r\n"]
    {
        let answer = with("/metrics", wrong);
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(answer.head.contains("www-authenticate: Bearer"), "{}", answer.head);
    }
    let article = json!({"text": STORY}).to_string();
    assert_eq!(server.post(JSON, article.as_bytes()).unwrap().status, 401);
    let authorized = format!("{JSON}\r\nAuthorization: Bearer s3cret");
    assert_eq!(server.post(&authorized, article.as_bytes()).unwrap().status, 200);
    assert_eq!(server.post(&authorized, b"{\"text\": \"  \"}").unwrap().status, 422);
    let metrics = with("/metrics", "Authorization: bearer s3cret\r\n");
    assert!(metrics.head.contains("content-type: text/plain; version=0.0.4"), "{}", metrics.head);
    for line in [
        "saidso_requests_total{path=\"/v1/extract\",status=\"200\"} 1",
        "saidso_requests_total{path=\"/v1/extract\",status=\"401\"} 1",
        "saidso_requests_total{path=\"/v1/extract\",status=\"422\"} 1",
        "saidso_request_seconds_count{path=\"/v1/extract\"} 3",
        "saidso_requests_total{path=\"/metrics\",status=\"401\"} 4",
        "saidso_failures_total 1",
        "saidso_queue_length 0",
        "saidso_queue_capacity 64",
    ] {
        assert!(metrics.body.lines().any(|given| given == line), "{line}\n{}", metrics.body);
    }
}

#[test]
fn other_hosts_and_pages_of_other_sites_are_refused() {
    let server = Server::start(&["--allowed-host", "labels.example"]);
    let body = json!({"text": STORY}).to_string();
    let ask = |host: &str, header: &str| {
        let request = format!(
            "POST /v1/extract HTTP/1.1\r\nHost: {host}\r\n{header}Connection: close\r\nContent-Type: {JSON}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        server.exchange(request.as_bytes(), false).unwrap().status
    };
    assert_eq!(ask("localhost:8020", ""), 200);
    assert_eq!(ask("labels.example", "Origin: https://labels.example\r\n"), 200);
    assert_eq!(ask("rebound.example:8020", ""), 403);
    assert_eq!(ask("localhost:8020", "Origin: https://evil.example\r\n"), 403);
    assert_eq!(ask("localhost:8020", "Sec-Fetch-Site: cross-site\r\n"), 403);
}

#[test]
fn more_than_can_wait_are_turned_away_and_told_when_to_come_again() {
    let server = Server::start(&["--threads", "1", "--queue", "2"]);
    let slow = request(JSON, json!({"text": STORY.repeat(40)}).to_string().as_bytes());
    let statuses: Vec<u16> = thread::scope(|scope| {
        let (server, slow) = (&server, &slow);
        let threads: Vec<_> = (0..20)
            .map(|_| {
                scope.spawn(move || {
                    let answer = server.exchange(slow, false).unwrap();
                    assert!(answer.status == 200 || answer.head.contains("retry-after: 1"), "{}", answer.head);
                    answer.status
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
}

#[test]
fn a_signal_stops_it_in_time_and_nothing_is_half_sent() {
    for name in ["-TERM", "-INT"] {
        let mut server = Server::start(&["--threads", "2"]);
        let long = request(JSON, json!({"text": STORY.repeat(2000)}).to_string().as_bytes());
        let short = request(JSON, json!({"text": STORY}).to_string().as_bytes());
        // A client that never sends anything must not hold up the server.
        let _silent = TcpStream::connect(&server.address).unwrap();
        let mut slow = TcpStream::connect(&server.address).unwrap();
        slow.write_all(&long[..200]).unwrap();
        let statuses: Vec<Option<u16>> = thread::scope(|scope| {
            let shared = &server;
            let threads: Vec<_> = (0..30)
                .map(|number| {
                    let request = if number % 2 == 0 { &long } else { &short };
                    scope.spawn(move || shared.exchange(request, false).map(|answer| answer.status))
                })
                .collect();
            let start = Instant::now();
            while shared.get("/healthz").json()["waiting"].as_u64().unwrap() < 10 {
                assert!(start.elapsed() < TIMEOUT, "nothing waits");
                sleep(Duration::from_millis(10));
            }
            shared.signal(name);
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let answered = Instant::now();
        let status = loop {
            if let Some(status) = server.child.try_wait().unwrap() {
                break status;
            }
            assert!(answered.elapsed() < Duration::from_secs(2), "it does not stop");
            sleep(Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(0));
        assert!(statuses.iter().all(|status| matches!(status, None | Some(200 | 503))), "{statuses:?}");
        assert!(statuses.contains(&Some(503)), "{statuses:?}");
        assert!(TcpStream::connect(&server.address).is_err());
    }
}

#[test]
fn it_stops_within_two_seconds_of_a_signal() {
    let mut server = Server::start(&["--threads", "1"]);
    let mut working = TcpStream::connect(&server.address).unwrap();
    working.write_all(&request(JSON, json!({"text": STORY.repeat(2000)}).to_string().as_bytes())).unwrap();
    sleep(Duration::from_millis(300));
    let start = Instant::now();
    server.signal("-TERM");
    while server.child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(2), "it does not stop");
        sleep(Duration::from_millis(5));
    }
    let mut answer = String::new();
    working.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with('}'), "{answer}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let server = Server::start(&[]);
    let port = server.address.rsplit(':').next().unwrap();
    let ended = super::support::end(&mut super::support::saidso(&["serve", "--port", port]));
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains(&format!("cannot listen at 127.0.0.1:{port}")), "{}", ended.stderr);
}
