use super::{Report, TrainError};
use saidso::model::{CONFIG_FILE, ModelConfig, TOKENIZER_FILE, WEIGHTS_FILE};
use serde_json::{Value, json};
use std::path::Path;
use tokenizers::Tokenizer;

/// Writes a whole model folder: configuration, tokenizer, weights, and a report of how the model was trained.
pub(super) fn write(
    folder: &Path,
    config: &ModelConfig,
    tokenizer: &Tokenizer,
    weights: &Path,
    report: &Report<'_>,
) -> Result<(), TrainError> {
    std::fs::create_dir_all(folder).map_err(|error| TrainError::file(folder, &error))?;
    let mut value = serde_json::to_value(config).map_err(|error| TrainError::file(folder, &error))?;
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, value| !value.is_null());
        fields.insert("model_type".to_owned(), json!("bert"));
    }
    write_json(&folder.join(CONFIG_FILE), &value)?;
    let path = folder.join(TOKENIZER_FILE);
    tokenizer.save(&path, false).map_err(|error| TrainError::file(&path, &error))?;
    write_json(&folder.join("training.json"), report)?;
    let path = folder.join(WEIGHTS_FILE);
    std::fs::copy(weights, &path).map_err(|error| TrainError::file(&path, &error))?;
    Ok(())
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), TrainError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| TrainError::file(path, &error))?;
    bytes.push(b'\n');
    std::fs::write(path, bytes).map_err(|error| TrainError::file(path, &error))
}
