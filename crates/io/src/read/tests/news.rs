//! Feeds, news in XML and SGML, and exports of databases.

use super::{Item, error, folder, ids, read, read_file, texts};
use saidso::error::ArticleError;
use serde_json::{Value, json};

fn known(item: &Item) -> Value {
    json!(item.as_ref().unwrap().metadata)
}

fn title(item: &Item) -> Option<&str> {
    item.as_ref().unwrap().title.as_deref()
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Beacon</title><link>https://beacon.example</link><language>en-GB</language>
<item><title><![CDATA[Ferry & pier saved]]></title><link>https://beacon.example/1</link><guid isPermaLink="false">b-1</guid>
<pubDate>Tue, 05 Mar 2019 09:00:00 GMT</pubDate><dc:creator>Marta Keel</dc:creator><category>News</category>
<description>Short.</description>
<content:encoded><![CDATA[<p>One &amp; two.</p>

<p>&#8220;Three,&#8221; said Ann.</p>]]></content:encoded></item>
<item><title>Quarry fined</title><link>https://beacon.example/2</link><description>A quarry was &lt;b&gt;fined&lt;/b&gt; &amp;amp; closed.</description></item>
<item><title>Only a picture</title></item>
</channel></rss>"#;

#[test]
fn items_of_feeds_are_articles() {
    for name in ["a.xml", "a.rss", "a", "a.txt"] {
        let items = read_file(name, RSS.as_bytes());
        assert_eq!(ids(&items), ["b-1", "a:2", "a:3"], "{name}");
        assert_eq!(texts(&items[..2]), ["One & two.\n\n“Three,” said Ann.", "A quarry was fined & closed."]);
        assert_eq!(title(&items[0]), Some("Ferry & pier saved"));
        let expected = json!({"url": "https://beacon.example/1", "date": "Tue, 05 Mar 2019 09:00:00 GMT",
            "author": "Marta Keel", "publication": "The Beacon", "section": ["News"], "language": "en-GB",
            "text_from": "content:encoded"});
        assert_eq!(known(&items[0]), expected);
        assert_eq!(known(&items[1])["text_from"], "description");
        assert_eq!(*error(&items[2]), ArticleError::Empty);
    }
}

#[test]
fn entries_of_atom_are_articles() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Beacon</title>
<entry><title type="html">Ferry &amp;amp; pier</title><id>tag:1</id><link rel="edit" href="e"/><link href="https://b.example/1"/>
<published>2019-03-05T09:00:00Z</published><author><name>Marta Keel</name></author><category term="news"/><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two <b>words</b>.</p></div></content></entry>
<entry><title>Second</title><id>tag:2</id><content type="html">&lt;p&gt;Three.&lt;/p&gt;</content></entry></feed>"#;
    let items = read_file("a.atom", atom.as_bytes());
    assert_eq!((ids(&items), texts(&items)), (vec!["tag:1", "tag:2"], vec!["One.\n\nTwo words.", "Three."]));
    assert_eq!(title(&items[0]), Some("Ferry & pier"));
    assert_eq!(
        (&known(&items[0])["url"], &known(&items[0])["author"]),
        (&json!("https://b.example/1"), &json!("Marta Keel"))
    );
    let empty = read_file("a.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>");
    assert_eq!((empty.len(), error(&empty[0])), (1, &ArticleError::NoArticles));
}

#[test]
fn nitf_is_an_article() {
    let nitf = r#"<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd">
<nitf><head><title>Ferry</title><meta content="1" name="print_page_number"/><meta content="Metropolitan Desk" name="dsk"/>
<docdata><doc-id id-string="1815747"/><identified-content><classifier>Ferries</classifier></identified-content></docdata>
<pubdata date.publication="20190305T000000" ex-ref="http://b.example/1" item-length="84" name="The Beacon" unit-of-measure="word"/></head>
<body><body.head><hedline><hl1>Council votes</hl1></hedline><byline class="print_byline">By MARTA KEEL</byline><byline class="normalized_byline">Keel, Marta</byline></body.head>
<body.content><block class="lead_paragraph"><p>One.</p></block><block class="full_text"><p>One.</p><p>Caf"#;
    let nitf = [nitf.as_bytes(), b"\xE9 &amp; bar. <media><media-caption><p>A pier.</p></media-caption></media></p></block></body.content></body></nitf>"].concat();
    let items = read_file("1815747.xml", &nitf);
    assert_eq!((ids(&items), texts(&items)), (vec!["1815747"], vec!["One.\n\nCafé & bar."]));
    assert_eq!(title(&items[0]), Some("Council votes"));
    let expected = json!({"byline": "By MARTA KEEL", "date": "20190305T000000", "publication": "The Beacon",
        "section": "Metropolitan Desk", "length": "84 words", "url": "http://b.example/1"});
    assert_eq!(known(&items[0]), expected);
}

#[test]
fn newsml_items_with_texts_are_articles() {
    let item = |guid: &str, content: &str| {
        format!(
            r#"<newsItem guid="{guid}" standard="NewsML-G2" xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider literal="BCN"/>
<versionCreated>2019-03-05T09:00:00Z</versionCreated></itemMeta><contentMeta><headline>Council votes</headline><by>Marta Keel</by>
<subject qcode="x:1"><name>Ferries</name></subject></contentMeta><contentSet>{content}</contentSet></newsItem>"#
        )
    };
    let html = r#"<inlineXML contenttype="application/xhtml+xml" wordcount="84"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>One.</p><p>Two.</p></body></html></inlineXML>"#;
    let nitf = "<inlineXML><nitf><body><body.content><p>Three.</p></body.content></body></nitf></inlineXML>";
    let plain = "<inlineData contenttype=\"text/plain\">Four &lt; five.</inlineData>";
    let picture = "<remoteContent href=\"a.jpg\"/>";
    let message = format!(
        "<?xml version=\"1.0\"?><newsMessage><header/><itemSet>{}{}{}{}</itemSet></newsMessage>",
        item("u:1", html),
        item("u:2", nitf),
        item("u:3", picture),
        item("u:4", plain)
    );
    let items = read_file("a.xml", message.as_bytes());
    assert_eq!(
        (ids(&items), texts(&items)),
        (vec!["u:1", "u:2", "u:4"], vec!["One.\n\nTwo.", "Three.", "Four < five."])
    );
    let expected = json!({"byline": "Marta Keel", "date": "2019-03-05T09:00:00Z", "publication": "BCN",
        "subjects": ["Ferries"], "length": "84 words"});
    assert_eq!(known(&items[0]), expected);
    let first = "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsComponent><NewsLines><HeadLine>Head</HeadLine><ByLine>By</ByLine></NewsLines><ContentItem><DataContent><p>Old one.</p><p>Two.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>";
    let items = read_file("a.xml", first.as_bytes());
    assert_eq!((ids(&items), texts(&items), title(&items[0])), (vec!["urn:1"], vec!["Old one.\n\nTwo."], Some("Head")));
}

#[test]
fn documents_of_sgml_are_articles() {
    let reuters = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" OLDID=\"5\" NEWID=\"1\">\n<DATE> 5-MAR-1987 09:04:41.22</DATE>\n\
<TOPICS><D>ship</D><D>earn</D></TOPICS>\n<UNKNOWN>\n&#5;&#5;C\n</UNKNOWN>\n<TEXT>&#2;\n<TITLE>&lt;BRINE> KEEPS FERRY</TITLE>\n<AUTHOR>    by Ann Lee, Reuters</AUTHOR>\n\
<DATELINE>    VELLAN, March 5 - </DATELINE><BODY>The operator &lt;BRINE>, which runs the ferry, said that\nprofits were $3 &amp; more, after a loss of 2 mln dlrs in 1986.\n    It said < 5 pct left.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n\
<REUTERS TOPICS=\"NO\" NEWID=\"2\">\n<TEXT TYPE=\"BRIEF\">&#2;\n******BRINE SAYS IT WILL STAY\n&#3;</TEXT>\n</REUTERS>\n";
    let items = read_file("reut2-000.sgm", reuters.as_bytes());
    assert_eq!(ids(&items), ["1", "2"]);
    let text = "The operator <BRINE>, which runs the ferry, said that profits were $3 & more, after a loss of 2 mln dlrs in 1986.\n\nIt said < 5 pct left.";
    assert_eq!(texts(&items), [text, "******BRINE SAYS IT WILL STAY"]);
    assert_eq!(title(&items[0]), Some("<BRINE> KEEPS FERRY"));
    let expected = json!({"date": "5-MAR-1987 09:04:41.22", "topics": ["ship", "earn"], "byline": "by Ann Lee, Reuters",
        "dateline": "VELLAN, March 5 -", "publication": "Reuters"});
    assert_eq!(known(&items[0]), expected);
    let collection = "<DOC id=\"BCN_1\" type=\"story\" >\n<HEADLINE>\nCouncil votes\n</HEADLINE>\n<DATELINE>\nVELLAN (BCN)\n</DATELINE>\n<TEXT>\n<P>\nThe council voted to keep\nthe ferry &AMP; pier.\n</P>\n<P>\nTwo.\n</P>\n</TEXT>\n</DOC>\n\
<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<HEAD>Old wire</HEAD>\n<TEXT>\n   First of all.\n   Second of it.\n</TEXT>\n</DOC>\n<DOC id=\"x\"><TEXT>cut";
    for name in ["a.xml", "a.sgml", "a.txt", "a"] {
        let items = read_file(name, collection.as_bytes());
        assert_eq!((ids(&items), items.len()), (vec!["BCN_1", "AP880212-0001", "a:3"], 3), "{name}");
        assert_eq!(
            texts(&items[..2]),
            ["The council voted to keep\nthe ferry & pier.\n\nTwo.", "First of all.\nSecond of it."]
        );
        assert!(error(&items[2]).to_string().contains("ends within a document"));
    }
}

#[test]
fn other_xml_is_refused_by_its_name() {
    for (name, content) in
        [("a.xml", "<?xml version=\"1.0\"?>\n<corpus><text>One.</text></corpus>"), ("a.sgm", "<art>x</art>")]
    {
        let message = error(&read_file(name, content.as_bytes())[0]).to_string();
        assert!(message.contains("first element is"), "{message}");
    }
    let folder = folder(&[("a.txt", b"One."), ("META-INF/container.xml", b"<container/>"), ("b.rss", RSS.as_bytes())]);
    assert_eq!(read(&[folder.path()]).len(), 4);
}

const LEXIS: &str = "\n                           1 of 2 DOCUMENTS\n\n\n                            The Beacon (Vellan)\n\n\
                            March 5, 2019 Tuesday\n                              First Edition\n\nCouncil votes to keep\nthe ferry\n\n\
BYLINE: Marta Keel\n\nSECTION: NEWS; Pg. 4\n\nLENGTH: 84 words\n\nDATELINE: VELLAN\n\nThe council voted to keep the ferry that runs at night between both\nshores, and it will run until 2026.\n\n\
“Note: it was close,” said Runa Haldane.\n\nLOAD-DATE: March 5, 2019\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\
                   Copyright 2019 Beacon Newspapers\n                          All Rights Reserved\n\n\
                           2 of 2 DOCUMENTS\n\nCopyright 1995 The Post Company\nThe Post\n\nMay 2, 1995, Tuesday, Final Edition\n\nSECTION: A SECTION; Pg. A01\n\nLENGTH: 20 words\n\nHEADLINE: Quarry Fined\n\nBYLINE: Tove Marr\n\nBODY:\n   A quarry was fined.\n   It has closed.\n\n";

#[test]
fn lexisnexis_exports_are_many_articles() {
    let items = read_file("a.txt", LEXIS.as_bytes());
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(
        texts(&items),
        [
            "The council voted to keep the ferry that runs at night between both shores, and it will run until 2026.\n\n“Note: it was close,” said Runa Haldane.",
            "A quarry was fined.\nIt has closed."
        ]
    );
    assert_eq!((title(&items[0]), title(&items[1])), (Some("Council votes to keep the ferry"), Some("Quarry Fined")));
    let expected = json!({"byline": "Marta Keel", "section": "NEWS; Pg. 4", "length": "84 words", "dateline": "VELLAN",
        "date": "March 5, 2019 Tuesday", "edition": "First Edition", "publication": "The Beacon (Vellan)",
        "load_date": "March 5, 2019", "language": "ENGLISH", "publication_type": "Newspaper",
        "copyright": "Copyright 2019 Beacon Newspapers All Rights Reserved"});
    assert_eq!(known(&items[0]), expected);
    assert_eq!(
        (&known(&items[1])["publication"], &known(&items[1])["date"]),
        (&json!("The Post"), &json!("May 2, 1995, Tuesday, Final Edition"))
    );
}

#[test]
fn nexis_uni_exports_are_many_articles() {
    let document = |title: &str, text: &str| {
        format!(
            "{title}\n\nThe Beacon (Vellan)\n\nMarch 5, 2019 Tuesday\n\nCopyright 2019 Beacon Newspapers All Rights Reserved\n\n\
Section: NEWS; Pg. 4\nLength: 84 words\nByline: Marta Keel\n\nBody\n\n{text}\n\nClassification\n\nLanguage: ENGLISH\n\nSubject: FERRIES (90%)\n\nLoad-Date: March 5, 2019\n\nEnd of Document\n\n"
        )
    };
    let text =
        [document("Council votes", "One.\n\nTitle: a poem was read."), document("Quarry fined", "Two.")].concat();
    let items = read_file("a.txt", text.as_bytes());
    assert_eq!(
        (texts(&items), title(&items[0])),
        (vec!["One.\n\nTitle: a poem was read.", "Two."], Some("Council votes"))
    );
    let known = known(&items[1]);
    for (name, value) in [
        ("publication", "The Beacon (Vellan)"),
        ("byline", "Marta Keel"),
        ("length", "84 words"),
        ("section", "NEWS; Pg. 4"),
        ("load_date", "March 5, 2019"),
    ] {
        assert_eq!(known[name], value, "{name}");
    }
}

#[test]
fn proquest_exports_are_many_articles() {
    let rule = "_".repeat(60);
    let document = |number: u8, title: &str, text: &str| {
        format!(
            "{rule}\n\nDocument {number} of 2\n\n{title}\n\nAuthor: Keel, Marta\n\nPublication info: The Beacon ; Vellan [Vellan]05 Mar 2019: A.4.\n\n\
ProQuest document link\n\nAbstract: Short.\n\nLinks: https://l.example\n\nFull text: {text}\n\nSubject: Ferries; Councils\n\nTitle: {title}\n\n\
Publication title: The Beacon\n\nPublication date: Mar 5, 2019\n\nSection: News\n\nProQuest document ID: 218{number}\n\nDocument URL: https://d.example/{number}\n\nCopyright: (c) 2019\n\n"
        )
    };
    let text = format!(
        "{rule}\n\nReport Information from ProQuest\n\nMarch 05 2019 10:12\n{}{}{rule}\n\nContact us at: https://x.example\n",
        document(1, "Council votes", "One.\n\nPages: he tore out three.\n\nTwo."),
        document(2, "Quarry fined", "Three.")
    );
    let items = read_file("a.txt", text.as_bytes());
    assert_eq!(
        (ids(&items), texts(&items)),
        (vec!["2181", "2182"], vec!["One.\n\nPages: he tore out three.\n\nTwo.", "Three."])
    );
    assert_eq!(title(&items[1]), Some("Quarry fined"));
    let known = known(&items[0]);
    for (name, value) in [
        ("byline", "Keel, Marta"),
        ("publication", "The Beacon"),
        ("date", "Mar 5, 2019"),
        ("section", "News"),
        ("url", "https://d.example/1"),
    ] {
        assert_eq!(known[name], value, "{name}");
    }
}

#[test]
fn factiva_exports_are_many_articles() {
    let coded = "SE  News\n\nHD\n\nCouncil votes\n\nBY Marta Keel\nWC 84 words\nPD 5 March 2019\nSN The Beacon\nSC BEA\nLA English\nCY Copyright 2019\n\nLP\nOne.\n\nTD\nTwo.\n\nThree.\n\nAN\nDocument BEA0000020190305ef3500001\n\n\
HD Quarry fined\nWC 9 words\nPD 6 March 2019\nSN The Beacon\nLP Four.\nAN Document BEA0000020190306ef3500002\n\nSearch Summary\n";
    let items = read_file("a.txt", coded.as_bytes());
    assert_eq!(
        (ids(&items), texts(&items)),
        (vec!["BEA0000020190305ef3500001", "BEA0000020190306ef3500002"], vec!["One.\n\nTwo.\n\nThree.", "Four."])
    );
    assert_eq!(title(&items[0]), Some("Council votes"));
    assert_eq!(
        (&known(&items[0])["byline"], &known(&items[0])["date"]),
        (&json!("Marta Keel"), &json!("5 March 2019"))
    );
    let page = |id: &str, title: &str, text: &str| {
        format!(
            "<div id=\"article-{id}\" class=\"article enArticle\"><div id=\"hd\"><span class=\"enHeadline\">{title}</span></div>\
<div class=\"author\">By Marta Keel</div><div>84 words</div><div>5 March 2019</div><div>The Beacon</div><div>BEA</div><div>English</div>\
<div>Copyright 2019 Beacon Newspapers.</div><p class=\"articleParagraph enarticleParagraph\">{text}</p><p class=\"articleParagraph enarticleParagraph\">Two.</p><p>Document {id}</p></div>"
        )
    };
    let html = format!(
        "<!DOCTYPE html><html><head><title>Factiva</title></head><body>{}{}</body></html>",
        page("BEA0000020190305ef3500001", "Council votes", "One."),
        page("BEA0000020190306ef3500002", "Quarry fined", "Three.")
    );
    let items = read_file("a.html", html.as_bytes());
    assert_eq!((texts(&items), title(&items[1])), (vec!["One.\n\nTwo.", "Three.\n\nTwo."], Some("Quarry fined")));
    let expected = json!({"byline": "Marta Keel", "length": "84 words", "date": "5 March 2019", "publication": "The Beacon",
        "source_code": "BEA", "language": "English", "copyright": "Copyright 2019 Beacon Newspapers."});
    assert_eq!(known(&items[0]), expected);
}

#[test]
fn points_of_stories_are_no_text() {
    let items = read_file("a.story", b"One.\n\nTwo.\n\n@highlight\n\nFirst point\n\n@highlight\n\nSecond\npoint\n");
    assert_eq!(texts(&items), ["One.\n\nTwo."]);
    assert_eq!(known(&items[0]), json!({"highlights": ["First point", "Second point"]}));
    assert_eq!(texts(&read_file("a.story", b"Just a text.\n")), ["Just a text."]);
}
