//! Tests of pages in a real browser: of an evaluation here, of reports in `pages`, of the server in `served`.
//!
//! They need Chromium or Chrome on the PATH, or its path in `CHROMIUM`; those of reports and the server also need
//! Node.js and `npm ci` in tests/browser. With `SAIDSO_NO_BROWSER` set, nothing is tested.

use report::{Report, Segment};
use saidso_evaluate::render::html;
use saidso_evaluate::report;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use tempfile::TempDir;

#[path = "browser/pages.rs"]
mod pages;
#[path = "../crates/evaluate/src/render/sample.rs"]
mod sample;
#[path = "browser/served.rs"]
mod served;
#[path = "common/server.rs"]
mod server;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The browser; `None` if the tests are switched off.
fn browser() -> Option<PathBuf> {
    if env::var_os("SAIDSO_NO_BROWSER").is_some() {
        eprintln!("SAIDSO_NO_BROWSER is set: the page was not tested in a browser");
        return None;
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_path = || env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let found = env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| on_path().find(|path| path.is_file()));
    Some(found.expect("no browser: install the package `chromium`, name one in CHROMIUM, or set SAIDSO_NO_BROWSER"))
}

/// What a browser made of a page.
struct Seen {
    dom: String,
    console: String,
}

impl Seen {
    fn kinds(&self) -> Vec<&str> {
        let list = self.dom.split_once("id=\"list\"").expect("the list").1;
        list.split("<li class=\"mistake\"><h3>").skip(1).filter_map(|item| Some(item.split_once("</h3>")?.0)).collect()
    }
}

/// Opens a page at a place given after `#`; `script` runs after the page's own scripts.
fn open(browser: &Path, page: &str, place: &str, script: &str) -> Seen {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("page.html");
    let page = page.replace("</body>", &format!("<script>{script}</script></body>"));
    fs::write(&file, page).expect("a file");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}#{place}", file.display()))
        .output()
        .expect("a browser that starts");
    let log = String::from_utf8_lossy(&output.stderr);
    let console = log.lines().filter(|line| line.contains("CONSOLE")).collect::<Vec<_>>().join("\n");
    Seen { dom: String::from_utf8(output.stdout).expect("UTF-8"), console }
}

fn page(report: &Report) -> String {
    html(report).expect("a page")
}

#[test]
fn mistakes_are_drawn_a_page_at_a_time() {
    let Some(browser) = browser() else { return };
    let seen = open(&browser, &page(&sample::sample()), "", "");
    assert_eq!(seen.console, "");
    assert_eq!(seen.kinds().len(), 50);
    assert!(seen.dom.contains("1–50 of 207"), "{}", seen.dom);
    assert!(seen.dom.contains(r#"<mark class="cue" title="cue"><span class="unseen">[cue:] </span>said</mark>"#));
}

#[test]
fn a_link_reproduces_a_view() {
    let Some(browser) = browser() else { return };
    let place = "mistakes?system=quotation-marks&kind=opinion+%E2%86%92+reported_fact&text=SHABBY";
    let seen = open(&browser, &page(&sample::sample()), place, "");
    assert_eq!(seen.console, "");
    assert_eq!(seen.kinds(), ["opinion → reported fact"; 19]);
    assert!(seen.dom.contains("1–19 of 19"));
}

#[test]
fn buttons_filter_and_turn_pages() {
    let Some(browser) = browser() else { return };
    let clicks = "
        const click = (home, start) =>
            [...document.querySelectorAll(home)].find((button) => button.textContent.startsWith(start)).click();
        click('#kinds button', 'wrong source');
        addEventListener('hashchange', () => {
            if (!location.hash.includes('page')) click('.after', 'Next');
            else document.body.dataset.place = location.hash;
        });";
    let seen = open(&browser, &page(&sample::sample()), "", clicks);
    assert_eq!(seen.console, "");
    assert_eq!(seen.kinds(), ["wrong source"; 3]);
    assert!(seen.dom.contains("51–53 of 53"));
    assert!(seen.dom.contains(r##"data-place="#mistakes?kind=wrong+source&amp;page=2""##));
}

#[test]
fn a_hostile_text_does_nothing() {
    let Some(browser) = browser() else { return };
    let hostile = "</script><img src=x onerror=\"document.body.dataset.harm = 1\">";
    let mut report = sample::sample();
    report.gold.file = hostile.to_owned();
    let system = &mut report.systems[0];
    system.name = hostile.to_owned();
    let mistake = &mut system.mistakes[0];
    mistake.kind = hostile.to_owned();
    mistake.article = hostile.to_owned();
    for side in mistake.gold.iter_mut().chain(&mut mistake.predicted) {
        side.segments.push(Segment { text: hostile.to_owned(), part: Some("content") });
    }
    let seen = open(&browser, &page(&report), "mistakes?text=onerror", "");
    assert_eq!(seen.console, "");
    assert_eq!(seen.kinds().len(), 1);
    assert!(!seen.dom.contains("<img") && !seen.dom.contains("data-harm"));
}

/// The other tests would pass silently if the browser did not report its console.
#[test]
fn errors_are_seen() {
    let Some(browser) = browser() else { return };
    let seen = open(&browser, &page(&sample::sample()), "", "throw new Error('a test');");
    assert!(seen.console.contains("a test"), "{}", seen.console);
}
