//! Every form of input yields the same articles; and inputs that are refused.

#[path = "../../crates/io/src/read/samples.rs"]
pub(super) mod samples;

use super::support::{GERMAN, STORY, checkout, end, extract_in, folder, saidso};
use niffler::send::compression::Format;
use saidso::record::{OutputLine, Record, Role};
use saidso_io::read::{Articles, Duplicates, Input, ReadOptions};
use samples::Sample;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Articles that every form can hold: paragraphs are separated by an empty line and contain no line breaks, because a
/// web page does not keep any others.
fn articles(input: Input) -> Vec<Sample> {
    let article = |(number, article): (usize, Result<saidso::Article, _>)| {
        let article = article.unwrap();
        let paragraphs = article.text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        let text = paragraphs.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        Sample::new(&format!("{number:03}"), article.title.as_deref().unwrap_or("An article"), &text)
    };
    Articles::new(vec![input], ReadOptions::default()).enumerate().map(article).collect()
}

/// A folder with the articles in each form, in a file or folder of its own.
fn corpora(samples: &[Sample]) -> TempDir {
    let folder = folder(&[]);
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    let lines = samples::json_lines(samples);
    let texts: Vec<(String, Vec<u8>)> =
        samples.iter().map(|sample| (format!("{}.txt", sample.id), sample.text.clone().into_bytes())).collect();
    let members: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (&**name, &**text)).collect();
    for (name, text) in &members {
        write(&format!("texts/{name}"), text);
    }
    for sample in samples {
        write(&format!("pages/{}.html", sample.id), &samples::html(sample));
    }
    write("news.jsonl", &lines);
    write("news.jsonl.gz", &samples::compressed(&lines, Format::Gzip));
    write("news.jsonl.zst", &samples::compressed(&lines, Format::Zstd));
    write("news.csv", &samples::table(samples, b','));
    write("news.tsv", &samples::table(samples, b'\t'));
    write("news.parquet", &samples::parquet(samples));
    write("news.db", &samples::sqlite(samples, "", ""));
    write("crawl.warc.gz", &samples::compressed(&samples::warc(samples), Format::Gzip));
    write("crawl.wet", &samples::wet(samples));
    write("news.json", &samples::json_list(samples));
    write("answer.json", &samples::json_answer(samples));
    write("feed.rss", &samples::rss(samples));
    write("newsml.xml", &samples::newsml(samples));
    write("gigaword.sgm", &samples::sgml(samples));
    write("lexis.txt", &samples::lexis(samples));
    write("proquest.txt", &samples::proquest(samples));
    write("factiva.txt", &samples::factiva(samples));
    write("letters.mbox", &samples::mailbox(samples));
    for sample in samples {
        write(&format!("nitf/{}.xml", sample.id), &samples::nitf(sample));
        write(&format!("mail/{}.eml", sample.id), &samples::mail(sample));
        write(&format!("saved/{}.mhtml", sample.id), &samples::mhtml(sample));
        write(&format!("stories/{}.story", sample.id), &samples::story(sample));
    }
    for sample in samples {
        write(&format!("documents/{}.docx", sample.id), &samples::docx(sample));
    }
    write("news.xlsx", &samples::xlsx(samples, "text"));
    write("news.zip", &samples::zip(&members));
    write("news.tar.gz", &samples::compressed(&samples::tar(&members), Format::Gzip));
    folder
}

const CORPORA: &[&str] = &[
    "texts",
    "news.jsonl",
    "news.jsonl.gz",
    "news.jsonl.zst",
    "news.csv",
    "news.tsv",
    "news.parquet",
    "news.db",
    "pages",
    "crawl.warc.gz",
    "crawl.wet",
    "news.zip",
    "news.tar.gz",
    "news.json",
    "answer.json",
    "feed.rss",
    "newsml.xml",
    "gigaword.sgm",
    "lexis.txt",
    "proquest.txt",
    "factiva.txt",
    "letters.mbox",
    "nitf",
    "mail",
    "saved",
    "stories",
    "documents",
    "news.xlsx",
];

fn records(lines: Vec<OutputLine>) -> Vec<Record> {
    let record = |line| match line {
        OutputLine::Record(record) => *record,
        other => panic!("{other:?}"),
    };
    lines.into_iter().map(record).collect()
}

#[test]
fn the_same_texts_come_out_of_every_form() {
    let samples = articles(Input::Path(checkout().join("datasets/sample")));
    assert!(samples.len() >= 18);
    let folder = corpora(&samples);
    for corpus in CORPORA {
        let options = ReadOptions { duplicates: Duplicates::Keep, ..ReadOptions::default() };
        let articles: Vec<_> = Articles::new(vec![Input::Path(folder.path().join(corpus))], options).collect();
        assert_eq!(articles.len(), samples.len(), "{corpus}");
        for (article, sample) in articles.into_iter().zip(&samples) {
            let article = article.unwrap();
            assert_eq!(article.text, sample.text, "{corpus} {}", sample.id);
            let has_title = !matches!(*corpus, "texts" | "crawl.wet" | "news.zip" | "news.tar.gz" | "stories");
            assert_eq!(article.title.as_deref(), has_title.then_some(&*sample.title), "{corpus} {}", sample.id);
        }
    }
}

/// `SAIDSO_SAMPLES` may name a file or folder of other articles.
#[test]
fn the_same_sentences_and_attributions_come_out_of_every_form() {
    // A short first paragraph would be taken for the headline where no title is known.
    let rest = "on Monday, and all ferries will sail from the new quay on the other side of the town. The walls of the old \
                harbour have been cracked since the storm of two years ago, and the ministry has known it.";
    let story = STORY.trim().replacen("on Monday.", rest, 1);
    let own = (1..=3).map(|number| {
        Sample::new(&number.to_string(), "Harbour closes", &format!("Harbour closes\n\n{story} {number}."))
    });
    let samples = std::env::var_os("SAIDSO_SAMPLES").map_or_else(|| own.collect(), |path| articles(path.into()));
    let folder = corpora(&samples);
    // Each corpus gets a run of its own, because the last digits of a score depend on the batches.
    let labelled = |corpus: &str| {
        let ended = extract_in(folder.path(), &["-q", "--duplicates", "keep", corpus]);
        assert_eq!(ended.status, Some(0), "{corpus}: {}", ended.stderr);
        records(ended.lines())
    };
    let first = labelled(CORPORA[0]);
    assert_eq!(first.len(), samples.len());
    for corpus in &CORPORA[1..] {
        let found = labelled(corpus);
        assert_eq!(found.len(), first.len(), "{corpus}");
        for (record, first) in found.iter().zip(&first) {
            assert_eq!((&record.sentences, &record.attributions), (&first.sentences, &first.attributions), "{corpus}");
        }
    }
}

/// The table of forms: the command in each of its lines runs, on files of these names.
#[test]
fn every_input_line_of_the_table_of_forms_runs() {
    let samples: Vec<Sample> =
        (1..=2).map(|number| Sample::new(&number.to_string(), "Harbour closes", STORY.trim())).collect();
    let folder = corpora(&samples);
    let french = samples::table(&samples, b';');
    let wide: Vec<u8> = STORY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("export.csv"), String::from_utf8(french).unwrap().replacen("text", "body", 1))
        .unwrap();
    fs::write(folder.path().join("story.txt"), STORY).unwrap();
    fs::write(folder.path().join("wide.txt"), wide).unwrap();
    fs::write(folder.path().join("list.txt"), "story.txt\ntexts\n").unwrap();
    let row = |sample: &Sample| format!("2024\tPost\t{}\n", sample.text.replace('\n', " "));
    let nameless = samples.iter().map(row).collect::<Vec<_>>().concat();
    fs::write(folder.path().join("gdelt.tsv"), nameless).unwrap();
    let nela = "ALTER TABLE news RENAME COLUMN text TO content; ALTER TABLE news RENAME TO newsdata";
    fs::write(folder.path().join("nela-gt.db"), samples::sqlite(&samples, "", nela)).unwrap();
    let pages = "CREATE TABLE pages AS SELECT * FROM news";
    fs::write(folder.path().join("crawl.sqlite"), samples::sqlite(&samples, "", pages)).unwrap();
    fs::write(folder.path().join("articles.xlsx"), samples::xlsx(&samples, "body")).unwrap();
    for (name, document) in [("story.docx", "pandoc.docx"), ("nexis.docx", "nexis.docx"), ("page.pdf", "newspaper.pdf")]
    {
        fs::copy(checkout().join("tests/data/documents").join(document), folder.path().join(name)).unwrap();
    }
    let page = fs::read_to_string(checkout().join("docs/forms.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| **in** |")).skip(2);
    let commands: Vec<&str> = rows
        .take_while(|line| !line.starts_with("| **out** |"))
        .map(|row| row.rsplit('|').nth(1).unwrap().trim().trim_matches('`'))
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    for command in commands {
        assert!(command.contains("saidso extract "), "{command}");
        let program = Path::new(env!("CARGO_BIN_EXE_saidso")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut run = assert_cmd::Command::new("sh");
        run.args(["-c", command]).current_dir(folder.path()).env("PATH", path);
        run.env("SAIDSO_MODEL", checkout().join("models/saidso-en"));
        let ended = end(&mut run);
        assert_eq!(ended.status, Some(0), "{command}: {}", ended.stderr);
        let records = records(ended.lines());
        assert!(!records.is_empty() && records.iter().all(|record| !record.attributions.is_empty()), "{command}");
    }
}

#[test]
fn databases_say_what_they_have() {
    let samples = [Sample::new("a", "Harbour closes", STORY.trim())];
    let more = "CREATE TABLE pages AS SELECT * FROM news; CREATE VIEW joined AS SELECT * FROM news";
    let duck = [&[0; 8][..], b"DUCK", &[0; 4096]].concat();
    let folder = folder(&[("a.db", &samples::sqlite(&samples, "", more)), ("b.duckdb", &duck)]);
    let columns = "(id, year, title, text)";
    for (arguments, says) in [
        (
            &["a.db"][..],
            format!(
                "a.db: several tables have a column `text`: news {columns}, pages {columns}: name one of them with --table"
            ),
        ),
        (
            &["a.db", "--table", "page"],
            format!("there is no table `page`; the tables are news {columns}, pages {columns}"),
        ),
        (
            &["a.db", "--table", "news", "--text-field", "txt"],
            "there is no column `txt`; the columns are id, year, title, text: try --text-field text".to_owned(),
        ),
        (&["a.db", "--table", "joined"], "; try sqlite3 -json a.db 'select * from NAME' | saidso extract -".to_owned()),
        (&["b.duckdb"], "a DuckDB database; try duckdb -json b.duckdb 'from TABLE' | saidso extract -".to_owned()),
    ] {
        let ended = extract_in(folder.path(), arguments);
        assert_eq!(ended.status, Some(1), "{arguments:?}");
        assert!(ended.stderr.contains(&says), "{arguments:?}: {}", ended.stderr);
    }
    let ended = extract_in(folder.path(), &["-q", "a.db", "--table", "pages", "--keep-fields", "year"]);
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["a".to_owned()]), "{}", ended.stderr);
}

/// What a page or document marks as a heading, and the times of a live blog, are not sentences of the body.
#[test]
fn headings_and_times_have_no_label() {
    let heading = "Anna Larsen of the port tells the council why nobody asked for the money";
    let entries = (0..6).map(|hour| {
        format!(
            "<article><time datetime='2024-05-05T1{hour}:32:00Z'>1{hour}:32</time><h3>{heading} in year {hour}</h3>
             <p>The harbour will close in May, the ministry said on Monday, for the {hour}th time.</p>
             <p>“We had no choice,” said Anna Larsen, who runs the port. “The pier is falling apart.”</p></article>"
        )
    });
    let page = format!(
        "<html><head><title>The port, live</title></head><body><main><h1>The port, live</h1>{}</main></body></html>",
        entries.collect::<String>()
    );
    let markdown = format!("# The port\n\n{STORY}\n\n## {heading}\n\n{STORY}");
    let folder = folder(&[("live.html", page.as_bytes()), ("port.md", markdown.as_bytes())]);
    let ended = extract_in(folder.path(), &["-q", "live.html", "port.md"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let records = records(ended.lines());
    for (record, count) in records.iter().zip([6, 1]) {
        let headings = record.sentences.iter().filter(|sentence| sentence.span.text.starts_with(heading));
        let roles: Vec<Role> = headings.map(|sentence| sentence.role).collect();
        // The first of the live blog is right below the title, where headlines have a second line.
        assert!(roles.len() == count && !roles.contains(&Role::Body), "{}: {roles:?}", record.id);
        assert_eq!(roles.last(), Some(&Role::Boilerplate), "{}", record.id);
    }
    let shown: Vec<(&str, Role)> =
        records[0].sentences.iter().map(|sentence| (&*sentence.span.text, sentence.role)).collect();
    let times: Vec<&str> = shown
        .iter()
        .filter(|(text, role)| text.ends_with(":32") && *role == Role::Boilerplate)
        .map(|(text, _)| *text)
        .collect();
    assert_eq!(times, ["10:32", "11:32", "12:32", "13:32", "14:32", "15:32"]);
    assert_eq!(shown.iter().filter(|(text, role)| text.contains("th time") && *role == Role::Body).count(), 6);
}

#[test]
fn articles_are_passed_over_and_counted() {
    let folder = folder(&[
        ("a.txt", STORY.as_bytes()),
        ("b.txt", GERMAN.as_bytes()),
        ("c.txt", STORY.as_bytes()),
        ("d.txt", STORY.replace("May", "June").as_bytes()),
    ]);
    let ended = extract_in(folder.path(), &["--duplicates", "skip", "."]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("skipped: 1 not in English, 1 repeat\n"), "{}", ended.stderr);
    let lines = ended.lines();
    let OutputLine::Skipped(skip) = &lines[1] else { panic!("{lines:?}") };
    assert_eq!((&*skip.id, &*skip.skipped.reason), ("b", "not English, but German"));
    assert_eq!(ended.ids().len(), 4);
    let ended = extract_in(folder.path(), &["--any-language", "-q", "."]);
    let records = records(ended.lines());
    let first: Vec<Option<&str>> = records.iter().map(|record| record.duplicate_of.as_deref()).collect();
    assert_eq!((ended.status, first), (Some(0), vec![None, None, Some("a"), None]));
}

#[test]
fn limits_make_clear_records() {
    let folder = folder(&[("a.txt", STORY.as_bytes()), ("b.txt", b"The port is shut, she said.")]);
    let ended = extract_in(folder.path(), &["-q", "--max-chars", "100", "."]);
    assert_eq!((ended.status, ended.ids()), (Some(1), vec!["!a".to_owned(), "b".to_owned()]));
    assert!(ended.stderr.contains("more than the limit of 100"), "{}", ended.stderr);
    let ended = extract_in(folder.path(), &["-q", "--max-seconds", "0.000001", "."]);
    assert_eq!((ended.status, ended.ids()), (Some(1), vec!["!a".to_owned(), "!b".to_owned()]));
    assert!(ended.stderr.contains("it took more than the limit of 0.000001 s"), "{}", ended.stderr);
    let ended = extract_in(folder.path(), &["-q", "--max-seconds", "600", "."]);
    assert_eq!((ended.status, ended.ids()), (Some(0), vec!["a".to_owned(), "b".to_owned()]));
}

#[test]
fn too_many_failures_end_the_run() {
    let bad = "{\"text\": \"cut\n".repeat(5);
    let good = "{\"text\": \"The port is shut, she said.\"}\n";
    let folder = folder(&[("x.jsonl", format!("{good}{bad}{good}").as_bytes())]);
    let ended = extract_in(folder.path(), &["-q", "--max-failures", "2", "x.jsonl", "-o", "out.jsonl"]);
    assert_eq!(ended.status, Some(3), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("more than 2 articles failed") && ended.stderr.contains("out.jsonl.partial"),
        "{}",
        ended.stderr
    );
    assert_eq!(fs::read_to_string(folder.path().join("out.jsonl.partial")).unwrap().lines().count(), 4);
    let ended = extract_in(folder.path(), &["-q", "--max-failures", "5", "x.jsonl"]);
    assert_eq!((ended.status, ended.ids().len()), (Some(1), 7));
}

#[test]
fn wrong_names_are_usage_errors() {
    for arguments in [
        ["--encoding", "klingon"],
        ["--max-seconds", "0"],
        ["--max-seconds", "soon"],
        ["--max-chars", "0"],
        ["--duplicates", "drop"],
    ] {
        let ended = end(saidso(&["extract", "x.txt"]).args(arguments));
        assert_eq!(ended.status, Some(2), "{arguments:?}: {}", ended.stderr);
    }
}
