//! A comparison as a self-contained HTML page.

use super::{Comparison, Difference, Group, Member, Position};
use crate::numbers::counted;
use crate::view::{RenderError, STYLE as ARTICLE_STYLE, policy_hash, sanitize};
use askama::Template;

/// Style of a comparison, used in addition to the style of articles.
pub const STYLE: &str = concat!(include_str!("../view/page/report/report.css"), include_str!("compare.css"));

/// The page: the articles, and what their voices agree on, differ in and say alone. It has no script and loads
/// nothing.
///
/// # Errors
/// The template fails to render.
pub fn html(comparison: &Comparison, title: &str) -> Result<String, RenderError> {
    let style = [ARTICLE_STYLE, STYLE].concat();
    let body = element(comparison)?;
    Ok(Page { title: sanitize(title).into_owned(), lead: lead(comparison), body, style }.render()?)
}

/// The content of that page, as elements to embed in another one. Each article number links to the claim behind the
/// statement: `data-article`, counted from 1, and `data-claim`, an index in its record.
///
/// # Errors
/// The template fails to render.
pub fn element(comparison: &Comparison) -> Result<String, RenderError> {
    Ok(Lined { comparison }.render()?)
}

fn lead(Comparison { articles, voices, groups }: &Comparison) -> String {
    let parts = [
        counted(articles.len(), "article"),
        counted(voices.len(), "voice"),
        counted(groups.len(), "group") + " of statements",
    ];
    parts.join(", ")
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Page {
    title: String,
    lead: String,
    body: String,
    style: String,
}

impl Page {
    fn hash(&self) -> String {
        policy_hash(&self.style)
    }
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct Lined<'c> {
    comparison: &'c Comparison,
}

impl Lined<'_> {
    /// The groups of each relation.
    fn sections(&self) -> Vec<(Difference, Vec<&Group>)> {
        let of = |relation| {
            let groups = self.comparison.groups.iter().filter(|group| group.relation == relation);
            (relation, groups.collect())
        };
        Difference::ALL.map(of).into()
    }

    fn number(&self, id: &str) -> usize {
        self.comparison.articles.iter().position(|article| article.about.id == id).map_or(0, |place| place + 1)
    }

    /// Names of everyone who passes a statement on, the one who makes it first.
    fn who(&self, member: &Member) -> String {
        let voice =
            |id: &str| self.comparison.voices.iter().find(|voice| voice.id == id).map_or("", |voice| voice.label());
        let through: Vec<&str> = member.chain.iter().filter(|id| **id != member.voice).map(|id| voice(id)).collect();
        let through = if through.is_empty() { String::new() } else { format!(", by {}", through.join(" and ")) };
        sanitize(&format!("{}{through}", voice(&member.voice))).into_owned()
    }

    /// "first in [2], 2024-05-14; only in [2]".
    fn note(&self, group: &Group) -> Option<String> {
        let first =
            group.first.as_ref().map(|first| format!("first in [{}], {}", self.number(&first.article), first.told()));
        let only = group.only_in.as_ref().map(|only| format!("only in [{}]", self.number(only)));
        let parts: Vec<String> = [first, only].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The CSS class of a position's badge.
    #[expect(clippy::unused_self, reason = "the template calls methods")]
    fn class(&self, position: Position) -> &'static str {
        match position {
            Position::Says => "says",
            Position::Denies => "denies",
            Position::OtherNumber | Position::OtherDate => "differs",
            Position::Unsaid | Position::Asked | Position::Wanted | Position::Hypothetical => "open",
        }
    }

    #[expect(clippy::unused_self, reason = "the template calls methods")]
    fn sanitize<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        sanitize(text)
    }
}
