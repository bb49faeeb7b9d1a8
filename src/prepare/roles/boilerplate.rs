//! Text that makes no claims: bylines, dates, credits, notes, prompts, links, section titles.

use super::Block;
use super::caption::is_credit;
use super::dates::{self, is_date};
use super::line::{Line, ends_finally, is_all_capitals, is_title_case, normalized};
use super::phrases::{self, Phrases};
use super::signatures;
use crate::record::Role;

/// Whether the wording of the paragraph at `index` shows that it is boilerplate.
pub(super) fn is_boilerplate(blocks: &[Block], index: usize) -> bool {
    let block = &blocks[index];
    let from_end = blocks.len() - 1 - index;
    let Some(first) = block.lines.first() else { return true };
    let words = block.words();
    if !block.text.contains(char::is_alphabetic)
        || is_markup(block.text)
        || is_date(block.text)
        || is_breadcrumb(block.text)
    {
        return true;
    }
    if block.lines.len() == 1 && is_credit(first) || is_byline(block.text, index < 8 || from_end < 4) {
        return true;
    }
    words <= 80 && is_note(first)
        || words <= 40 && block.lines.iter().all(|line| is_prompt(line) || is_aside(line))
        || words <= 60 && from_end < 3 && is_promotion(first)
        || index < 6 && is_signature(block.text)
        || is_production_credit(block.text)
}

/// Marks the authors' biographies at the end of the text.
pub(super) fn mark_biographies(blocks: &mut [Block]) {
    for index in (1..blocks.len()).rev().take(6) {
        if blocks[index].kind == Some(Role::Boilerplate) {
            continue;
        }
        let block = &blocks[index];
        // In a biography, quotation marks enclose the titles of books.
        let is_plain = !block.is_quoted || block.lines.iter().any(|line| phrases::WORKS.occur_in(&line.lower));
        let is_last = block.kind.is_none() && !block.is_long && is_plain && block.words() <= 90;
        // "Jane Doe says her best stories begin at the feed store. Reach her at …"
        let invites = block.lines.iter().skip(1).any(|line| phrases::CONTACTS.begin(&line.lower));
        if !is_last || !invites && !block.lines.first().is_some_and(|first| is_biography(first, &blocks[..index])) {
            return;
        }
        blocks[index].kind = Some(Role::Boilerplate);
    }
}

/// Whether a sentence is not part of the running text around it.
pub(super) fn is_aside(line: &Line) -> bool {
    !line.text.contains(char::is_alphanumeric)
        || line.text.starts_with(['(', '[']) && line.text.trim_end_matches('.').ends_with([')', ']']) && is_credit(line)
        || line.words <= 30 && phrases::CONTRIBUTIONS.occur_in(&line.lower)
        || is_sign_off(line)
        || is_column_note(line)
        || signatures::of_post(line.text).is_some()
}

/// Marks section titles and lists of links among the paragraphs whose kind is not yet known.
pub(super) fn mark_short_lines(blocks: &mut [Block]) {
    let letters = |block: &Block| !block.is_long && is_all_capitals(block.text);
    // In a text written all in capitals, they do not mark titles.
    let capitals = blocks.iter().filter(|block| letters(block)).count() * 3 < blocks.len();
    let running: Vec<bool> = blocks.iter().map(is_running).collect();
    // The next line of verse begins with a lower-case letter.
    let goes_on: Vec<bool> = blocks.iter().skip(1).map(|block| block.text.starts_with(char::is_lowercase)).collect();
    let mut in_links = false;
    let mut in_list = false;
    for (index, block) in blocks.iter_mut().enumerate() {
        let is_between = index > 0 && running[index - 1] && running.get(index + 1) == Some(&true);
        let is_timed = block.lines.len() == 1 && block.words() <= 10 && dates::begins_with_time(block.text);
        let finished = ends_finally(block.text);
        let is_title = block.kind.is_none()
            && (in_links && !finished && block.words() <= 25
                || is_timed && !finished
                || !in_list
                    && goes_on.get(index) != Some(&true)
                    && (is_section_title(block) || is_between && is_heading(block))
                || capitals
                    && block.words() <= 10
                    && !block.is_quoted
                    && !block.text.ends_with('!')
                    && is_all_capitals(block.text));
        in_links = match block.lines.first() {
            Some(line) if block.lines.len() == 1 && line.words < 6 => in_links || is_phrase(line, phrases::LINK_HEADS),
            _ => in_links && !finished,
        };
        in_list = block.text.ends_with(':') || in_list && !finished;
        if is_title {
            block.kind = Some(Role::Boilerplate);
        }
    }
}

/// Whether a paragraph is clearly running text, or the time above an entry of a live report.
fn is_running(block: &Block) -> bool {
    block.kind.is_none() && block.words() >= 10 && ends_finally(block.text) && !block.text.ends_with(':')
        || block.kind == Some(Role::Boilerplate) && is_date(block.text)
}

/// Whether a paragraph is a few words without final punctuation, as headings between running text are. It may contain a
/// quotation only if the quotation is all of it.
fn is_heading(block: &Block) -> bool {
    let is_whole = block.text.starts_with(['"', '\'', '“', '‘']) && block.text.ends_with(['"', '\'', '”', '’']);
    block.lines.len() == 1
        && block.words() <= 8
        && (!block.is_quoted || is_whole)
        && block.text.trim_start_matches(['"', '\'', '“', '‘']).starts_with(char::is_uppercase)
        && !ends_finally(block.text)
        && !block.text.contains(": ")
        && !block.text.trim_end_matches(['"', '\'', '”', '’']).ends_with([',', ';', '-', '–', '—'])
}

fn is_section_title(block: &Block) -> bool {
    if signatures::is_salutation(block.text) {
        return false;
    }
    let words = block.words();
    let is_item = block.text.starts_with(['-', '–', '—', '•', '*', '·']);
    if block.lines.len() != 1 || words > 10 || block.is_quoted || is_item || block.text.contains(": ") {
        return false;
    }
    if block.text.ends_with('?') {
        return words >= 4 && is_title_case(block.text);
    }
    !ends_finally(block.text) && (words <= 3 || is_title_case(block.text))
}

/// "Home > News > Northgate"
fn is_breadcrumb(text: &str) -> bool {
    const LONGEST: usize = 4;
    let parts: Vec<&str> =
        [" > ", " › ", " » "].iter().map(|mark| text.split(mark).collect()).max_by_key(Vec::len).unwrap_or_default();
    let is_part =
        |part: &&str| (1..=LONGEST).contains(&part.split_whitespace().count()) && part.starts_with(char::is_uppercase);
    parts.len() > 1 && parts.iter().all(is_part) && !ends_finally(text)
}

/// Tags and URLs without words.
fn is_markup(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let is_tag = text.starts_with('<') && text.ends_with('>') && {
        let mut depth = 0_i32;
        !text.chars().any(|character| {
            match character {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => return depth == 0 && character.is_alphabetic(),
            }
            false
        })
    };
    let single = !text.contains(char::is_whitespace);
    is_tag
        || single
            && (text.contains("://") || ["www.", "pic.twitter.com/", "@"].iter().any(|head| text.starts_with(head)))
}

/// "By Jane Doe and John Roe, Staff Writers"; away from the article's edges, only without final punctuation.
pub(super) fn is_byline(text: &str, at_edge: bool) -> bool {
    let lower: String = text.chars().take(40).flat_map(char::to_lowercase).collect();
    let Some(beginning) = phrases::BYLINES.beginning(&lower) else {
        return false;
    };
    let Some(rest) = text.get(beginning.len()..) else { return false };
    (at_edge || !ends_finally(text)) && is_names(rest, 24)
}

/// "Jane Doe, Staff Writer"
fn is_signature(text: &str) -> bool {
    let lower = text.to_lowercase();
    !ends_finally(text) && text.contains([',', '|', '/']) && phrases::OFFICES.occur_in(&lower) && is_names(text, 10)
}

/// Whether the words are names and what may come between them (small words, numbers, dates), with at least one name.
fn is_names(text: &str, limit: usize) -> bool {
    let mut names = 0;
    for (count, word) in text.split_whitespace().enumerate() {
        let bare = word.trim_matches(|character: char| !character.is_alphanumeric() && character != '@');
        let lower = bare.to_lowercase();
        let is_name = bare.starts_with(|first: char| first.is_uppercase() || first == '@') || bare.contains('@');
        let is_other = bare.is_empty()
            || bare.starts_with(|first: char| first.is_ascii_digit())
            || phrases::CALENDAR.has(&lower)
            || phrases::BETWEEN_NAMES.has(&lower);
        if count >= limit || !is_name && !is_other {
            return false;
        }
        names += usize::from(is_name && !is_other);
    }
    names > 0
}

/// Corrections, credits for the article, copyright notices, disclaimers.
fn is_note(line: &Line) -> bool {
    if phrases::NOTES.begin(&line.lower) || is_correction(&line.lower) {
        return true;
    }
    let head: String = line.lower.chars().take(90).collect();
    let names_page = || head.split(" page ").skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let was_changed = || {
        let in_this = phrases::ARTICLE_NAMES.iter().any(|name| head.contains(&format!(" in this {name}")));
        in_this && ["changed", "corrected", "amended", "updated"].iter().any(|edit| head.contains(edit))
    };
    if phrases::CORRECTED.begin(&head) && (names_page() || was_changed()) || phrases::DISCLAIMERS.occur_in(&line.lower)
    {
        return true;
    }
    if let Some(rest) = head.strip_prefix("this ")
        && phrases::ARTICLE_NAMES.begin(rest)
    {
        return phrases::EDITING.occur_in(rest);
    }
    head.starts_with("follow ") && phrases::NETWORKS.occur_in(&head)
}

/// "Correction, 5 May 2021: …", "CORRECTION (May 5, 4:10 p.m. ET): …"
fn is_correction(lower: &str) -> bool {
    let beginnings = phrases::CORRECTIONS.all_beginning(lower);
    let after = beginnings.filter_map(|beginning| lower.strip_prefix(beginning));
    after.into_iter().any(|rest| {
        let head: String = rest.chars().take(60).collect();
        head.trim_start().starts_with([',', ':', '(', '-', '–', '—']) && head.contains(':')
    })
}

/// Invitations to read, watch, share or sign up, and the page's notices on cookies and subscriptions.
fn is_prompt(line: &Line) -> bool {
    line.words <= 25
        && (phrases::PROMPTS.begin(&line.lower) || phrases::FURNITURE.begin(&line.lower) || is_consent(&line.lower))
        || line.words <= 35 && phrases::GATE_BEGINNINGS.begin(&line.lower) && phrases::GATES.occur_in(&line.lower)
        || line.words <= 25 && phrases::RELEASES.begin(&line.lower)
        || line.words <= 8
            && !ends_finally(line.text)
            && (phrases::SPONSORS.begin(&line.lower)
                || phrases::OFFERS.begin(&line.lower) && phrases::OFFERED.end(&line.lower))
        || is_phrase(line, phrases::WHOLE_LINES)
        || is_phrase(line, phrases::LINK_HEADS)
}

/// "We and our 83 partners store …"
fn is_consent(lower: &str) -> bool {
    let partners = lower.split_once("we and our ").and_then(|(_, rest)| rest.split_once(" partners"));
    partners.is_some_and(|(count, _)| count.bytes().all(|byte| byte.is_ascii_digit() || byte == b','))
}

fn is_phrase(line: &Line, phrases: Phrases) -> bool {
    line.words < 8 && phrases.has(&normalized(line.text))
}

/// "The Morning Hour airs weekdays at 6 a.m."
fn is_promotion(line: &Line) -> bool {
    line.lower.contains(" airs ") && phrases::AIR_TIMES.occur_in(&line.lower)
}

/// `"Harbour Notes" runs every Friday.`
fn is_column_note(line: &Line) -> bool {
    line.words <= 40 && line.lower.starts_with('"') && phrases::COLUMNS.occur_in(&line.lower)
}

/// "Producer: Jane Doe"
fn is_production_credit(text: &str) -> bool {
    let Some((office, names)) = text.split_once(':') else { return false };
    let lower = office.to_lowercase();
    office.split_whitespace().count() <= 5
        && !ends_finally(text)
        && phrases::PRODUCTION.occur_in(&lower)
        && is_names(names, 40)
}

/// "For Harbour Radio, I'm Jane Doe."
fn is_sign_off(line: &Line) -> bool {
    if line.words > 14 || !phrases::SIGN_OFFS.begin(&line.lower) {
        return false;
    }
    let name =
        [", i'm ", ", i am ", "this has been "].iter().find_map(|cue| line.lower.split_once(cue)).map(|(_, name)| name);
    let Some(name) = name else { return false };
    let count = name.split_whitespace().count();
    let mut words = line.text.split_whitespace().rev().take(count);
    (1..=8).contains(&count)
        && words
            .all(|word| word.starts_with(|first: char| first.is_uppercase()) || matches!(word, "for" | "and" | "in"))
}

/// "Jane Doe is a reporter at …", about somebody the article itself does not name.
fn is_biography(first: &Line, before: &[Block]) -> bool {
    if phrases::AUTHORS.begin(&first.lower) {
        return true;
    }
    let text = first.text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let words: Vec<&str> = text.split_whitespace().take(24).collect();
    // The name ends at a lower-case word, or at a comma that an apposition follows.
    let comma = words.iter().position(|word| word.ends_with(','));
    let is_small = |word: &&str| !word.starts_with(char::is_uppercase) && !phrases::PARTICLES.has(word);
    let small = words.iter().position(is_small).unwrap_or(words.len());
    let (names, verb) = match comma {
        Some(comma) if comma < small => {
            let Some(end) = words[comma + 1..].iter().position(|word| word.ends_with(',')) else { return false };
            (comma + 1, comma + 1 + end + 1)
        }
        _ => (small, small),
    };
    let surname = words[..names].iter().rev().map(|word| bare(word)).find(|word| !phrases::PARTIES.has(word));
    let (Some(surname), true, Some(&next)) = (surname, (2..=6).contains(&names), words.get(verb + 1)) else {
        return false;
    };
    let does = match words[verb] {
        "is" | "are" => phrases::BIOGRAPHY_OBJECTS.has(next),
        other => verb == names && phrases::BIOGRAPHY_VERBS.has(other),
    };
    does && phrases::OCCUPATIONS.occur_in(&first.lower)
        && !before.iter().any(|block| block.kind.is_none() && block.text.contains(surname))
}

fn bare(word: &str) -> &str {
    word.trim_matches(|character: char| !character.is_alphanumeric())
}
