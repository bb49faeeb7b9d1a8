//! Many clients of `saidso serve` at a time, some of them hostile, and what becomes of those who leave or stall.

#![cfg(target_os = "linux")]

use super::serve::{JSON, Server, TIMEOUT, request};
use super::support::STORY;
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// Requests that should do no harm, with the statuses allowed in answer, and whether the server may just hang up.
fn hostile() -> Vec<(Vec<u8>, &'static [u16], bool)> {
    let text = |text: &str| json!({"text": text}).to_string().into_bytes();
    let good: &[u16] = &[200];
    let bad: &[u16] = &[400];
    let posts: [(&str, Vec<u8>, &[u16]); 17] = [
        (JSON, text("<script>alert(1)</script> said Anna.</pre><img src=x onerror=alert(2)>"), good),
        (JSON, text("\u{202e}“No,” said\u{202d} Anna. \u{2066}Why?\u{0} 👩‍👩‍👧‍👦"), good),
        (JSON, text(&format!("“e{}” said Bo.", "\u{301}".repeat(4_000))), good),
        (JSON, text(&"“".repeat(1_000)), good),
        (JSON, text(&"7".repeat(4_000)), good),
        (JSON, text(" \n\t"), &[422]),
        (JSON, "[".repeat(200_000).into_bytes(), bad),
        (JSON, br#"{"text": "\ud800"}"#.to_vec(), bad),
        (JSON, br#"{"text": "half"#.to_vec(), bad),
        (JSON, b"\xff\xfe\x00".to_vec(), bad),
        (JSON, Vec::new(), bad),
        (JSON, br#"{"text": 1e999}"#.to_vec(), bad),
        ("text/plain", b"caf\xe9".to_vec(), bad),
        ("text/plain", vec![b'x'; 3 << 20], &[413]),
        ("multipart/form-data", vec![0; 100], &[415]),
        (JSON, vec![b'{'; 3 << 20], &[413]),
        (JSON, json!({"id": {"a": 1}, "text": "x"}).to_string().into_bytes(), bad),
    ];
    let mut requests: Vec<(Vec<u8>, &[u16], bool)> =
        posts.into_iter().map(|(kind, body, statuses)| (request(kind, &body), statuses, false)).collect();
    let mut half = request(JSON, &text(STORY));
    half.truncate(half.len() - 20);
    requests.push((half, bad, true));
    requests.push((b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), bad, true));
    requests.push((format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000)).into_bytes(), &[400, 414, 431], true));
    requests.push((
        b"POST /v1/extract HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
        bad,
        true,
    ));
    requests
}

#[test]
fn two_hundred_hostile_requests_at_a_time_do_no_harm() {
    let server = Server::start(&["--queue", "300"]);
    let good = request(JSON, json!({"text": STORY}).to_string().as_bytes());
    let expected = server.exchange(&good, false).unwrap().body;
    let long = request(JSON, json!({"text": STORY.repeat(60)}).to_string().as_bytes());
    let stalled = Mutex::new(Vec::new());
    let hostile = hostile();
    let round = || {
        stalled.lock().unwrap().clear();
        thread::scope(|scope| {
            for number in 0..200 {
                let (server, good, hostile, expected) = (&server, &good, &hostile, &expected);
                let (stalled, long) = (&stalled, &long);
                scope.spawn(move || {
                    // Some send half a request and wait, some do not read the answer, some leave.
                    if number % 10 == 9 {
                        let request = if number % 20 == 9 { &good[..good.len() - 20] } else { &long[..] };
                        let mut stream = TcpStream::connect(&server.address).unwrap();
                        stream.write_all(request).unwrap();
                        if number % 40 > 20 {
                            stalled.lock().unwrap().push(stream);
                        }
                        return;
                    }
                    // Every second request is an ordinary article.
                    if number % 2 == 0 {
                        let answer = server.exchange(good, false).unwrap();
                        assert_eq!((answer.status, &answer.body), (200, expected));
                        return;
                    }
                    let (request, statuses, may_hang_up) = &hostile[(number / 2) % hostile.len()];
                    match server.exchange(request, *may_hang_up) {
                        Some(answer) => {
                            assert!(
                                statuses.contains(&answer.status),
                                "{statuses:?}: {} {}",
                                answer.status,
                                answer.body
                            );
                        }
                        None => assert!(*may_hang_up, "no answer where one of {statuses:?} was due"),
                    }
                });
            }
        });
    };
    round();
    round();
    let before = server.memory();
    for _ in 0..2 {
        round();
    }
    let after = server.memory();
    assert!(after < before + before / 10, "memory grew from {before} to {after} kB");
    stalled.lock().unwrap().clear();
    until("nobody waits", &|| server.get("/healthz").json()["waiting"] == 0);
}

fn until(what: &str, holds: &dyn Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < TIMEOUT, "it never happens that {what}");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_article_whose_client_has_gone_is_not_finished() {
    let server = Server::start(&["--threads", "1"]);
    let long = request(JSON, json!({"text": STORY.repeat(2000)}).to_string().as_bytes());
    let send = || {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(&long).unwrap();
        stream
    };
    let (first, second) = (send(), send());
    until("one waits for the other", &|| server.get("/healthz").json()["waiting"] == 1);
    drop((first, second));
    let short = server.exchange(&request(JSON, json!({"text": STORY}).to_string().as_bytes()), false).unwrap();
    assert_eq!(short.status, 200);
    until("it is counted", &|| !server.get("/metrics").body.contains("saidso_abandoned_total 0"));
}

#[test]
fn an_article_that_takes_too_long_is_given_up() {
    let server = Server::start(&["--max-seconds", "0.05"]);
    let long = server.exchange(&request(JSON, json!({"text": STORY.repeat(2000)}).to_string().as_bytes()), false);
    let long = long.unwrap();
    assert_eq!(long.status, 422, "{}", long.body);
    assert!(long.body.contains("it took more than the limit of 0.05 s"), "{}", long.body);
}

#[test]
fn more_silent_clients_than_connections_do_not_shut_others_out() {
    let server = Server::start(&[]);
    let _silent: Vec<TcpStream> = (0..400).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let answer = server.exchange(&request(JSON, json!({"text": STORY}).to_string().as_bytes()), false).unwrap();
    assert_eq!(answer.status, 200);
}
