use super::{Cue, EncodeError, Encoder, WindowScores, decode_cues, decode_mentions};
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
            let cues = found.into_iter().zip(roles);
            let cues: Vec<Cue> =
                cues.filter_map(|(cue, roles)| cue.with_roles(&network.role_chain, window.1, &roles)).collect();
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
            WindowScores { cues, stance, check_worthy, mentions }
        })
        .collect()
}
