//! A comparison as text.

use super::{Compared, Comparison, Difference, Group, Member, Position};
use std::fmt::Write;
use textwrap::{Options, wrap};

/// The articles, then what the voices agree on, what they differ in, and what only one of them says, in lines of at
/// most `width` columns.
pub fn table(comparison: &Comparison, width: usize) -> String {
    let page = Page { comparison, width };
    let mut text = String::from("ARTICLES\n\n");
    for article in &comparison.articles {
        page.article(&mut text, article);
    }
    for relation in Difference::ALL {
        let groups: Vec<&Group> = comparison.groups.iter().filter(|group| group.relation == relation).collect();
        let _ = writeln!(text, "\n{}", relation.told().to_uppercase());
        match (relation, &groups[..]) {
            (_, []) => text += "\nNothing.\n",
            (Difference::OneSideOnly, groups) => page.one_sided(&mut text, groups),
            (_, groups) => groups.iter().for_each(|group| page.group(&mut text, group)),
        }
    }
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

struct Page<'c> {
    comparison: &'c Comparison,
    width: usize,
}

impl Page<'_> {
    fn article(&self, text: &mut String, article: &Compared) {
        let mut told = article.about.told();
        if let Some(first) = &article.same_text_as {
            let _ = write!(told, " (same text as {})", self.number(first));
        }
        self.line(text, &format!("  {} ", self.number(&article.about.id)), "      ", &told);
    }

    /// The number of an article: "[1]".
    fn number(&self, id: &str) -> String {
        let place = self.comparison.articles.iter().position(|article| article.about.id == id);
        format!("[{}]", place.map_or(0, |place| place + 1))
    }

    fn voice(&self, id: &str) -> &str {
        self.comparison.voices.iter().find(|voice| voice.id == id).map_or("", |voice| voice.label())
    }

    /// Who says it and where: "Katash, by the office [2]".
    fn who(&self, member: &Member) -> String {
        let through: Vec<&str> =
            member.chain.iter().filter(|id| **id != member.voice).map(|id| self.voice(id)).collect();
        let through = if through.is_empty() { String::new() } else { format!(", by {}", through.join(" and ")) };
        format!("{}{through} {}", self.voice(&member.voice), self.number(&member.article))
    }

    fn group(&self, text: &mut String, group: &Group) {
        text.push('\n');
        let first =
            group.first.as_ref().map(|first| format!(" (first {}, {})", self.number(&first.article), first.told()));
        self.line(text, "", "    ", &format!("{}{}", group.statement, first.unwrap_or_default()));
        for member in &group.members {
            let said = format!("{}: {}", self.who(member), member.text);
            self.line(text, &format!("  {:<13}", member.position.told()), "               ", &said);
        }
    }

    /// Voice by voice; what others leave unsaid, deny or ask about it follows below.
    fn one_sided(&self, text: &mut String, groups: &[&Group]) {
        for voice in &self.comparison.voices {
            let own: Vec<&&Group> =
                groups.iter().filter(|group| leader(group).is_some_and(|member| member.voice == voice.id)).collect();
            if own.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}", voice.label());
            for group in own {
                self.alone(text, group);
            }
        }
    }

    fn alone(&self, text: &mut String, group: &Group) {
        let Some(leader) = leader(group) else { return };
        let mut places: Vec<String> = Vec::new();
        for member in group.members.iter().filter(|member| member.position == leader.position) {
            let place = self.number(&member.article);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let mark = if leader.position == Position::Says { String::new() } else { leader.position.told() + ": " };
        self.line(text, "  · ", "    ", &format!("{mark}{} {}", leader.text, places.join("")));
        for member in &group.members {
            if member.position != leader.position {
                let cue = member.cue.as_ref().map(|cue| format!(" ({cue})")).unwrap_or_default();
                let said = format!("{} {}{cue}: {}", member.position.told(), self.who(member), member.text);
                self.line(text, "      ", "        ", &said);
            }
        }
    }

    fn line(&self, text: &mut String, first: &str, rest: &str, words: &str) {
        let options = Options::new(self.width.max(30)).initial_indent(first).subsequent_indent(rest);
        for line in wrap(words, options) {
            text.push_str(&line);
            text.push('\n');
        }
    }
}

/// The member that says the group's statement, or else the first one that says it, or else the first.
pub(super) fn leader(group: &Group) -> Option<&Member> {
    let says = |member: &&Member| member.position == Position::Says && member.text == group.statement;
    let any = |member: &&Member| member.position == Position::Says;
    group.members.iter().find(says).or_else(|| group.members.iter().find(any)).or(group.members.first())
}
