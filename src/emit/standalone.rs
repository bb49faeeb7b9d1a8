//! Rewrites a claim so that it can be quoted alone.
//!
//! Pronouns, surnames and descriptions are replaced by the name they refer to, in square brackets; the pieces of a
//! quotation are joined; days of the week get their date. Nothing else is added. If it is unclear who is meant, the
//! claim has no standalone form, but the reason.

use super::dates::Dates;
use super::joining::{finish, join};
use super::spans::{Spans, rounded};
use crate::encode::Sort;
use crate::record::Replacement;
use crate::resolve::{Meant, Referent, Resolution};
use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;

/// Minimum probability for a name to replace "he" or "she", or to be added for the speaker.
const SURE: f32 = 0.8;
/// The same for "it", "they" and descriptions, which are less often resolved correctly at the same probability.
const SURE_THING: f32 = 0.9;
/// The same for somebody without a name.
const SURE_NAMELESS: f32 = 0.97;

/// Maximum number of fragments and bytes of a standalone claim: nobody quotes more in one piece.
const MOST_FRAGMENTS: usize = 200;
const LONGEST: usize = 20_000;

/// The standalone form of a claim.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standalone {
    /// The text, or why there is none.
    pub(super) text: Result<String, String>,
    /// What is put in square brackets, in order.
    pub(super) replacements: Vec<Replacement>,
}

impl Standalone {
    /// No standalone form, for this reason.
    pub(super) fn none(reason: &str) -> Self {
        Self { text: Err(reason.to_owned()), replacements: Vec::new() }
    }
}

/// The claim to be rewritten.
pub(super) struct Words<'c> {
    /// Byte ranges of the fragments, in order.
    pub(super) fragments: &'c [Range<usize>],
    /// The speaker's name and its probability, if the text shows who speaks.
    pub(super) speaker: Option<(&'c str, f32)>,
    /// Whether it is an attribution's content rather than a sentence of the author's.
    pub(super) attributed: bool,
    /// The words that signal the attribution.
    pub(super) cue: &'c str,
}

/// Rewrites the claims of one article.
pub(super) struct Wording<'a> {
    pub(super) spans: &'a Spans<'a>,
    pub(super) referents: &'a [Referent],
    /// For each node, the byte ranges of all words that name it, in order.
    mentions: &'a [Vec<Range<usize>>],
    /// Nodes whose names have "the" before them in the text.
    with_article: HashSet<usize>,
    dates: Dates,
    /// Byte ranges of the outermost quotations, in order.
    quoted: Vec<Range<usize>>,
}

/// Words that are replaced, or after which others are inserted.
pub(super) struct Edit {
    /// Byte range of the words.
    pub(super) span: Range<usize>,
    /// What is put in square brackets.
    pub(super) by: String,
    /// What follows the brackets: a possessive ending.
    pub(super) ending: &'static str,
    /// Whether the words are kept.
    pub(super) stays: bool,
    pub(super) confidence: f32,
}

impl<'a> Wording<'a> {
    pub(super) fn new(spans: &'a Spans<'a>, resolution: &'a Resolution) -> Self {
        let Resolution { referents, mentions, .. } = resolution;
        let outermost = spans.prepared.quotations.iter().filter(|quotation| quotation.depth == 0);
        Self {
            spans,
            referents,
            mentions,
            with_article: with_article(&spans.prepared.article.text, resolution),
            dates: Dates::of(&spans.prepared.article.metadata),
            quoted: outermost.map(|quotation| quotation.span.clone()).collect(),
        }
    }

    /// Rewrites one claim.
    pub(super) fn word(&self, words: &Words<'_>) -> Standalone {
        let length: usize = words.fragments.iter().map(Range::len).sum();
        if words.fragments.len() > MOST_FRAGMENTS || length > LONGEST {
            return Standalone::none("it is too long");
        }
        match self.edits(words) {
            Err(reason) => Standalone { text: Err(reason), replacements: Vec::new() },
            Ok(edits) => {
                let Some(text) = self.text(words, &edits) else {
                    return Standalone::none("its parts do not form a sentence");
                };
                let replacement = |edit: &Edit| Replacement {
                    span: self.spans.span(edit.span.clone()),
                    by: edit.by.clone(),
                    confidence: rounded(edit.confidence),
                };
                let replacements = edits.iter().map(replacement).collect();
                Standalone { text: Ok(text), replacements }
            }
        }
    }

    pub(super) fn source_text(&self) -> &'a str {
        &self.spans.prepared.article.text
    }

    /// The edits to make, or why the claim does not stand alone.
    fn edits(&self, words: &Words<'_>) -> Result<Vec<Edit>, String> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut known: Vec<usize> = Vec::new();
        let mut speaks_for_himself = false;
        let mut kinds: Vec<Sort> = Vec::new();
        self.begins_alone(words)?;
        for fragment in words.fragments {
            let first = self.referents.partition_point(|referent| referent.span.start < fragment.start);
            let within = self.referents[first..].iter().take_while(|referent| referent.span.start < fragment.end);
            for referent in within.filter(|referent| referent.span.end <= fragment.end) {
                if edits.last().is_some_and(|edit| referent.span.start < edit.span.end) {
                    continue;
                }
                let is_known = referent.means.as_ref().is_some_and(|meant| {
                    known.contains(&meant.node) || self.is_named_before(meant.node, words.fragments, &referent.span)
                });
                if let Some(meant) = &referent.means {
                    known.push(meant.node);
                }
                let edit = match referent.sort {
                    Sort::Pronoun => {
                        if self.is_first_person(&referent.span) {
                            let edit = self.speaker(referent, words).filter(|_| !speaks_for_himself);
                            speaks_for_himself |= edit.is_some();
                            edit
                        } else if is_known {
                            None
                        } else {
                            self.pronoun(referent).or_else(|reason| {
                                if self.may_be_within(&kinds, &referent.span) { Ok(None) } else { Err(reason) }
                            })?
                        }
                    }
                    Sort::Person if !is_known => self.short_name(referent),
                    Sort::Description if !is_known => self.description(referent),
                    _ => None,
                };
                // A name with these characters was delimited wrongly: it replaces nothing.
                edits.extend(edit.filter(|edit| !edit.by.contains(['“', '”', '"', '\n'])));
                kinds.push(referent.sort);
            }
            self.dangling(fragment, &edits)?;
            self.days(fragment, &mut edits);
        }
        if let Some(edit) = self.subject(words)? {
            edits.insert(0, edit);
        }
        Ok(edits)
    }

    pub(super) fn lower(&self, span: &Range<usize>) -> String {
        self.source_text()[span.clone()].to_lowercase()
    }

    fn is_first_person(&self, span: &Range<usize>) -> bool {
        ["i", "me", "my", "mine", "myself"].contains(&self.lower(span).as_str())
    }

    /// “I [Anna Larsen] …”: adds the speaker after the first-person pronoun.
    fn speaker(&self, referent: &Referent, words: &Words<'_>) -> Option<Edit> {
        let (name, confidence) = words.speaker.filter(|&(_, confidence)| confidence >= SURE)?;
        let meant = referent.means.as_ref()?;
        let possessive = ["my", "mine"].contains(&self.lower(&referent.span).as_str());
        let by = if possessive { format!("{name}’s") } else { name.to_owned() };
        (meant.named && meant.name == name).then(|| Edit {
            span: referent.span.clone(),
            by,
            ending: "",
            stays: true,
            confidence,
        })
    }

    /// Replaces a pronoun: "[Anna Larsen] would resign".
    fn pronoun(&self, referent: &Referent) -> Result<Option<Edit>, String> {
        let word = self.lower(&referent.span);
        let (possessive, personal) = match word.as_str() {
            "he" | "him" | "she" | "they" | "them" | "it" => (false, true),
            "his" | "its" | "their" | "theirs" | "hers" => (true, true),
            "her" => (self.is_possessive(&referent.span), true),
            _ => (false, false),
        };
        if !personal {
            return Ok(None);
        }
        let thing = ["it", "its", "they", "them", "their", "theirs"].contains(&word.as_str());
        let least = |named: bool| match (named, thing) {
            (false, _) => SURE_NAMELESS,
            (true, true) => SURE_THING,
            (true, false) => SURE,
        };
        match &referent.means {
            Some(meant) if meant.confidence >= least(meant.named) => Ok(Some(Edit {
                span: referent.span.clone(),
                by: self.with_article(meant),
                ending: if possessive { "’s" } else { "" },
                stays: false,
                confidence: meant.confidence,
            })),
            _ => Err(format!("it is unclear who or what “{word}” refers to")),
        }
    }

    /// Whether "her" is possessive: a noun or adjective follows.
    fn is_possessive(&self, span: &Range<usize>) -> bool {
        const NO_NOUNS: [&str; 30] = [
            "to", "that", "and", "or", "but", "in", "on", "at", "for", "from", "with", "by", "of", "as", "when", "if",
            "about", "into", "over", "after", "before", "because", "while", "out", "up", "down", "off", "a", "the",
            "is",
        ];
        let rest = &self.source_text()[span.end..];
        let next: String =
            rest.trim_start_matches(' ').chars().take_while(|character| character.is_alphanumeric()).collect();
        rest.starts_with(' ') && !next.is_empty() && !NO_NOUNS.contains(&next.to_lowercase().as_str())
    }

    /// Replaces a short name: "[Anna Larsen]" for "Larsen".
    fn short_name(&self, referent: &Referent) -> Option<Edit> {
        let Meant { name, confidence, named, .. } = referent.means.as_ref()?;
        let given = &self.source_text()[referent.span.clone()];
        let shorter = name.split(' ').count() > given.split_whitespace().count() && name.ends_with(given);
        (*named && shorter && *confidence >= SURE).then(|| Edit {
            span: referent.span.clone(),
            by: name.clone(),
            ending: "",
            stays: false,
            confidence: *confidence,
        })
    }

    /// Replaces a description: "[Anna Larsen]" for "the minister", "[Harl Bank]" for "the bank", if the noun is the
    /// name's last word or, for a person, part of the job that the text states.
    fn description(&self, referent: &Referent) -> Option<Edit> {
        let meant = referent.means.as_ref()?;
        let words = self.lower(&referent.span);
        let noun = words.strip_prefix("the ")?.rsplit(' ').next()?;
        let job = meant.job.as_deref().unwrap_or_default().to_lowercase();
        let called = meant.name.to_lowercase().rsplit(' ').next() == Some(noun)
            || meant.person && job.split(|character: char| !character.is_alphanumeric()).any(|word| word == noun);
        (called && meant.named && meant.confidence >= SURE_THING).then(|| Edit {
            span: referent.span.clone(),
            by: self.with_article(meant),
            ending: "",
            stays: false,
            confidence: meant.confidence,
        })
    }

    /// The name, with "the" if the text uses it with that name.
    fn with_article(&self, meant: &Meant) -> String {
        let article = !meant.person && meant.named && self.with_article.contains(&meant.node);
        if article { format!("the {}", meant.name) } else { meant.name.clone() }
    }

    /// Whether the claim mentions `node` before the words at `span`.
    fn is_named_before(&self, node: usize, fragments: &[Range<usize>], span: &Range<usize>) -> bool {
        let mentions = &self.mentions[node];
        fragments.iter().filter(|fragment| fragment.start < span.start).any(|fragment| {
            let first = mentions.partition_point(|mention| mention.start < fragment.start);
            let end = fragment.end.min(span.start);
            mentions[first..].iter().take_while(|mention| mention.start < end).any(|mention| mention.end <= end)
        })
    }

    /// Adds the date after each day of the week, "today" and the like, outside quotations.
    fn days(&self, fragment: &Range<usize>, edits: &mut Vec<Edit>) {
        let text = &self.source_text()[fragment.clone()];
        for (at, date) in self.dates.days(text) {
            let span = fragment.start + at.start..fragment.start + at.end;
            let before = self.quoted.partition_point(|quoted| quoted.start <= span.start);
            let is_quoted = before > 0 && span.end <= self.quoted[before - 1].end;
            let replaced =
                edits.iter().any(|edit| !edit.stays && edit.span.start < span.end && span.start < edit.span.end);
            if !is_quoted && !replaced {
                let at = edits.partition_point(|edit| edit.span.start < span.start);
                edits.insert(at, Edit { span, by: date, ending: "", stays: true, confidence: 0.9 });
            }
        }
    }

    /// Adds the subject of an infinitive or gerund: "[Anna Larsen] to resign".
    fn subject(&self, words: &Words<'_>) -> Result<Option<Edit>, String> {
        let Some(fragment) = words.fragments.first().filter(|_| words.attributed) else { return Ok(None) };
        let text = &self.source_text()[fragment.clone()];
        let first = text.split_whitespace().next().unwrap_or_default();
        let gerund = first.len() > 5 && first.ends_with("ing") && !first.ends_with("thing") && text.contains(' ');
        // In "rebuilding the wall would take years", the gerund is the subject.
        let finite = words.fragments.iter().any(|fragment| has_verb(&self.source_text()[fragment.clone()]));
        if first != "to" && (!gerund || finite || first.starts_with(char::is_uppercase)) {
            return Ok(None);
        }
        match words.speaker {
            Some((name, confidence)) if confidence >= SURE && !is_directed(words.cue) => Ok(Some(Edit {
                span: fragment.start..fragment.start,
                by: name.to_owned(),
                ending: " ",
                stays: false,
                confidence,
            })),
            _ => Err("it is unclear who is to do it".to_owned()),
        }
    }

    /// The fragments with their edits, joined; `None` where they do not form one text.
    fn text(&self, words: &Words<'_>, edits: &[Edit]) -> Option<String> {
        let mut joined = String::new();
        for (index, fragment) in words.fragments.iter().enumerate() {
            let mut piece = String::new();
            let mut at = fragment.start;
            for edit in edits.iter().filter(|edit| fragment.start <= edit.span.start && edit.span.start < fragment.end)
            {
                let kept = if edit.stays { edit.span.end } else { edit.span.start };
                piece.push_str(&self.source_text()[at..kept]);
                if edit.stays {
                    piece.push(' ');
                }
                let _ = write!(piece, "[{}]{}", edit.by, edit.ending);
                at = edit.span.end;
            }
            piece.push_str(&self.source_text()[at..fragment.end]);
            let piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
            let piece =
                if index == 0 && words.attributed { piece.strip_prefix("that ").unwrap_or(&piece) } else { &piece };
            let between =
                index.checked_sub(1).map(|before| &self.source_text()[words.fragments[before].end..fragment.start]);
            join(&mut joined, piece, between.unwrap_or_default()).then_some(())?;
        }
        Some(finish(&joined))
    }
}

/// Whether somebody other than the speaker is to act: "urged to leave", "ordered to".
fn is_directed(cue: &str) -> bool {
    const VERBS: [&str; 18] = [
        "urg", "tell", "told", "ask", "advis", "order", "warn", "encourag", "call", "invit", "persuad", "request",
        "instruct", "direct", "press", "remind", "command", "challeng",
    ];
    let cue = cue.to_lowercase();
    cue.split(|character: char| !character.is_alphabetic()).any(|word| VERBS.iter().any(|verb| word.starts_with(verb)))
}

/// Whether a text has a finite verb, as far as auxiliaries show it.
fn has_verb(text: &str) -> bool {
    const AUXILIARIES: [&str; 16] = [
        "is", "was", "are", "were", "will", "would", "has", "had", "can", "could", "may", "might", "must", "should",
        "does", "did",
    ];
    text.split_whitespace().any(|word| AUXILIARIES.contains(&word))
}

/// The nodes whose names have "the" before them in the text.
fn with_article(text: &str, resolution: &Resolution) -> HashSet<usize> {
    let mut asked = HashSet::new();
    let meant = resolution.referents.iter().filter_map(|referent| referent.means.as_ref());
    let nodes = meant.filter(|meant| meant.named && !meant.person && asked.insert(meant.node));
    let has_article = |meant: &&Meant| {
        resolution.mentions[meant.node].iter().any(|mention| {
            let before = &text[..mention.start];
            text[mention.clone()] == meant.name && (before.ends_with(" the ") || before.ends_with("The "))
        })
    };
    nodes.filter(has_article).map(|meant| meant.node).collect()
}
