//! Reads and writes weights.

use crate::config::DistillConfig;
use saidso::ModelError;
use saidso::model::ENCODER_PREFIX;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

/// The store's variables, ordered by name.
pub(crate) fn variables(store: &VarStore) -> BTreeMap<String, Tensor> {
    store.variables().into_iter().collect()
}

/// Reads all tensors of a safetensors file.
fn read(path: &Path) -> Result<HashMap<String, Tensor>, ModelError> {
    if !path.is_file() {
        return Err(ModelError::NoWeights { path: path.to_owned() });
    }
    let tensors = Tensor::read_safetensors(path)
        .map_err(|error| ModelError::Weights { path: path.to_owned(), reason: error.to_string() })?;
    let mut tensors: HashMap<String, Tensor> = tensors.into_iter().collect();
    let scales: Vec<(String, Tensor)> = tensors.extract_if(|name, _| name.ends_with(SCALE)).collect();
    for (name, scale) in scales {
        let rows = tensors.get_mut(name.trim_end_matches(SCALE));
        if let Some(rows) = rows {
            *rows = rows.to_kind(Kind::Float) * scale.unsqueeze(1);
        }
    }
    Ok(tensors)
}

/// The suffix that the scale tensor of a byte tensor adds to the byte tensor's name.
const SCALE: &str = ".scale";

/// Copies the file's tensor of the same name into each variable.
///
/// # Errors
/// A tensor is missing or has a different shape; the error names it.
pub(crate) fn load(store: &VarStore, path: &Path) -> Result<(), ModelError> {
    let tensors = read(path)?;
    for (name, mut variable) in variables(store) {
        fill(&mut variable, &name, tensors.get(&name), path)?;
    }
    Ok(())
}

/// Copies the tensors of a saidso model, except for heads whose shape has changed, which start from scratch; or
/// copies the tensors of a plain BERT model into the encoder. If that has a different number of segments, its first
/// segment embedding is copied to all of them. For a smaller model, only some of the layers are copied, and some of
/// the units of each.
///
/// # Errors
/// A tensor of the encoder is missing or has a different shape; the error names it.
pub(crate) fn load_base(store: &VarStore, path: &Path, distill: Option<&DistillConfig>) -> Result<(), ModelError> {
    let mut tensors = read(path)?;
    if let Some(distill) = distill {
        shrink(&mut tensors, distill);
    }
    let trained = tensors.keys().any(|name| name.starts_with(ENCODER_PREFIX));
    for (name, mut variable) in variables(store) {
        if trained {
            let tensor = tensors.get(&name);
            if name.starts_with(ENCODER_PREFIX) || tensor.is_some_and(|tensor| tensor.size() == variable.size()) {
                fill(&mut variable, &name, tensor, path)?;
            }
            continue;
        }
        let Some(base) = name.strip_prefix(ENCODER_PREFIX) else { continue };
        let mut tensor = tensors.remove(base);
        if base == "embeddings.token_type_embeddings.weight" {
            let segments = variable.size()[0];
            tensor = tensor
                .map(|rows| if rows.size()[0] == segments { rows } else { rows.narrow(0, 0, 1).repeat([segments, 1]) });
        }
        fill(&mut variable, base, tensor.as_ref(), path)?;
    }
    Ok(())
}

/// Renumbers the layers that are kept, and keeps the feed-forward units with the largest incoming and outgoing
/// weights of each. Missing layers are left for [`fill`] to report.
fn shrink(tensors: &mut HashMap<String, Tensor>, distill: &DistillConfig) {
    let layer = |index: usize| format!("{ENCODER_PREFIX}encoder.layer.{index}.");
    let mut kept = HashMap::new();
    for (index, &from) in distill.layers.iter().enumerate() {
        let of_layer = tensors.iter().filter_map(|(name, tensor)| Some((name.strip_prefix(&layer(from))?, tensor)));
        let mut own: HashMap<&str, Tensor> = of_layer.map(|(name, tensor)| (name, tensor.shallow_clone())).collect();
        let [into, bias, out] = ["intermediate.dense.weight", "intermediate.dense.bias", "output.dense.weight"];
        if let (Some(before), Some(behind)) = (own.get(into), own.get(out)) {
            let square = |weights: &Tensor, dim: i64| {
                weights.to_kind(Kind::Float).square().sum_dim_intlist(dim, false, Kind::Float)
            };
            let weight = square(before, 1) * square(behind, 0);
            let width = (distill.intermediate as i64).min(weight.size()[0]);
            let units = weight.topk(width, 0, true, true).1.sort(0, false).0;
            for (name, dim) in [(into, 0), (bias, 0), (out, 1)] {
                own.entry(name).and_modify(|tensor| *tensor = tensor.index_select(dim, &units));
            }
        }
        kept.extend(own.into_iter().map(|(name, tensor)| (format!("{}{name}", layer(index)), tensor)));
    }
    tensors.retain(|name, _| !name.starts_with(&format!("{ENCODER_PREFIX}encoder.layer.")));
    tensors.extend(kept);
}

fn fill(variable: &mut Tensor, name: &str, tensor: Option<&Tensor>, path: &Path) -> Result<(), ModelError> {
    let Some(tensor) = tensor else {
        return Err(ModelError::MissingTensor { path: path.to_owned(), name: name.to_owned() });
    };
    if tensor.size() != variable.size() {
        return Err(ModelError::TensorShape {
            path: path.to_owned(),
            name: name.to_owned(),
            found: tensor.size().into_iter().map(|size| size as usize).collect(),
            expected: variable.size().into_iter().map(|size| size as usize).collect(),
        });
    }
    no_grad(|| variable.copy_(tensor));
    Ok(())
}

/// Writes all variables in half precision, which halves the file; the loss of precision is far below the noise of
/// training. Word vectors, which are half of a small model, may be written as bytes with one scale for each.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn save(store: &VarStore, path: &Path, byte_words: bool) -> Result<(), ModelError> {
    let mut tensors: Vec<(String, Tensor)> = Vec::new();
    for (name, variable) in variables(store) {
        let values = variable.detach();
        if byte_words && name.ends_with("word_embeddings.weight") {
            let scale = values.abs().amax([1i64], true).clamp_min(1e-8) / f64::from(i8::MAX);
            tensors.push((format!("{name}{SCALE}"), scale.squeeze_dim(1).contiguous()));
            tensors.push((name, (values / scale).round().to_kind(Kind::Int8).contiguous()));
        } else {
            tensors.push((name, values.to_kind(Kind::Half).contiguous()));
        }
    }
    Tensor::write_safetensors(&tensors, path)
        .map_err(|error| ModelError::Weights { path: path.to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Device;
    use tch::nn::Init;

    fn store(width: i64) -> VarStore {
        let store = VarStore::new(Device::Cpu);
        let root = store.root();
        let _ = (&root / "cue").var("weight", &[3, width], Init::Const(0.5));
        let _ = (&root / "cue").var("bias", &[3], Init::Const(0.25));
        store
    }

    #[test]
    fn weights_come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        save(&store(4), &path, false).unwrap();
        let loaded = store(4);
        let _ = no_grad(|| variables(&loaded)["cue.weight"].shallow_clone().zero_());
        load(&loaded, &path).unwrap();
        assert!((variables(&loaded)["cue.weight"].double_value(&[2, 3]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_missing_or_misshaped_tensor_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        save(&store(4), &path, false).unwrap();
        let error = load(&store(5), &path).unwrap_err().to_string();
        assert!(error.contains("`cue.weight` has shape [3, 4]") && error.contains("[3, 5]"), "{error}");

        let more = store(4);
        let _ = more.root().var("stance", &[1], Init::Const(0.0));
        let error = load(&more, &path).unwrap_err().to_string();
        assert!(error.contains("tensor `stance` is missing"), "{error}");

        let error = load(&more, &folder.path().join("none")).unwrap_err();
        assert!(matches!(error, ModelError::NoWeights { .. }), "{error}");
    }
}
