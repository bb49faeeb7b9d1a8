//! The page of `saidso serve`, driven by Playwright: see served.test.mjs.

use super::pages::{checkout, hostile, node};
use super::{browser, server::Server};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

#[test]
fn the_served_page_can_be_used_by_everybody() {
    let Some(browser) = browser() else { return };
    // A million combining marks are two megabytes.
    let server = Server::start(&["--max-bytes", "4000000"]);
    let folder = TempDir::new().expect("a folder");
    let texts: Vec<Value> = hostile().into_iter().map(|mut article| article["text"].take()).collect();
    let path = folder.path().join("hostile.json");
    fs::write(&path, Value::from(texts).to_string()).expect("a file");
    let address = format!("http://{}", server.address);
    let with_token = Server::start(&["--token", "s3cret"]);
    let with_token = (format!("http://{}", with_token.address), with_token);
    let sample = checkout().join("datasets/sample/01-ferry-wire.txt");
    let accounts = ["05-sarn-call-veldara.txt", "06-sarn-call-ostrany.txt"];
    let accounts = accounts.map(|name| checkout().join("datasets/sample").join(name));
    let accounts = serde_json::to_string(&accounts).expect("paths as JSON");
    let variables = [
        ("ADDRESS", &*address),
        ("WITH_TOKEN", &*with_token.0),
        ("SAMPLE", sample.to_str().expect("UTF-8")),
        ("ACCOUNTS", &accounts),
        ("HOSTILE", path.to_str().expect("UTF-8")),
    ];
    node(&browser, "served.test.mjs", &variables);
}
