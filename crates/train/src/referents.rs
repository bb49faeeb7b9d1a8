//! How well mentions and their antecedents are found, on development data.

use super::TrainError;
use super::data::MentionArticle;
use super::mentions::{is_like, sort};
use saidso::encode::{Mention, Sort, WindowScores};
use saidso::model::{AntecedentHead, MentionPair};
use saidso::prepare::{Prepared, Preparer};
use saidso::resolve::CANDIDATES;
use saidso_evaluate::cells::Retrieval;
use std::collections::HashMap;
use std::ops::Range;

/// An article with its gold mentions.
pub(super) struct Referents {
    pub(super) prepared: Prepared,
    gold: Vec<(Range<usize>, Sort, Option<String>)>,
    closed: bool,
}

/// F1, or shares of right answers, in [0, 1].
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct MentionFigures {
    /// Names with exactly the right words, and correctly classed as names of persons or not: F1.
    pub names: f64,
    /// Titles with exactly the right words: F1.
    pub titles: f64,
    /// Descriptions with exactly the right words: F1.
    pub descriptions: f64,
    /// Pronouns whose chosen antecedent is right, or that rightly have none.
    pub pronouns: f64,
    /// The same for descriptions.
    pub described: f64,
    /// Ambiguous pronouns, measured as in GAP: F1.
    pub gap: f64,
}

impl Referents {
    pub(super) fn new(preparer: &Preparer, article: &MentionArticle) -> Result<Self, TrainError> {
        let text = preparer.prepare(article.article.clone())?;
        let gold = article
            .mentions
            .iter()
            .map(|mention| {
                let words = text.words_in(&text.analysed(&mention.span));
                (words, sort(mention.sort, mention.kind), mention.entity.clone())
            })
            .collect();
        Ok(Self { prepared: text, gold, closed: article.closed })
    }

    fn text(&self, words: &Range<usize>) -> Vec<String> {
        let words = self.prepared.words[words.clone()].iter();
        words.map(|word| self.prepared.article.text[word.span.clone()].to_lowercase()).collect()
    }
}

#[derive(Default)]
struct Counts {
    names: Retrieval,
    titles: Retrieval,
    descriptions: Retrieval,
    pronouns: (usize, usize),
    described: (usize, usize),
    gap: Retrieval,
}

/// Figures over all articles, given the scores of their windows.
pub(super) fn figures(articles: &[Referents], scores: Vec<Vec<WindowScores>>, head: &AntecedentHead) -> MentionFigures {
    let mut counts = Counts::default();
    for (article, scores) in articles.iter().zip(scores) {
        let mentions: Vec<Mention> = scores.into_iter().flat_map(|scores| scores.mentions).collect();
        let antecedents = antecedents(article, head, &mentions);
        if article.closed {
            count_gap(article, &mentions, &antecedents, &mut counts);
        } else {
            count(article, &mentions, &antecedents, &mut counts);
        }
    }
    let share = |(right, all): (usize, usize)| if all == 0 { 0.0 } else { right as f64 / all as f64 };
    MentionFigures {
        names: counts.names.f1(),
        titles: counts.titles.f1(),
        descriptions: counts.descriptions.f1(),
        pronouns: share(counts.pronouns),
        described: share(counts.described),
        gap: counts.gap.f1(),
    }
}

/// The most probable antecedent of each mention, if any.
fn antecedents(article: &Referents, head: &AntecedentHead, mentions: &[Mention]) -> Vec<Option<usize>> {
    let texts: Vec<Vec<String>> = mentions.iter().map(|mention| article.text(&mention.words)).collect();
    let sentence = |index: usize| article.prepared.words[mentions[index].words.start].sentence;
    (0..mentions.len())
        .map(|anaphor| {
            let own = mentions[anaphor].sort.index()?;
            let score = |candidate: usize| {
                let sort = mentions[candidate].sort.index()?;
                let sentences = sentence(anaphor) - sentence(candidate);
                let pair = MentionPair::new((own, &texts[anaphor]), (sort, &texts[candidate]), sentences);
                let [anaphor, other] = [anaphor, candidate].map(|index| &mentions[index].vectors);
                Some((candidate, head.score(anaphor, other, pair)))
            };
            let best =
                (anaphor.saturating_sub(CANDIDATES)..anaphor).filter_map(score).max_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|best| best.1 > head.nobody(&mentions[anaphor].vectors)).map(|best| best.0)
        })
        .collect()
}

fn count(article: &Referents, mentions: &[Mention], antecedents: &[Option<usize>], counts: &mut Counts) {
    let key = |words: &Range<usize>, sort: Sort| (words.start, words.end, sort == Sort::Person, sort.is_name());
    for (class, retrieval) in [
        (Sort::is_name as fn(Sort) -> bool, &mut counts.names),
        (|sort| sort == Sort::Title, &mut counts.titles),
        (|sort| sort == Sort::Description, &mut counts.descriptions),
    ] {
        let gold: Vec<_> = article.gold.iter().filter(|one| class(one.1)).map(|one| key(&one.0, one.1)).collect();
        let found: Vec<_> =
            mentions.iter().filter(|one| class(one.sort)).map(|one| key(&one.words, one.sort)).collect();
        let right = found.iter().filter(|one| gold.contains(one)).count();
        retrieval.add(&Retrieval::one_to_one(right, found.len(), gold.len()));
    }
    let entities: HashMap<(usize, usize, bool), &String> = article
        .gold
        .iter()
        .filter_map(|(words, sort, entity)| Some(((words.start, words.end, sort.is_name()), entity.as_ref()?)))
        .collect();
    let entity = |index: usize| {
        let Mention { words, sort, .. } = &mentions[index];
        entities.get(&(words.start, words.end, sort.is_name())).copied()
    };
    for (index, mention) in mentions.iter().enumerate() {
        let Some(gold) = entity(index) else { continue };
        let right = match antecedents[index] {
            Some(antecedent) => entity(antecedent) == Some(gold),
            None => (0..index).all(|earlier| entity(earlier) != Some(gold)),
        };
        let cell = match mention.sort {
            Sort::Pronoun => &mut counts.pronouns,
            Sort::Description => &mut counts.described,
            _ => continue,
        };
        cell.0 += usize::from(right);
        cell.1 += 1;
    }
}

/// Counts, for each of the two names, whether it is chosen as the pronoun's antecedent.
fn count_gap(article: &Referents, mentions: &[Mention], antecedents: &[Option<usize>], counts: &mut Counts) {
    let Some((pronoun, _, meant)) = article.gold.iter().find(|one| one.1 == Sort::Pronoun) else { return };
    let own = mentions.iter().position(|one| one.sort == Sort::Pronoun && one.words == *pronoun);
    let mut chosen = own.and_then(|own| antecedents[own]);
    while let Some(one) = chosen
        && !mentions[one].sort.is_name()
        && let Some(next) = antecedents[one]
    {
        chosen = Some(next);
    }
    for (words, _, entity) in article.gold.iter().filter(|one| one.1 != Sort::Pronoun) {
        let name = article.text(words);
        let found = chosen.is_some_and(|one| is_like(&article.text(&mentions[one].words), &name));
        let gold = entity == meant;
        counts.gap.add(&Retrieval::one_to_one(usize::from(found && gold), usize::from(found), usize::from(gold)));
    }
}
