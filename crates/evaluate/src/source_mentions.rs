//! Coreference of the mentions of sources: whether the words that a system gives for one source mean one entity, and
//! whether it has all names of that entity.
//!
//! A system only groups the mentions of whoever it takes for a source, and only those pronouns and descriptions that
//! name a source; gold sets have all mentions of everybody. So these mentions count:
//!
//! - **The response**: the mentions of the system's sources that are gold mentions too. One is the gold mention of the
//!   same extent or else the first one with the same head, each gold mention taken once. The others cannot be judged,
//!   as gold sets lack some sorts (in GUM, descriptions of documents); the measure `found` is the share that remains.
//!   The mentions of a source that the system calls unresolved are a cluster each, since it does not say whom they mean.
//! - **The key**: of every entity that has a mention in the response, all mentions by name, found or not, and those
//!   other mentions that are in the response. Titles never count.
//!
//! Whether somebody is a source at all is left to the measures of attributions.

use super::cells::{Cell, Retrieval};
use super::coreference::{Clusters, b_cubed, ceaf_e, lea, without_singletons};
use super::measured::{Measured, measured};
use saidso::record::MentionSort;
use saidso_formats::gold::{GoldArticle, Mention, NamedBy, Tokens};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Words that end the part of a mention that has its head: "a spokesman for …", "the woman who …".
const AFTER_HEAD: [&str; 24] = [
    "about", "after", "against", "and", "as", "at", "before", "between", "by", "during", "for", "from", "in", "near",
    "of", "on", "or", "over", "that", "to", "under", "which", "who", "with",
];

/// The measures of an article; without gold mentions, nothing is counted.
pub(super) fn measure(gold: &GoldArticle, predicted: Option<&[NamedBy]>) -> Vec<Measured> {
    let Counted { key, response, found, given } = match &gold.document.mentions {
        Some(mentions) => Counted::new(gold, mentions, predicted.unwrap_or_default()),
        None => Counted::default(),
    };
    let put = |measure, counts: Retrieval| measured("coreference", measure, Cell::Retrieval(counts));
    let (linked_key, linked_response) = (without_singletons(&key), without_singletons(&response));
    vec![
        measured("coreference", "found", Cell::Mean { statistic: "share", sum: found as f64, count: given as f64 }),
        put("b3", b_cubed(&key, &response)),
        put("ceafe", ceaf_e(&key, &response)),
        put("lea", lea(&key, &response)),
        put("b3_without_singletons", b_cubed(&linked_key, &linked_response)),
        put("ceafe_without_singletons", ceaf_e(&linked_key, &linked_response)),
        put("lea_without_singletons", lea(&linked_key, &linked_response)),
    ]
}

/// The mentions that count, as indices of gold mentions.
#[derive(Default)]
struct Counted {
    key: Clusters,
    response: Clusters,
    /// How many of the system's mentions are gold mentions.
    found: usize,
    /// How many the system gives.
    given: usize,
}

impl Counted {
    fn new(gold: &GoldArticle, mentions: &[Mention], predicted: &[NamedBy]) -> Self {
        let mut matching = Matching::new(&gold.text, &gold.tokens, mentions);
        let given: Vec<(usize, &Range<usize>)> = predicted
            .iter()
            .enumerate()
            .flat_map(|(source, named)| named.spans.iter().map(move |span| (source, span)))
            .collect();
        let mut means: Vec<Option<usize>> = given.iter().map(|(_, span)| matching.exact(span)).collect();
        for ((_, span), mention) in given.iter().zip(&mut means) {
            *mention = mention.or_else(|| matching.by_head(span));
        }
        let mut response: Clusters = vec![Vec::new(); predicted.len()];
        for ((source, _), mention) in given.iter().zip(&means) {
            match mention {
                Some(mention) if predicted[*source].unresolved => response.push(vec![*mention]),
                Some(mention) => response[*source].push(*mention),
                None => {}
            }
        }
        response.retain(|cluster| !cluster.is_empty());
        let found = means.iter().flatten().count();
        Self { key: matching.key(), response, found, given: given.len() }
    }
}

/// Finds gold mentions, each once.
struct Matching<'g> {
    text: &'g str,
    tokens: &'g Tokens,
    mentions: &'g [Mention],
    of_extent: HashMap<Range<usize>, usize>,
    /// Mentions by the token that is their head, in the order of the text.
    of_head: HashMap<usize, Vec<usize>>,
    taken: Vec<bool>,
}

impl<'g> Matching<'g> {
    fn new(text: &'g str, tokens: &'g Tokens, mentions: &'g [Mention]) -> Self {
        let taken = vec![false; mentions.len()];
        let mut matching = Self { text, tokens, mentions, of_extent: HashMap::new(), of_head: HashMap::new(), taken };
        let counts = |mention: &Mention| mention.sort != MentionSort::Title && mention.entity.is_some();
        for (index, mention) in mentions.iter().enumerate().filter(|(_, mention)| counts(mention)) {
            matching.of_extent.entry(tokens.range(&mention.span)).or_insert(index);
            if let Some(head) = matching.head(&mention.span) {
                matching.of_head.entry(head).or_default().push(index);
            }
        }
        matching
    }

    fn exact(&mut self, span: &Range<usize>) -> Option<usize> {
        let index = *self.of_extent.get(&self.tokens.range(span))?;
        self.take(index)
    }

    fn by_head(&mut self, span: &Range<usize>) -> Option<usize> {
        let all = self.of_head.get(&self.head(span)?)?;
        let index = *all.iter().find(|&&index| !self.taken[index])?;
        self.take(index)
    }

    fn take(&mut self, index: usize) -> Option<usize> {
        let free = !std::mem::replace(&mut self.taken[index], true);
        free.then_some(index)
    }

    /// The head of a mention: its last word before a comma, bracket or dash, a preposition, a conjunction or a relative
    /// pronoun.
    fn head(&self, span: &Range<usize>) -> Option<usize> {
        let mut head = None;
        for token in self.tokens.range(span) {
            let word = &self.text[self.tokens.span(token)];
            let ends = matches!(word, "," | ";" | ":" | "(" | "[" | "–" | "—")
                || AFTER_HEAD.contains(&word.to_lowercase().as_str());
            if head.is_some() && ends {
                break;
            }
            let is_ending = word == "s" && token > 0 && matches!(&self.text[self.tokens.span(token - 1)], "'" | "’");
            if word.starts_with(char::is_alphanumeric) && !is_ending {
                head = Some(token);
            }
        }
        head
    }

    /// The clusters of the entities that have a mention taken.
    fn key(&self) -> Clusters {
        let mut clusters: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let is_taken = |index: &usize| self.taken[*index];
        for index in (0..self.mentions.len()).filter(is_taken) {
            clusters.entry(self.mentions[index].entity.as_deref().unwrap_or_default()).or_default();
        }
        for (index, mention) in self.mentions.iter().enumerate() {
            let cluster = mention.entity.as_deref().and_then(|entity| clusters.get_mut(entity));
            if let Some(cluster) = cluster.filter(|_| mention.sort == MentionSort::Name || self.taken[index]) {
                cluster.push(index);
            }
        }
        clusters.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use saidso::record::AnnotatedArticle;
    use serde_json::json;

    const TEXT: &str =
        "Mayor Ana Ruiz spoke. The mayor, she said, had met Ruiz’s critics. A spokesman for Larsen denied it. He lied.";

    fn span(words: &str, from: usize) -> (usize, usize) {
        let start = from + TEXT[from..].find(words).unwrap();
        let points = |bytes: usize| TEXT[..bytes].chars().count();
        (points(start), points(start + words.len()))
    }

    fn gold() -> GoldArticle {
        let mention = |words: &str, from: usize, sort: &str, entity: &str| {
            let (start, end) = span(words, from);
            json!({"start": start, "end": end, "text": words, "sort": sort, "kind": "person", "entity": entity})
        };
        let article = json!({"id": "a", "text": TEXT, "mentions": [
            mention("Mayor", 0, "title", "1"),
            mention("Ana Ruiz", 0, "name", "1"),
            mention("The mayor", 20, "description", "1"),
            mention("she", 20, "pronoun", "1"),
            mention("Ruiz", 20, "name", "1"),
            mention("Ruiz’s critics", 20, "description", "2"),
            mention("A spokesman for Larsen", 20, "description", "3"),
            mention("Larsen", 20, "name", "4"),
            mention("He", 90, "pronoun", "3"),
        ]});
        let article: AnnotatedArticle = serde_json::from_value(article).unwrap();
        GoldArticle::new(article, None).unwrap()
    }

    /// What is counted for sources given by the words that name them and whether they are unresolved.
    fn counted(sources: &[(&[(&str, usize)], bool)]) -> Counted {
        let gold = gold();
        let sources = sources.iter().enumerate().map(|(index, (named, unresolved))| {
            let mentions: Vec<_> = named.iter().map(|(words, from)| span(words, *from)).collect();
            let mentions: Vec<_> = mentions.iter().map(|(start, end)| json!({"start": start, "end": end})).collect();
            json!({"id": format!("s{index}"), "name": "somebody", "unresolved": unresolved, "mentions": mentions})
        });
        let predicted = json!({"id": "a", "sources": sources.collect::<Vec<_>>()});
        let predicted: AnnotatedArticle = serde_json::from_value(predicted).unwrap();
        let predicted = gold.prediction(&predicted).unwrap();
        Counted::new(&gold, gold.document.mentions.as_deref().unwrap(), predicted.named_by.as_deref().unwrap())
    }

    #[test]
    fn mentions_are_found_by_extent_or_head() {
        let found =
            counted(&[(&[("Mayor Ana Ruiz", 0), ("she", 20)], false), (&[("spokesman for Larsen", 20)], false)]);
        assert_eq!((found.found, found.given), (3, 3));
        assert_eq!(found.response, [vec![1, 3], vec![6]]);
        // The name that the system lacks counts, the description that it lacks does not.
        assert_eq!(found.key, [vec![1, 3, 5], vec![6]]);
    }

    #[test]
    fn what_is_no_gold_mention_is_left_out() {
        let found = counted(&[(&[("met", 20)], false), (&[("Larsen", 20), ("denied it", 20)], false)]);
        assert_eq!((found.found, found.given), (1, 3));
        assert_eq!((found.key, found.response), (vec![vec![7]], vec![vec![7]]));
    }

    #[test]
    fn unresolved_mentions_are_not_linked() {
        let found = counted(&[(&[("she", 20), ("He", 90)], true)]);
        assert_eq!(found.response, [[3], [8]]);
        assert_eq!(found.key, [vec![1, 3, 5], vec![8]]);
    }

    #[test]
    fn a_gold_mention_is_found_once() {
        let found = counted(&[(&[("Ruiz", 20)], false), (&[("met Ruiz", 20)], false)]);
        assert_eq!((found.found, found.given), (1, 2));
    }
}
