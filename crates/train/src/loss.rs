use super::config::{MentionConfig, StanceConfig};
use super::distill::Teacher;
use super::examples::Example;
use super::mentions::Known;
use super::network::{Batch, Network, Pairing, RowWords};
use super::precision::{MatrixPrecision, at_precision};
use saidso::model::chain::FORBIDDEN;
use saidso::resolve::CANDIDATES;
use tch::{Kind, Tensor};

/// The parts of a step's loss.
pub(super) struct Loss {
    /// Negative log-likelihood of cues and roles, per gold cue.
    pub(super) attribution: Tensor,
    /// Weighted negative log-likelihood of the stances that a sentence may have, per sentence.
    pub(super) stance: Tensor,
    /// Negative log-likelihood of names, pronouns, titles and descriptions, per mention.
    pub(super) mention: Tensor,
    /// Negative log-likelihood of the antecedents, per mention with an antecedent target.
    pub(super) antecedent: Tensor,
    /// Distance from the teacher; 0 if there is none.
    pub(super) distance: Tensor,
}

impl Loss {
    /// The loss to minimise.
    pub(super) fn total(&self, stance: &StanceConfig, mentions: &MentionConfig) -> Tensor {
        &self.attribution
            + &self.stance * f64::from(stance.weight)
            + &self.mention * f64::from(mentions.mention)
            + &self.antecedent * f64::from(mentions.antecedent)
            + &self.distance
    }
}

/// One forward pass over some examples, and one of the teacher if there is one.
///
/// # Errors
/// The encoder rejects its input.
pub(super) fn loss(
    network: &Network,
    teacher: Option<&Teacher>,
    examples: &[&Example],
    precision: MatrixPrecision,
) -> Result<Loss, rust_bert::RustBertError> {
    let batch = Batch::new(examples.iter().map(|example| &example.window).collect(), network.device());
    let mut words = at_precision(precision, || network.words(&batch, true))?;
    words.last = words.last.to_kind(Kind::Float);
    let distance = match teacher {
        Some(teacher) => teacher.loss(network, &batch, &words)?,
        None => Tensor::zeros([], (Kind::Float, words.last.device())),
    };
    let words = words.last;
    Ok(Loss {
        distance,
        attribution: attribution(network, examples, &batch, &words),
        stance: stance(network, examples, &batch, &words),
        mention: mention(network, examples, &batch, &words),
        antecedent: antecedent(network, examples, &batch, &words),
    })
}

fn attribution(network: &Network, examples: &[&Example], batch: &Batch<'_>, words: &Tensor) -> Tensor {
    let width = batch.words;
    let annotated: Vec<usize> = (0..examples.len()).filter(|&row| examples[row].attributions.is_some()).collect();
    if annotated.is_empty() {
        return Tensor::zeros([], (Kind::Float, words.device()));
    }
    let (mut cue_tags, mut known, mut cues, mut role_tags) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for &row in &annotated {
        let Some(gold) = &examples[row].attributions else { continue };
        extend_padded(&mut cue_tags, &gold.cue_tags, width);
        known.extend_from_slice(&gold.known);
        known.resize(cue_tags.len(), false);
        for (cue, tags) in &gold.roles {
            cues.push(RowWords { row, words: cue.clone() });
            extend_padded(&mut role_tags, tags, width);
        }
    }
    let rows: Vec<i64> = annotated.iter().map(|&row| row as i64).collect();
    let device = words.device();
    let rows = Tensor::from_slice(&rows).to_device(device);
    let mask = batch.word_mask();
    let by_word = |tags: Tensor| tags.to_device(device).reshape([-1, width as i64]);
    let mut total = network.cue_chain.partial_loss(
        &network.cues(words).index_select(0, &rows),
        &by_word(Tensor::from_slice(&cue_tags)),
        &mask.index_select(0, &rows),
        &by_word(Tensor::from_slice(&known)),
    );
    if !cues.is_empty() {
        let owners: Vec<i64> = cues.iter().map(|cue| cue.row as i64).collect();
        total += network.role_chain.loss(
            &network.roles(words, batch, &cues, true),
            &by_word(Tensor::from_slice(&role_tags)),
            &mask.index_select(0, &Tensor::from_slice(&owners).to_device(device)),
        );
    }
    total / (cues.len() + 1) as f64
}

fn extend_padded(all: &mut Vec<i64>, tags: &[usize], width: usize) {
    all.extend(tags.iter().map(|&tag| tag as i64));
    all.extend(std::iter::repeat_n(0, width - tags.len()));
}

fn stance(network: &Network, examples: &[&Example], batch: &Batch<'_>, words: &Tensor) -> Tensor {
    let (mut sentences, mut ruled_out, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for (row, example) in examples.iter().enumerate() {
        for (words, target) in &example.stance {
            sentences.push(RowWords { row, words: words.clone() });
            ruled_out.extend(target.stances.map(|may| if may { 0.0 } else { FORBIDDEN }));
            weights.push(target.weight);
        }
    }
    if sentences.is_empty() {
        return Tensor::zeros([], (Kind::Float, words.device()));
    }
    let scores = network.stance(words, batch, &sentences, true);
    let floats = |values: &[f32]| Tensor::from_slice(values).to_device(words.device());
    let possible = &scores + floats(&ruled_out).reshape_as(&scores);
    let loss = scores.logsumexp([1i64], false) - possible.logsumexp([1i64], false);
    (loss * floats(&weights)).sum(Kind::Float) / f64::from(weights.iter().sum::<f32>().max(1e-6))
}

fn mention(network: &Network, examples: &[&Example], batch: &Batch<'_>, words: &Tensor) -> Tensor {
    let (mut rows, mut tags, mut count) = (Vec::new(), [Vec::new(), Vec::new()], 0);
    for (row, example) in examples.iter().enumerate() {
        let Some(own) = example.mentions.as_ref().and_then(|mentions| mentions.tags.as_ref()) else { continue };
        rows.push(row as i64);
        for (all, own) in tags.iter_mut().zip(own) {
            extend_padded(all, own, batch.words);
            count += own.iter().filter(|&&tag| !tag.is_multiple_of(2)).count();
        }
    }
    if rows.is_empty() {
        return Tensor::zeros([], (Kind::Float, words.device()));
    }
    let device = words.device();
    let rows = Tensor::from_slice(&rows).to_device(device);
    let (mask, words) = (batch.word_mask().index_select(0, &rows), words.index_select(0, &rows));
    let [names, descriptions] =
        tags.map(|tags| Tensor::from_slice(&tags).to_device(device).reshape([-1, batch.words as i64]));
    let head = &network.mention;
    let total = head.name_chain.loss(&head.names(&words), &names, &mask)
        + head.description_chain.loss(&head.descriptions(&words), &descriptions, &mask);
    total / (count + 1) as f64
}

fn antecedent(network: &Network, examples: &[&Example], batch: &Batch<'_>, words: &Tensor) -> Tensor {
    let (mut places, mut known): (Vec<RowWords>, Vec<(usize, &Known)>) = (Vec::new(), Vec::new());
    for (row, example) in examples.iter().enumerate() {
        for mention in example.mentions.iter().flat_map(|mentions| &mentions.mentions) {
            places.push(RowWords { row, words: mention.words.clone() });
            known.push((example.article, mention));
        }
    }
    let (mut anaphors, mut pairs, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for (anaphor, (article, mention)) in known.iter().enumerate().filter(|(_, (_, mention))| mention.asked) {
        let closed = examples[places[anaphor].row].mentions.as_ref().is_some_and(|mentions| mentions.closed);
        let earlier = |&candidate: &usize| known[candidate].0 == *article && candidate != anaphor;
        let all = if closed { 0..known.len() } else { anaphor.saturating_sub(CANDIDATES)..anaphor };
        let before = pairs.len();
        for candidate in all.filter(earlier) {
            pairs.push(Pairing { anaphor, candidate, pair: mention.pair(known[candidate].1) });
        }
        anaphors.push(anaphor);
        right.push(
            pairs[before..].iter().map(|pair| known[pair.candidate].1.entity == mention.entity).collect::<Vec<_>>(),
        );
    }
    if anaphors.is_empty() {
        return Tensor::zeros([], (Kind::Float, words.device()));
    }
    let head = &network.mention;
    let scores = head.antecedents(&head.vectors(words, batch, &places), &anaphors, &pairs, true);
    let width = scores.size()[1] as usize;
    let mut ruled_out = vec![FORBIDDEN; anaphors.len() * width];
    for (row, right) in right.iter().enumerate() {
        let cells = &mut ruled_out[row * width..(row + 1) * width];
        for (cell, _) in cells.iter_mut().zip(right).filter(|(_, right)| **right) {
            *cell = 0.0;
        }
        if !right.contains(&true) {
            cells[width - 1] = 0.0;
        }
    }
    let possible = &scores + Tensor::from_slice(&ruled_out).to_device(words.device()).reshape_as(&scores);
    (scores.logsumexp([1i64], false) - possible.logsumexp([1i64], false)).mean(Kind::Float)
}
