//! Weights in files.

use super::ModelError;
use super::network::ENCODER_PREFIX;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

/// The store's variables in the order of their names.
pub fn variables(store: &VarStore) -> BTreeMap<String, Tensor> {
    store.variables().into_iter().collect()
}

/// Reads all tensors of a safetensors file.
pub(super) fn read(path: &Path) -> Result<HashMap<String, Tensor>, ModelError> {
    if !path.is_file() {
        return Err(ModelError::NoWeights { path: path.to_owned() });
    }
    let tensors = Tensor::read_safetensors(path)
        .map_err(|error| ModelError::Weights { path: path.to_owned(), reason: error.to_string() })?;
    Ok(tensors.into_iter().collect())
}

/// Copies a tensor of the file over each variable.
///
/// # Errors
/// A tensor is missing or has another shape; the error names it.
pub fn load(store: &VarStore, path: &Path) -> Result<(), ModelError> {
    let tensors = read(path)?;
    for (name, mut variable) in variables(store) {
        fill(&mut variable, &name, tensors.get(&name), path)?;
    }
    Ok(())
}

/// Copies the tensors of a plain BERT model over the encoder's variables. The heads stay as they are; the first segment
/// embedding is copied to all.
///
/// # Errors
/// A tensor is missing or has another shape; the error names it.
pub fn load_base(store: &VarStore, path: &Path) -> Result<(), ModelError> {
    let mut tensors = read(path)?;
    for (name, mut variable) in variables(store) {
        let Some(base) = name.strip_prefix(ENCODER_PREFIX) else { continue };
        let mut tensor = tensors.remove(base);
        if base == "embeddings.token_type_embeddings.weight" {
            tensor = tensor.map(|rows| rows.narrow(0, 0, 1).repeat([variable.size()[0], 1]));
        }
        fill(&mut variable, base, tensor.as_ref(), path)?;
    }
    Ok(())
}

fn fill(variable: &mut Tensor, name: &str, tensor: Option<&Tensor>, path: &Path) -> Result<(), ModelError> {
    let Some(tensor) = tensor else {
        return Err(ModelError::MissingTensor { path: path.to_owned(), name: name.to_owned() });
    };
    if tensor.size() != variable.size() {
        return Err(ModelError::TensorShape {
            path: path.to_owned(),
            name: name.to_owned(),
            found: tensor.size(),
            expected: variable.size(),
        });
    }
    no_grad(|| variable.copy_(tensor));
    Ok(())
}

/// Writes all variables in half precision, which halves the file; the loss is far below what training's noise is.
///
/// # Errors
/// The file cannot be written.
pub fn save(store: &VarStore, path: &Path) -> Result<(), ModelError> {
    let tensors: Vec<(String, Tensor)> = variables(store)
        .into_iter()
        .map(|(name, variable)| (name, variable.detach().to_kind(Kind::Half).contiguous()))
        .collect();
    Tensor::write_safetensors(&tensors, path)
        .map_err(|error| ModelError::Weights { path: path.to_owned(), reason: error.to_string() })
}
