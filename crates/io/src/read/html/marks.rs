//! Writes the meaning of a page's markup into its text, so that it survives when the tags are gone: embedded posts,
//! block quotations, the questions of interviews, picture credits.

use super::text;
use crate::read::quotations::{self, MAX_SOURCE};
use dom_query::{Document, NodeRef};

/// Embedded posts of social networks.
const POSTS: &str = "blockquote.twitter-tweet, blockquote.twitter-video, blockquote.bluesky-embed, \
     blockquote.mastodon-embed, blockquote.fb-xfbml-parse-ignore, blockquote.instagram-media, blockquote.tiktok-embed, \
     blockquote.text-post-media, blockquote.nojs-tweet, blockquote.reddit-embed-bq, blockquote.reddit-card, \
     div.reddit-embed";

/// Pull quotes.
const PULLED: &str = "aside.pullquote, aside.pull-quote, div.pullquote, div.pull-quote, p.pullquote, p.pull-quote, \
     figure.pullquote, figure.pull-quote";

/// Credits in captions.
const CREDITS: &str = "figcaption [class*=credit], figcaption [class*=Credit], figcaption [class*=copyright], \
     figcaption cite, figcaption small";

/// Maximum number of elements of each kind that are processed.
const MAX_MARKS: usize = 500;

/// Maximum number of elements and texts in a quotation.
const MAX_PARTS: usize = 2000;

/// Minimum number of bold questions in an interview.
const MIN_QUESTIONS: usize = 3;

/// Minimum number of entries in a live blog, and maximum number of bytes in the time of one, and of nodes before it.
const MIN_ENTRIES: usize = 3;
const MAX_TIME: usize = 40;
const MAX_BEFORE: usize = 8;

/// Elements within the lines of a block.
const INLINE: &[&str] = &["a", "b", "em", "i", "small", "span", "strong"];

/// Writes the meaning of a page's markup into its text.
pub(super) fn write(page: &Document) {
    for post in quotations(page, POSTS) {
        replace(&post, embedded(&post));
    }
    for quotation in quotations(page, PULLED) {
        if let Some(html) = quoted(&quotation) {
            quotation.replace_with_html(html);
        }
    }
    for quotation in quotations(page, "figure, blockquote") {
        let is_quotation =
            quotation.has_name("blockquote") || quotation.find(&["blockquote"]).len() == 1 && !has_picture(&quotation);
        if !is_quotation || quotation.parent().is_none() || quotation.has_attr("data-read") {
            continue;
        }
        if let Some(html) = signed(&quotation).or_else(|| quoted(&quotation)) {
            quotation.replace_with_html(html);
        }
    }
    for quotation in page.select("q").nodes().iter().take(MAX_MARKS) {
        let text = quotation.text();
        quotation.replace_with_html(format!("“{}”", escaped(text.trim())));
    }
    part_questions(page);
    part_times(page);
    for credit in page.select(CREDITS).nodes().iter().take(MAX_MARKS) {
        credit.before_html("<br>");
    }
}

/// The elements that a selector finds, except those with more in them than any quotation has.
fn quotations<'p>(page: &'p Document, selector: &str) -> Vec<NodeRef<'p>> {
    let found = page.select(selector);
    let found = found.nodes().iter().take(MAX_MARKS);
    found.filter(|node| node.descendants_it().nth(MAX_PARTS).is_none()).copied().collect()
}

fn replace(node: &NodeRef<'_>, html: Option<String>) {
    match html {
        Some(html) => node.replace_with_html(html),
        // It holds only a link to the post.
        None => node.remove_from_parent(),
    }
}

fn has_picture(node: &NodeRef<'_>) -> bool {
    ["img", "picture", "video", "iframe"].iter().any(|name| node.descendants_it().any(|node| node.has_name(name)))
}

/// An embedded post: its lines, and its signature in the form that newspapers print. `None` if it shows no text.
fn embedded(node: &NodeRef<'_>) -> Option<String> {
    match lines_and_signature(node) {
        Some((lines, signature)) => post(&lines, &signature),
        None => unsigned(node),
    }
}

fn lines_and_signature(node: &NodeRef<'_>) -> Option<(Vec<String>, String)> {
    let cited = node.attr_or("cite", "").to_string();
    let links: Vec<String> =
        node.descendants_it().filter_map(|link| link.attr("href").map(|href| href.to_string())).collect();
    let mut shown = lines(node);
    let of_reddit = shown.iter().enumerate().find_map(|(at, line)| Some((at, of_reddit(line, &links)?)));
    if let Some((at, signature)) = of_reddit {
        // Below is the name of the forum.
        shown.truncate(at);
        return Some((shown, signature));
    }
    let found = shown.iter().enumerate().rev().find_map(|(at, line)| Some((at, signature(line, &links, &cited)?)));
    match found {
        Some((at, signature)) => {
            shown.remove(at);
            Some((shown, signature))
        }
        None => headed(&shown),
    }
}

/// The text of an embedded post that does not name its writer, in quotation marks. `None` if it consists of links, as
/// where only a program would show the post.
fn unsigned(node: &NodeRef<'_>) -> Option<String> {
    let of_title = |link: &NodeRef<'_>| link.attr("href").is_some_and(|href| href.contains("/comments/"));
    let title = node.descendants_it().find(|node| node.has_name("a") && of_title(node));
    match title.map(|title| without_links(title.text().trim())).filter(|title| !title.is_empty()) {
        Some(title) => Some(format!("<blockquote data-read=\"\"><p>“{}”</p></blockquote>", escaped(&title))),
        None => quoted(node),
    }
}

/// The post below a line with its writer, or two with name and handle, and the signature.
fn headed(lines: &[String]) -> Option<(Vec<String>, String)> {
    let is_handle = |text: &str| {
        text.len() > 1 && text.chars().all(|character| character.is_alphanumeric() || "_.-@".contains(character))
    };
    let (first, rest) = lines.split_first()?;
    let head = first.strip_suffix(')').and_then(|first| first.split_once(" (@"));
    if let Some((name, handle)) = head.filter(|(name, handle)| is_handle(handle) && !name.starts_with('@')) {
        return Some((rest.to_vec(), format!("— {name} (@{handle})")));
    }
    let (second, rest) = rest.split_first()?;
    let handle = second.strip_prefix('@').filter(|handle| is_handle(handle))?;
    let is_name = first.len() <= MAX_SOURCE && !first.ends_with(['.', '!', '?', '…', ':']);
    is_name.then(|| (rest.to_vec(), format!("— {first} (@{handle})")))
}

/// The signature on a line of Reddit's: "by u/annl in Lomvik".
fn of_reddit(line: &str, links: &[String]) -> Option<String> {
    // There may be no blank before the name.
    let rest = line.strip_prefix("by")?.trim_start();
    let linked = links.iter().find_map(|link| {
        let (_, user) = link.split_once("reddit.com/user/").or_else(|| link.split_once("reddit.com/u/"))?;
        user.split(['/', '?']).next()
    });
    let named = rest.strip_prefix("u/").and_then(|rest| rest.split_whitespace().next());
    let user = linked.filter(|user| rest.starts_with(user)).or(named)?;
    Some(format!("— {user} (@{user})"))
}

/// A block quotation that ends with the signature of a post.
fn signed(node: &NodeRef<'_>) -> Option<String> {
    let shown = lines(node);
    let (last, rest) = shown.split_last()?;
    let signature = dashed(last)?;
    post(rest, &signature)
}

fn post(lines: &[String], signature: &str) -> Option<String> {
    let lines: Vec<String> = lines.iter().map(|line| without_links(line)).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return None;
    }
    let text: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    Some(format!("<blockquote data-read=\"\"><p>{}</p><p>{}</p></blockquote>", text.join("<br>"), escaped(signature)))
}

/// The lines of an element's text.
fn lines(node: &NodeRef<'_>) -> Vec<String> {
    let text = text::text(&node.inner_html()).unwrap_or_default().written;
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The signature on a line, in the form "— Name (@handle) date".
fn signature(line: &str, links: &[String], address: &str) -> Option<String> {
    if let Some(signature) = dashed(line) {
        return Some(signature);
    }
    for start in ["A post shared by ", "A photo posted by ", "A video posted by ", "Posted by ", "Post by "] {
        let line = line.replace('\u{a0}', " ");
        let Some(rest) = line.strip_prefix(start) else { continue };
        let (name, date) = rest.split_once(" on ").map_or((rest, ""), |(name, date)| (name, date));
        let (name, handle) = match (name.split_once(" (@"), name.strip_prefix('@')) {
            (Some((name, handle)), _) => (name, handle.trim_end_matches(')').to_owned()),
            // The handle may have a server: "@annl@social.example".
            (None, Some(handle)) => (handle.split('@').next().unwrap_or_default(), handle.to_owned()),
            (None, None) => (name, handle(links).unwrap_or_else(|| "post".to_owned())),
        };
        return Some(
            format!("— {} (@{handle}) {}", name.trim_start_matches('@').trim(), plain_date(date)).trim_end().to_owned(),
        );
    }
    // TikTok posts begin with the handle, which is also in their address.
    let handle = line.strip_prefix('@')?.split_whitespace().next()?;
    address.contains(&format!("/@{handle}")).then(|| format!("— {handle} (@{handle})"))
}

/// The signature on a line that begins with a dash and has a handle in brackets.
fn dashed(line: &str) -> Option<String> {
    let rest = line.strip_prefix(['—', '–', '―', '-'])?.trim_start_matches(['-', '—', '–', ' ']);
    let (name, rest) = rest.split_once("(@")?;
    let (handle, date) = rest.split_once(')')?;
    let is_short = name.len() + handle.len() + date.len() <= MAX_SOURCE;
    (is_short && !handle.contains(char::is_whitespace))
        .then(|| format!("— {} (@{}) {}", name.trim(), handle.trim(), plain_date(date)).trim_end().to_owned())
}

/// A date without the day of the week and the time.
fn plain_date(date: &str) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let date = date.trim().trim_end_matches('.');
    let date = date.split(" at ").next().unwrap_or_default();
    let date = DAYS.iter().find_map(|day| date.strip_prefix(day)).unwrap_or(date);
    date.trim_start_matches([',', ' ', '·']).trim().to_owned()
}

/// The handle in the address of a profile.
fn handle(links: &[String]) -> Option<String> {
    links.iter().find_map(|link| {
        let (_, path) = link.split_once(".com/")?;
        let handle = path.split(['/', '?']).next()?;
        let is_handle = handle.len() > 2
            && handle.chars().all(|character| character.is_alphanumeric() || character == '_' || character == '.')
            && handle.contains(char::is_alphabetic)
            && !handle.contains(".php");
        is_handle.then(|| handle.replace('.', ""))
    })
}

/// A line of a post without the addresses of links and pictures.
fn without_links(line: &str) -> String {
    let is_link = |word: &str| {
        word.starts_with("pic.twitter.com/") || word.starts_with("https://t.co/") || word.starts_with("http://t.co/")
    };
    let words: Vec<&str> = line.split_whitespace().filter(|word| !is_link(word)).collect();
    let line = words.join(" ");
    match &*line {
        "[image or embed]" | "View this post on Instagram" | "View on Threads" | "View on Mastodon" | "Comment" => {
            String::new()
        }
        _ => line.strip_suffix("[image or embed]").map_or(line.clone(), |line| line.trim_end().to_owned()),
    }
}

/// A quotation in quotation marks, with its source on a line below; `None` if it is to stay unchanged.
fn quoted(node: &NodeRef<'_>) -> Option<String> {
    let parts = |name: &str| node.descendants_it().any(|node| node.has_name(name));
    if ["li", "table", "h1", "h2", "h3", "img", "iframe", "pre"].iter().any(|name| parts(name)) {
        return None;
    }
    let linked: usize = node.descendants_it().filter(|node| node.has_name("a")).map(|link| link.text().len()).sum();
    let source =
        node.descendants_it().find(|node| ["cite", "footer", "figcaption"].iter().any(|name| node.has_name(name)));
    let source = source.map(|found| {
        let source = found.text().split_whitespace().collect::<Vec<_>>().join(" ");
        found.remove_from_parent();
        source
    });
    let lines = quotations::marked(lines(node), source, linked)?;
    let paragraphs: Vec<String> = lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    Some(format!("<blockquote data-read=\"\">{}</blockquote>", paragraphs.concat()))
}

/// Separates the bold questions of an interview from the answers that follow them in the same paragraph.
fn part_questions(page: &Document) {
    let bold = page.select("p > strong, p > b");
    let questions: Vec<&NodeRef<'_>> = bold
        .nodes()
        .iter()
        .filter(|node| {
            let is_first = node.prev_sibling().is_none_or(|before| before.is_text() && before.text().trim().is_empty());
            let text = node.text();
            is_first && text.trim_end().ends_with('?') && text.split_whitespace().count() > 2
        })
        .collect();
    if questions.len() < MIN_QUESTIONS {
        return;
    }
    for question in questions.iter().filter(|question| question.next_sibling().is_some()) {
        question.after_html("<br>");
    }
}

/// Separates the times of a live blog's entries from the text that follows them in the same block.
fn part_times(page: &Document) {
    let times = page.select("time, .time, .timestamp, .block-time, p > strong, p > b");
    let is_time = |time: &NodeRef<'_>| {
        let text = time.text();
        let text = text.trim();
        let has_figure = text.contains(|character: char| character.is_ascii_digit());
        let is_bold = time.has_name("strong") || time.has_name("b");
        text.len() <= MAX_TIME && has_figure && (!is_bold || is_clock(text))
    };
    let times: Vec<&NodeRef<'_>> =
        times.nodes().iter().take(MAX_MARKS).filter(|time| is_time(time) && begins_block(time)).collect();
    if times.len() < MIN_ENTRIES {
        return;
    }
    for time in times.iter().filter(|time| time.parent().is_some()) {
        let text = time.text().split_whitespace().collect::<Vec<_>>().join(" ");
        time.replace_with_html(format!("<p>{}</p>", escaped(&text)));
    }
}

/// Whether there is no text before an element in its block.
fn begins_block(node: &NodeRef<'_>) -> bool {
    let is_inline = |node: &NodeRef<'_>| INLINE.iter().any(|name| node.has_name(name));
    let within = std::iter::successors(node.parent(), NodeRef::parent).take_while(is_inline);
    std::iter::once(*node).chain(within.take(MAX_BEFORE)).all(|node| {
        let before = std::iter::successors(node.prev_sibling(), NodeRef::prev_sibling);
        before.take(MAX_BEFORE).all(|node| node.text().trim().is_empty())
    })
}

/// Whether a text is a time of day: "10:42", "10.42am GMT".
fn is_clock(text: &str) -> bool {
    let (clock, zone) = text.split_once(' ').unwrap_or((text, ""));
    let figures = clock.trim_end_matches([':', '-', '–', '—']).trim_end_matches(['a', 'p', 'm']);
    let is_part = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    figures.contains([':', '.'])
        && figures.split([':', '.']).all(is_part)
        && zone.len() <= 4
        && zone.chars().all(char::is_alphabetic)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::read::html::text::text;
    use dom_query::Document;

    fn written(body: &str) -> String {
        let page = Document::from(format!("<html><body>{body}</body></html>"));
        write(&page);
        text(&page.html()).unwrap().written
    }

    #[test]
    fn posts_are_signed_in_one_form() {
        for (embed, expected) in [
            (
                r#"<blockquote class="twitter-tweet"><p lang="en">The pier is gone.<br><br>We are sad. <a href="https://t.co/x">pic.twitter.com/x</a></p>
                &mdash; Anna Larsen (@annlarsen) <a href="https://twitter.com/annlarsen/status/1?ref_src=x">March 5, 2019</a></blockquote>"#,
                "The pier is gone.\nWe are sad.\n\n— Anna Larsen (@annlarsen) March 5, 2019",
            ),
            (
                r#"<blockquote class="bluesky-embed"><p>The pier is gone.<br><br><a href="x">[image or embed]</a></p>&mdash; Anna (<a href="x">@anna.bsky.social</a>)
                <a href="x">May 5, 2024 at 10:00 AM</a></blockquote>"#,
                "The pier is gone.\n\n— Anna (@anna.bsky.social) May 5, 2024",
            ),
            (
                r#"<div class="fb-post"><blockquote cite="x" class="fb-xfbml-parse-ignore"><p>The pier &amp; quay are gone.</p>Posted by
                <a href="https://www.facebook.com/lomvik.port/">Port of Lomvik</a> on&nbsp;<a href="x">Friday, May 5, 2017</a></blockquote></div>"#,
                "The pier & quay are gone.\n\n— Port of Lomvik (@lomvikport) May 5, 2017",
            ),
            (
                r#"<blockquote class="instagram-media"><p><a href="x">The pier is gone.</a></p><p>A post shared by <a href="x">Anna Larsen</a> (@annl) on
                <time>May 5, 2017 at 8:00am PDT</time></p></blockquote>"#,
                "The pier is gone.\n\n— Anna Larsen (@annl) May 5, 2017",
            ),
            (
                r#"<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@annl/video/1"><section><a href="x">@annl</a><p>The pier is gone.</p></section></blockquote>"#,
                "The pier is gone.\n\n— annl (@annl)",
            ),
            (
                "<blockquote><p>The pier is gone.</p><p>&mdash; Anna Larsen (@annlarsen) 5 March 2019</p></blockquote>",
                "The pier is gone.\n\n— Anna Larsen (@annlarsen) 5 March 2019",
            ),
            (
                r#"<blockquote class="mastodon-embed" data-embed-url="x"><p>The pier is gone.</p><p>We are sad.</p>
                <a href="https://social.example/@annl/1"><div>Post by @annl@social.example</div><div>View on Mastodon</div></a></blockquote>"#,
                "The pier is gone.\nWe are sad.\n\n— annl (@annl@social.example)",
            ),
            (
                r#"<blockquote class="mastodon-embed"><div>Anna Larsen</div><div>@annl@social.example</div><p>The pier is gone.</p></blockquote>"#,
                "The pier is gone.\n\n— Anna Larsen (@annl@social.example)",
            ),
            (
                r#"<blockquote class="text-post-media" data-text-post-permalink="x"><p>The pier is gone.</p><a href="https://www.threads.com/@annl/post/1"><div><div>Post by @annl</div>
                <div>View on Threads</div></div></a></blockquote>"#,
                "The pier is gone.\n\n— annl (@annl)",
            ),
            (
                r#"<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="https://www.reddit.com/r/lomvik/comments/1/">The pier is gone. We are sad.</a><br> by
                <a href="https://www.reddit.com/user/annl/">u/annl</a> in <a href="https://www.reddit.com/r/lomvik/">lomvik</a></blockquote>"#,
                "The pier is gone. We are sad.\n\n— annl (@annl)",
            ),
            (
                r#"<blockquote class="reddit-embed-bq"><p>The pier is gone.</p><a href="https://www.reddit.com/r/lomvik/comments/1/comment/2/">Comment</a><br> by<a
                href="https://www.reddit.com/user/annl/">u/annl</a> from discussion<a href="x"></a><br> in<a href="y">lomvik</a></blockquote>"#,
                "The pier is gone.\n\n— annl (@annl)",
            ),
            (
                r#"<blockquote class="reddit-card"><a href="https://www.reddit.com/r/lomvik/comments/1/">The pier is gone</a> from <a href="x">lomvik</a></blockquote>"#,
                "“The pier is gone”",
            ),
            (r#"<blockquote class="twitter-tweet"><p>The pier is gone.</p></blockquote>"#, "“The pier is gone.”"),
            (
                r#"<blockquote class="text-post-media"><a href="https://www.threads.net/@annl/post/1"><div>Post by @annl</div><div>View on Threads</div></a></blockquote>
                <blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/x/comments/1/comment/2/">Comment</a><br> by<a href="https://www.reddit.com/user/annl/">u/annl</a>
                from discussion</blockquote><iframe class="mastodon-embed" src="https://social.example/@annl/1/embed"></iframe><p>End.</p>"#,
                "End.",
            ),
            (
                r#"<blockquote class="mastodon-embed"><a href="x"><div>Post by @a@b</div><div>View on Mastodon</div></a></blockquote><p>End.</p>"#,
                "End.",
            ),
        ] {
            assert_eq!(written(embed), expected);
        }
    }

    #[test]
    fn quotations_get_their_marks_and_sources() {
        for (html, expected) in [
            (
                "<blockquote><p>The pier is gone.</p><p>We are sad.</p></blockquote>",
                "“The pier is gone.\n\n“We are sad.”",
            ),
            ("<blockquote>“Gone,” she said.</blockquote>", "“Gone,” she said."),
            ("<blockquote><p>Gone.</p><cite>Anna Larsen</cite></blockquote>", "“Gone.”\n\n— Anna Larsen"),
            (
                "<figure><blockquote>Gone.</blockquote><figcaption>— Anna Larsen, <cite>Port</cite></figcaption></figure>",
                "“Gone.”\n\n— Anna Larsen, Port",
            ),
            ("<aside class='pullquote'><p>Gone.</p><footer>Anna Larsen</footer></aside>", "“Gone.”\n\n— Anna Larsen"),
            ("<blockquote><p>Gone.<br>– Anna Larsen</p></blockquote>", "“Gone.”\n\n— Anna Larsen"),
            ("<blockquote><a href='x'>Read more about the pier</a></blockquote>", "Read more about the pier"),
            ("<blockquote><ul><li>One</li></ul></blockquote>", "One"),
            ("<p>It was <q>gone</q>, she said.</p>", "It was “gone”, she said."),
            (
                "<figure><img src='x'><figcaption>The pier.<span class='credit'>Photo: Ulf</span></figcaption></figure>",
                "The pier.\nPhoto: Ulf",
            ),
        ] {
            assert_eq!(written(html), expected, "{html}");
        }
    }

    #[test]
    fn times_of_entries_stand_on_lines_of_their_own() {
        let entry =
            "<div><p><time>10.42am</time> The pier is gone.</p><p>On <a><time>5 May</time></a> it stood.</p></div>";
        let parted = "10.42am\n\nThe pier is gone.\n\nOn 5 May it stood.";
        assert_eq!(written(&entry.repeat(3)), [parted; 3].join("\n\n"));
        assert_eq!(written(entry), "10.42am The pier is gone.\n\nOn 5 May it stood.");
        let entry = "<p><strong>10:42</strong> The pier is gone.</p><p><b>2.4 million</b> are not.</p>";
        let parted = "10:42\n\nThe pier is gone.\n\n2.4 million are not.";
        assert_eq!(written(&entry.repeat(3)), [parted; 3].join("\n\n"));
        let entry = "<li><header><time datetime='x'>2h ago</time><h3>Pier gone</h3></header><p>It is.</p></li>";
        assert_eq!(written(&entry.repeat(3)), ["2h ago\n\nPier gone\n\nIt is."; 3].join("\n\n"));
    }

    #[test]
    fn questions_of_interviews_stand_on_lines_of_their_own() {
        let one = "<p><strong>Why did it go?</strong> Because it was old.</p>";
        assert_eq!(written(&one.repeat(3)), ["Why did it go?\nBecause it was old."; 3].join("\n\n"));
        assert_eq!(written(one), "Why did it go? Because it was old.");
    }
}
