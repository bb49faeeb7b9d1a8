//! Explains how the source of each attribution was found, from the notes taken while the article was resolved.

use super::candidates::Candidate;
use super::notes::{Considered, Decision, Objection, Refused, RuledOut, SourceExplanation, Who};
use super::resolver::{Asked, Resolver};
use crate::encode::Sort;

/// The most that are given of each list.
const MOST: usize = 5;
/// The least probability that is given.
const LEAST: f32 = 0.005;

impl Resolver<'_> {
    /// How the source of each attribution was found; `None` for names, and everywhere if nothing was noted.
    pub(super) fn explanations(&self) -> Vec<Option<SourceExplanation>> {
        let explained = |index: usize| {
            let notes = self.notes.as_ref()?;
            let &(decision, mention) = notes.decisions.get(&index)?;
            let considered = mention.and_then(|mention| notes.considered.get(&mention));
            (decision != Decision::Named).then(|| SourceExplanation {
                decided: decision.words(),
                considered: considered.map(|(candidates, refused)| self.considered(candidates, refused)),
            })
        };
        (0..self.references.len()).map(explained).collect()
    }

    fn considered(&self, candidates: &[Candidate], refused: &[Refused]) -> Considered {
        let name = |node: usize| self.nodes.all[node].name.clone();
        let nobody = 1.0 - candidates.iter().map(|candidate| candidate.probability).sum::<f32>();
        let likely = candidates.iter().filter(|candidate| candidate.probability >= LEAST).take(MOST);
        let mut ruled_out: Vec<RuledOut> = Vec::new();
        let mut refused = refused.to_vec();
        refused.sort_by(|one, other| other.probability.total_cmp(&one.probability));
        for Refused { who, probability, why } in refused {
            let node = match who {
                Who::Node(node) => Some(node),
                Who::Mention(mention) => match self.referents[mention] {
                    Asked::Somebody(node, _) => Some(node),
                    Asked::Not | Asked::Nobody => None,
                },
            };
            let who = match (node, who) {
                (Some(node), _) | (None, Who::Node(node)) => name(node),
                (None, Who::Mention(mention)) => self.words_of(mention),
            };
            let is_candidate = candidates.iter().any(|candidate| Some(candidate.node) == node);
            let is_known = ruled_out.iter().any(|known| known.who == who);
            if !is_candidate && !is_known && probability >= LEAST && why != Objection::Part && ruled_out.len() < MOST {
                ruled_out.push(RuledOut { who, probability, why: why.words() });
            }
        }
        Considered {
            candidates: likely.map(|candidate| (name(candidate.node), candidate.probability)).collect(),
            nobody: nobody.clamp(0.0, 1.0),
            ruled_out,
        }
    }

    /// The words of a mention; those of a name are its entity's.
    fn words_of(&self, mention: usize) -> String {
        let named = self.entities.of_mention(mention).filter(|_| self.mentions[mention].sort != Sort::Title);
        match named {
            Some(entity) => self.entities.all[entity].name.clone(),
            None => self.tokens.slice(self.mentions[mention].tokens.clone()).to_owned(),
        }
    }
}
