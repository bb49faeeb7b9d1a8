//! The encoder and its heads combined.

use super::ModelError;
use super::bert::{Bert, Pieces, Scratch};
use super::chain::Chain;
use super::config::ModelConfig;
use super::heads::{HeadScratch, RoleHead, StanceHead, mean};
use super::linear::{Arithmetic, Linear};
use super::mentions::{AntecedentHead, MentionHead, MentionVectors};
use super::stance::Stance;
use super::tags::{CUE_TAGS, DESCRIPTION_TAGS, NAME_TAGS, ROLE_TAGS};
use super::weights::Weights;
use crate::prepare::Window;
use std::ops::Range;

/// Prefix of the names of the encoder's tensors; all other tensors belong to the heads.
pub const ENCODER_PREFIX: &str = "bert.";

/// The encoder and its heads, for inference.
pub(crate) struct Network {
    encoder: Bert,
    cue: Linear,
    role: RoleHead,
    stance: StanceHead,
    mention: MentionHead,
    pub(crate) antecedents: AntecedentHead,
    pub(crate) name_chain: Chain<NAME_TAGS>,
    pub(crate) description_chain: Chain<DESCRIPTION_TAGS>,
    pub(crate) cue_chain: Chain<CUE_TAGS>,
    pub(crate) role_chain: Chain<ROLE_TAGS>,
}

/// Working memory, kept from batch to batch; each thread has its own.
#[derive(Default)]
pub(crate) struct Room {
    encoder: Scratch,
    heads: HeadScratch,
}

/// The vectors of the words of some windows.
pub(crate) struct Words {
    /// `[words, hidden]`, one window after another.
    pub(super) vectors: Vec<f32>,
    hidden: usize,
    /// The words of each window.
    windows: Vec<Range<usize>>,
}

impl Words {
    fn of(&self, window: usize) -> &[f32] {
        let Range { start, end } = self.windows[window];
        &self.vectors[start * self.hidden..end * self.hidden]
    }
}

impl Network {
    /// Reads the encoder and the heads.
    ///
    /// # Errors
    /// A tensor is missing or has the wrong shape.
    pub(crate) fn load(
        weights: &Weights<'_>,
        config: &ModelConfig,
        arithmetic: Arithmetic,
    ) -> Result<Self, ModelError> {
        let hidden = config.encoder.hidden_size;
        Ok(Self {
            encoder: Bert::load(weights, ENCODER_PREFIX, &config.encoder, arithmetic)?,
            cue: Linear::load(weights, &["cue".to_owned()], [hidden, CUE_TAGS], Arithmetic::Single)?,
            role: RoleHead::load(weights, hidden, config.saidso.role_width, ROLE_TAGS)?,
            stance: StanceHead::load(weights, hidden, config.saidso.stance_width)?,
            mention: MentionHead::load(weights, hidden, config.saidso.antecedent_width)?,
            antecedents: AntecedentHead::load(weights, config.saidso.antecedent_width)?,
            name_chain: Chain::load(weights, "name_chain")?,
            description_chain: Chain::load(weights, "description_chain")?,
            cue_chain: Chain::load(weights, "cue_chain")?,
            role_chain: Chain::load(weights, "role_chain")?,
        })
    }

    /// Runs the encoder once and returns the vector of each word's first piece.
    pub(crate) fn words(&self, windows: &[&Window], room: &mut Room) -> Words {
        let pieces: Vec<Pieces<'_>> = windows
            .iter()
            .map(|window| Pieces { ids: &window.pieces, segments: &window.segments, wanted: &window.first_pieces })
            .collect();
        self.encoder.forward(&pieces, &mut room.encoder);
        let mut first = 0;
        let of = windows.iter().map(|window| {
            let words = first..first + window.words.len();
            first = words.end;
            words
        });
        let windows = of.collect();
        Words { vectors: room.encoder.states.clone(), hidden: self.encoder.hidden(), windows }
    }

    /// Score of each cue tag for each word of a window, which must not be empty.
    pub(crate) fn cues(&self, words: &Words, window: usize, room: &mut Room) -> Vec<[f32; CUE_TAGS]> {
        let mut scores = Vec::new();
        self.cue.forward(words.of(window), &mut scores, &mut room.encoder.integers);
        scores.as_chunks::<CUE_TAGS>().0.to_vec()
    }

    /// Score of each role tag for each word of a window, for each of its cues, given as words counted from the window's
    /// first.
    pub(crate) fn roles(
        &self,
        words: &Words,
        (index, window): (usize, &Window),
        cues: &[Range<usize>],
        room: &mut Room,
    ) -> Vec<Vec<[f32; ROLE_TAGS]>> {
        self.role.forward(words.of(index), window, cues, &mut room.heads)
    }

    /// The stance of each sentence of a window's core.
    pub(crate) fn stances(&self, words: &Words, (index, window): (usize, &Window), room: &mut Room) -> Vec<Stance> {
        let sentences: Vec<Range<usize>> = window
            .sentences
            .iter()
            .map(|(_, words)| words.start - window.words.start..words.end - window.words.start)
            .collect();
        self.stance.forward(words.of(index), &sentences, &mut room.heads)
    }

    /// The vector of each sentence of a window's core, the mean of its words' vectors: `[sentences, hidden]`.
    pub(crate) fn sentences(&self, words: &Words, (index, window): (usize, &Window)) -> Vec<Vec<f32>> {
        let vectors = words.of(index);
        let hidden = self.encoder.hidden();
        let of = |words: &Range<usize>| {
            let start = words.start - window.words.start;
            let run = &vectors[start * hidden..(start + words.len()) * hidden];
            let mut vector = Vec::with_capacity(hidden);
            mean(run.chunks_exact(hidden).map(|word| (1.0, word)), hidden, &mut vector);
            vector
        };
        window.sentences.iter().map(|(_, words)| of(words)).collect()
    }

    /// Score of each tag of names and pronouns, and of titles and descriptions, for each word of a window.
    pub(crate) fn mention_tags(
        &self,
        words: &Words,
        window: usize,
        room: &mut Room,
    ) -> (Vec<[f32; NAME_TAGS]>, Vec<[f32; DESCRIPTION_TAGS]>) {
        self.mention.tags(words.of(window), &mut room.heads)
    }

    /// The antecedent head's input for mentions, given as words counted from the window's first.
    pub(crate) fn mention_vectors(
        &self,
        words: &Words,
        window: usize,
        mentions: &[Range<usize>],
        room: &mut Room,
    ) -> Vec<MentionVectors> {
        self.mention.vectors(words.of(window), mentions, &mut room.heads)
    }
}
