use super::{CueScores, EncodeError, Encoder, WindowScores, decode_mentions};
use crate::model::chain::{Chain, spans};
use crate::model::tags::{B_CUE, CUE_TAGS, OUTSIDE, ROLE_TAGS};
use crate::model::{Model, Room};
use crate::prepare::Window;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ops::Range;
use std::sync::Arc;

/// A trained model as an encoder that calculates in one thread.
pub struct NetworkEncoder {
    model: Arc<Model>,
    room: Room,
    /// The pool to calculate in if the calling thread is not in a pool of one.
    pool: Option<ThreadPool>,
}

impl NetworkEncoder {
    /// Creates an encoder for this model.
    pub fn new(model: Arc<Model>) -> Self {
        Self { model, room: Room::default(), pool: None }
    }
}

/// The vector of each sentence of a window's core, `[sentences, hidden]`: the input to which sentence heads are fitted.
pub fn sentence_vectors(model: &Model, window: &Window) -> Vec<Vec<f32>> {
    let words = model.network.words(&[window], &mut Room::default());
    model.network.sentences(&words, (0, window))
}

/// Makes the calling thread a pool of its own for the lifetime of the returned value. Otherwise matrix products would
/// be spread over a pool of many threads, which already work on other articles.
///
/// # Errors
/// The thread already belongs to a pool.
pub fn pool_of_one() -> Result<ThreadPool, EncodeError> {
    ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().map_err(EncodeError::new)
}

impl Encoder for NetworkEncoder {
    fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
        let Self { model, room, pool } = self;
        if rayon::current_thread_index().is_some() && rayon::current_num_threads() == 1 {
            return Ok(encode(model, windows, room));
        }
        let pool = match pool {
            Some(pool) => pool,
            None => pool.insert(ThreadPoolBuilder::new().num_threads(1).build().map_err(EncodeError::new)?),
        };
        Ok(pool.install(|| encode(model, windows, room)))
    }
}

fn encode(model: &Model, windows: &[&Window], room: &mut Room) -> Vec<WindowScores> {
    let network = &model.network;
    let words = network.words(windows, room);
    windows
        .iter()
        .enumerate()
        .map(|(index, window)| {
            let window = (index, *window);
            let emissions = network.cues(&words, index, room);
            let found = decode_cues(&network.cue_chain, window.1, &emissions, model.config.saidso.decisions.cue_bias);
            let places: Vec<Range<usize>> = found.iter().map(|cue| cue.words.clone()).collect();
            let roles = if places.is_empty() { Vec::new() } else { network.roles(&words, window, &places, room) };
            let cues = found.into_iter().zip(roles).map(|(cue, roles)| cue.with_roles(window.1, roles));
            let stance = network.stances(&words, window, room);
            let (names, descriptions) = network.mention_tags(&words, index, room);
            let names = (&network.name_chain, &names[..]);
            let mentions = decode_mentions(names, (&network.description_chain, &descriptions), window.1);
            let places: Vec<Range<usize>> = mentions.iter().map(|mention| mention.words.clone()).collect();
            let vectors = network.mention_vectors(&words, index, &places, room);
            let mentions = mentions.into_iter().zip(vectors);
            let mentions = mentions.map(|(mention, vectors)| mention.with_vectors(window.1, vectors)).collect();
            let check_worthy = match &model.config.saidso.check_worthy {
                Some(head) => network.sentences(&words, window).iter().map(|vector| head.probability(vector)).collect(),
                None => Vec::new(),
            };
            WindowScores { cues: cues.collect(), stance, check_worthy, mentions }
        })
        .collect()
}

/// A cue, located by its words in the window.
pub struct FoundCue {
    /// Words, counted from the window's first.
    pub words: Range<usize>,
    /// As in [`CueScores`].
    pub probability: f32,
    /// As in [`CueScores`].
    pub presence: f32,
}

/// Decodes the cues in a window's core from each cue tag's score for each word of the window.
pub fn decode_cues(
    chain: &Chain<CUE_TAGS>,
    window: &Window,
    emissions: &[[f32; CUE_TAGS]],
    cue_bias: f32,
) -> Vec<FoundCue> {
    let sums = chain.sums(emissions);
    let biased: Vec<[f32; CUE_TAGS]> = emissions
        .iter()
        .map(|scores| {
            let mut scores = *scores;
            scores[B_CUE] += cue_bias;
            scores
        })
        .collect();
    let core = window.core.start - window.words.start;
    spans(&chain.best(&biased), B_CUE)
        .into_iter()
        .filter(|words| words.start >= core)
        .map(|words| FoundCue {
            probability: sums.span(&words, B_CUE),
            presence: words.clone().map(|word| 1.0 - sums.tag(word, OUTSIDE)).fold(0.0, f32::max),
            words,
        })
        .collect()
}

impl FoundCue {
    /// Adds the score of each role tag for each word of the window.
    pub fn with_roles(self, window: &Window, roles: Vec<[f32; ROLE_TAGS]>) -> CueScores {
        let first = window.words.start;
        CueScores {
            words: first + self.words.start..first + self.words.end,
            probability: self.probability,
            presence: self.presence,
            roles,
        }
    }
}
