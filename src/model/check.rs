//! Checks that the numbers in a model folder are plausible: the folder may come from anywhere, and a wrong number would
//! otherwise show up only in the middle of an article, if at all.

use super::config::{CheckWorthy, Decisions, EncoderConfig, HeadConfig, ModelConfig, Platt};
use crate::prepare::SEGMENTS;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// Bounds on vector widths, layers and ids that a computer can hold.
const WIDTHS: RangeInclusive<usize> = 1..=1 << 16;
const LAYERS: RangeInclusive<usize> = 1..=256;
const IDS: RangeInclusive<usize> = 1..=1 << 24;

/// Bounds on weights and biases in log-odds: anything beyond is a certainty.
const LOG_ODDS: RangeInclusive<f32> = -1e4..=1e4;

/// Bounds on divisors of log-odds.
const TEMPERATURES: RangeInclusive<f32> = 1e-3..=1e3;

/// Checks a configuration; the error says what is wrong.
pub(super) fn config(config: &ModelConfig) -> Result<(), String> {
    let ModelConfig { encoder, saidso } = config;
    self::encoder(encoder)?;
    if encoder.type_vocab_size != SEGMENTS {
        return Err(format!("type_vocab_size is {}, but saidso has {SEGMENTS} segments", encoder.type_vocab_size));
    }
    heads(saidso, encoder)
}

/// Checks the shape of an encoder; the error says what is wrong.
pub(super) fn encoder(encoder: &EncoderConfig) -> Result<(), String> {
    within("hidden_size", encoder.hidden_size, WIDTHS)?;
    within("intermediate_size", encoder.intermediate_size, WIDTHS)?;
    within("max_position_embeddings", encoder.max_position_embeddings, WIDTHS)?;
    within("num_hidden_layers", encoder.num_hidden_layers, LAYERS)?;
    within("num_attention_heads", encoder.num_attention_heads, 1..=encoder.hidden_size)?;
    within("type_vocab_size", encoder.type_vocab_size, 1..=256)?;
    within("vocab_size", encoder.vocab_size, IDS)?;
    within("attention_probs_dropout_prob", encoder.attention_probs_dropout_prob, 0.0..=1.0)?;
    within("hidden_dropout_prob", encoder.hidden_dropout_prob, 0.0..=1.0)?;
    within("initializer_range", encoder.initializer_range, 0.0..=1.0)?;
    if !encoder.hidden_size.is_multiple_of(encoder.num_attention_heads) {
        return Err(format!(
            "hidden_size is {}, which cannot be divided among {} attention heads",
            encoder.hidden_size, encoder.num_attention_heads
        ));
    }
    Ok(())
}

fn heads(heads: &HeadConfig, encoder: &EncoderConfig) -> Result<(), String> {
    let windows = &heads.windows;
    if windows.max_pieces > encoder.max_position_embeddings || windows.max_pieces < 128 {
        return Err(format!(
            "saidso.windows.max_pieces is {}, but must be between 128 and max_position_embeddings, {}",
            windows.max_pieces, encoder.max_position_embeddings
        ));
    }
    within("saidso.windows.context_pieces", windows.context_pieces, 0..=windows.max_pieces / 2)?;
    let ids = 0..=encoder.vocab_size - 1;
    within("saidso.windows.cls", windows.cls as usize, ids.clone())?;
    within("saidso.windows.sep", windows.sep as usize, ids)?;
    within("saidso.role_width", heads.role_width, WIDTHS)?;
    within("saidso.stance_width", heads.stance_width, WIDTHS)?;
    within("saidso.antecedent_width", heads.antecedent_width, WIDTHS)?;
    if let Some(CheckWorthy { bias, weights }) = &heads.check_worthy {
        if weights.len() != encoder.hidden_size {
            return Err(format!(
                "saidso.check_worthy has {} weights, but hidden_size is {}",
                weights.len(),
                encoder.hidden_size
            ));
        }
        for value in weights.iter().chain([bias]) {
            within("saidso.check_worthy", *value, LOG_ODDS)?;
        }
    }
    decisions(&heads.decisions)
}

fn decisions(decisions: &Decisions) -> Result<(), String> {
    let Decisions { cue_bias, min_confidence, boilerplate, .. } = *decisions;
    within("saidso.decisions.min_confidence", min_confidence, 0.0..=1.0)?;
    let log_odds: [(&str, &[f32]); 5] = [
        ("cue_bias", &[cue_bias]),
        ("boilerplate", &[boilerplate]),
        ("opinion", &decisions.opinion.values()),
        ("voice", &decisions.voice.values()),
        ("quote", &decisions.quote.values()),
    ];
    for (name, weights) in log_odds {
        weights.iter().try_for_each(|&weight| within(&format!("saidso.decisions.{name}"), weight, LOG_ODDS))?;
    }
    let calibrations =
        [("attribution", decisions.attribution), ("alone", decisions.alone), ("presence", decisions.presence)];
    for (name, Platt { temperature, shift }) in calibrations {
        within(&format!("saidso.decisions.{name}.temperature"), temperature, TEMPERATURES)?;
        within(&format!("saidso.decisions.{name}.shift"), shift, LOG_ODDS)?;
    }
    Ok(())
}

fn within<T: PartialOrd + Display + Copy>(name: &str, value: T, range: RangeInclusive<T>) -> Result<(), String> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(format!("{name} is {value}, but must be between {} and {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::config;
    use crate::model::ModelConfig;
    use serde_json::{Value, json};

    fn sound() -> Value {
        let platt = json!({"temperature": 1.0, "shift": 0.0});
        json!({
            "hidden_act": "gelu", "attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.1, "hidden_size": 24,
            "initializer_range": 0.02, "intermediate_size": 48, "max_position_embeddings": 512,
            "num_attention_heads": 3, "num_hidden_layers": 1, "type_vocab_size": crate::prepare::SEGMENTS,
            "vocab_size": 1000,
            "saidso": {
                "version": "a", "role_width": 8, "stance_width": 8, "antecedent_width": 8,
                "windows": {"max_pieces": 256, "context_pieces": 48, "cls": 101, "sep": 102},
                "decisions": {
                    "cue_bias": 0.0, "min_confidence": 0.25, "attribution": platt,
                    "opinion": {"bias": 0.0, "stance": 1.0, "article": 0.0}, "alone": platt, "boilerplate": 100.0,
                    "presence": platt,
                    "voice": {"bias": 0.0, "share": 0.0, "presence": 0.0, "attributed": 0.0, "named": 0.0,
                        "quoted": 0.0, "whole": 0.0, "begins": 0.0, "ends": 0.0, "stance": 0.0},
                    "quote": {"bias": 0.0, "share": 0.0, "mostly": 0.0, "quoted": 0.0, "whole": 0.0, "stance": 0.0},
                },
            },
        })
    }

    fn wrong(value: Value) -> Option<String> {
        let parsed = serde_json::from_value::<ModelConfig>(value).map_err(|error| error.to_string());
        parsed.and_then(|parsed| config(&parsed)).err()
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        assert_eq!(wrong(sound()), None);
        for (place, value) in [
            ("/hidden_size", json!(0)),
            ("/hidden_size", json!(25)),
            ("/hidden_size", json!(u64::MAX)),
            ("/intermediate_size", json!(0)),
            ("/num_attention_heads", json!(0)),
            ("/num_attention_heads", json!(48)),
            ("/num_hidden_layers", json!(0)),
            ("/num_hidden_layers", json!(1_000_000_000)),
            ("/vocab_size", json!(0)),
            ("/vocab_size", json!(50)),
            ("/type_vocab_size", json!(2)),
            ("/max_position_embeddings", json!(0)),
            ("/hidden_dropout_prob", json!(-1.0)),
            ("/initializer_range", json!(1e30)),
            ("/saidso/role_width", json!(0)),
            ("/saidso/stance_width", json!(u64::MAX)),
            ("/saidso/windows/max_pieces", json!(513)),
            ("/saidso/windows/context_pieces", json!(256)),
            ("/saidso/windows/cls", json!(1000)),
            ("/saidso/windows/sep", json!(u32::MAX)),
            ("/saidso/decisions/min_confidence", json!(2.0)),
            ("/saidso/decisions/attribution/temperature", json!(0.0)),
            ("/saidso/decisions/presence/temperature", json!(-1.0)),
            ("/saidso/decisions/alone/shift", json!(1e38)),
            ("/saidso/decisions/voice/named", json!(1e300)),
            ("/saidso/decisions/cue_bias", json!(1e30)),
        ] {
            let mut config = sound();
            *config.pointer_mut(place).unwrap() = value.clone();
            let reason = wrong(config).unwrap_or_else(|| panic!("{place} may be {value}"));
            let name = place.rsplit('/').nth(usize::from(place.matches('/').count() > 3)).unwrap();
            assert!(reason.contains(name) || reason.contains("cls") || reason.contains("hidden_size"), "{reason}");
        }
    }
}
