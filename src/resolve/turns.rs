//! Sources that are not part of a sentence: the signature of a letter, the beginning of a turn in a transcript.

use super::names::NameKind;
use super::resolver::{NAMED, Resolver};
use crate::lexicon::is_given_name;
use crate::prepare::signatures;
use crate::record::Role;
use std::ops::Range;

impl Resolver<'_> {
    /// The pen name, if the source of an attribution is the signature of a letter: one word, words in capitals, or
    /// words with a lower-case one among them ("Sleepless in Lomvik"), of which the first is not a given name.
    pub(super) fn pen_name(&self, index: usize, word: usize) -> Option<String> {
        let prepared = self.tokens.prepared;
        let sentence = prepared.sentence(word);
        if !self.attributions[index].turn || sentence.role != Role::Boilerplate {
            return None;
        }
        let signature = &prepared.article.text[sentence.span.clone()];
        let name = &signature[signatures::of_letter(signature)?];
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_small = |word: &&str| word.starts_with(char::is_lowercase);
        let is_made_up = words.len() == 1 || words.iter().any(is_small) || !name.contains(char::is_lowercase);
        (is_made_up && !name.contains([',', '(']) && !is_given_name(words.first()?)).then(|| name.to_owned())
    }

    /// Who takes a turn in an office: "CHAIR (Diane Foxall):", and "CHAIR:" from then on.
    pub(super) fn holder(&mut self, run: &Range<usize>, index: usize) -> Option<(usize, f32)> {
        let tokens = self.tokens;
        let office = |tokens_of: Range<usize>| tokens.slice(tokens_of).to_lowercase();
        if !self.attributions[index].turn {
            return None;
        }
        let Some(bracket) = run.clone().skip(1).find(|&index| tokens.of(index) == "(") else {
            return self.offices.get(&office(run.clone())).map(|&node| (node, NAMED));
        };
        let name = self.names_within(&(bracket..run.end)).find(|name| name.kind == NameKind::Person)?.clone();
        let node = self.entity_node(&name);
        self.offices.insert(office(run.start..bracket), node);
        Some((node, NAMED))
    }

    /// Whether the source of a turn or a signature is two to four capitalised words and nothing else.
    pub(super) fn is_bare_name(&self, run: &Range<usize>, index: usize) -> bool {
        let capitals = run.clone().all(|index| self.tokens.is_capital(index));
        self.attributions[index].turn && capitals && (2..5).contains(&run.len())
    }
}
