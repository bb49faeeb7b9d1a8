//! A comparison for reading.

use super::{Comparison, Group, Member, Position, Voice};
use std::fmt::Write;
use textwrap::{Options, wrap};

/// What several voices say, with who denies it, and then what each voice alone says, in lines of at most `width` columns.
pub fn table(comparison: &Comparison, width: usize) -> String {
    let Comparison { articles, voices, groups } = comparison;
    let page = Page { several: articles.len() > 1, voices, width };
    let voices_of = |group: &Group| group.said_by.len() + group.denied_by.len() + group.differs.len();
    let (shared, alone): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| voices_of(group) > 1);
    let mut text = String::from("WHAT SEVERAL SAY\n");
    if shared.is_empty() {
        text += "\nNothing.\n";
    }
    for group in &shared {
        text.push('\n');
        page.line(&mut text, "", "    ", &group.statement);
        for member in &group.members {
            page.member(&mut text, member);
        }
    }
    text += "\nWHAT ONE ALONE SAYS\n";
    for voice in voices {
        let own: Vec<&&Group> = alone.iter().filter(|group| group.members[0].voice == voice.id).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{}", page.name(voice));
        for group in own {
            page.line(&mut text, "  · ", "    ", &group.statement);
        }
    }
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

struct Page<'c> {
    several: bool,
    voices: &'c [Voice],
    width: usize,
}

impl Page<'_> {
    fn name(&self, voice: &Voice) -> String {
        voice.label(self.several)
    }

    fn member(&self, text: &mut String, member: &Member) {
        let mark = match member.position {
            Position::Says => "says",
            Position::Denies => "DENIES",
            Position::Differs => "DIFFERS",
        };
        let name = self.voices.iter().find(|voice| voice.id == member.voice).map(|voice| self.name(voice));
        let said = format!("{}: {}", name.unwrap_or_default(), member.text);
        self.line(text, &format!("  {mark:<8}"), "            ", &said);
    }

    fn line(&self, text: &mut String, first: &str, rest: &str, words: &str) {
        let options = Options::new(self.width.max(30)).initial_indent(first).subsequent_indent(rest);
        for line in wrap(words, options) {
            text.push_str(&line);
            text.push('\n');
        }
    }
}
