use super::TrainError;
use super::network::weights::variables;
use super::optimizer::Optimizer;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use tch::nn::VarStore;
use tch::{Tensor, no_grad};

/// The state of a training run, apart from its tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress<C> {
    /// Steps taken.
    pub(super) step: usize,
    /// Epochs that have been evaluated.
    pub(super) evaluated: usize,
    /// Best value so far of the criterion for choosing the checkpoint.
    pub(super) best: Option<f64>,
    /// The configuration; a run can only be resumed with the same one.
    pub(super) config: C,
    /// Hashes of the data; a run can only be resumed with the same ones.
    pub(super) hashes: BTreeMap<String, String>,
}

/// The folder with a run's checkpoint.
pub(super) struct Checkpoints {
    folder: PathBuf,
}

const PROGRESS: &str = "progress.json";

impl Checkpoints {
    /// Keeps checkpoints in this folder, creating it if necessary.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub(super) fn new(folder: PathBuf) -> Result<Self, TrainError> {
        let best = folder.join("best");
        std::fs::create_dir_all(&best).map_err(|error| TrainError::file(&best, &error))?;
        Ok(Self { folder })
    }

    /// Writes the tensors to a new file, then atomically the progress that names it, then removes the old tensors: a
    /// run that is killed at any moment leaves a complete checkpoint.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn save(
        &self,
        store: &VarStore,
        optimizer: &Optimizer,
        progress: &Progress<impl Serialize>,
    ) -> Result<(), TrainError> {
        let mut tensors: Vec<(String, Tensor)> = Vec::new();
        for (name, variable) in variables(store) {
            if optimizer.slots.contains_key(&name) {
                tensors.push((format!("variable.{name}"), variable.detach()));
            }
        }
        for (name, slot) in &optimizer.slots {
            tensors.push((format!("mean.{name}"), slot.mean.shallow_clone()));
            tensors.push((format!("square.{name}"), slot.square.shallow_clone()));
            tensors.push((format!("average.{name}"), slot.average.shallow_clone()));
        }
        let path = self.tensors(progress.step);
        Tensor::write_safetensors(&tensors, &path).map_err(|error| TrainError::file(&path, &error))?;
        let json = serde_json::to_vec_pretty(progress).map_err(|error| TrainError::file(&path, &error))?;
        let named = self.folder.join(PROGRESS);
        let fresh = named.with_extension("new");
        std::fs::write(&fresh, json).map_err(|error| TrainError::file(&fresh, &error))?;
        std::fs::rename(&fresh, &named).map_err(|error| TrainError::file(&named, &error))?;
        for entry in std::fs::read_dir(&self.folder).map_err(|error| TrainError::file(&self.folder, &error))?.flatten()
        {
            let old = entry.path();
            if old.extension().is_some_and(|extension| extension == "safetensors") && old != path {
                std::fs::remove_file(&old).map_err(|error| TrainError::file(&old, &error))?;
            }
        }
        Ok(())
    }

    /// Reads the last checkpoint, if there is one, into the variables and the optimizer; if the run has already taken
    /// all `steps`, only its progress is read.
    ///
    /// # Errors
    /// The checkpoint belongs to another configuration or other data, or cannot be read.
    pub(super) fn load<C: DeserializeOwned + PartialEq>(
        &self,
        store: &VarStore,
        optimizer: &mut Optimizer,
        config: &C,
        hashes: &BTreeMap<String, String>,
        steps: Option<usize>,
    ) -> Result<Option<Progress<C>>, TrainError> {
        let named = self.folder.join(PROGRESS);
        if !named.is_file() {
            return Ok(None);
        }
        let bytes = std::fs::read(&named).map_err(|error| TrainError::file(&named, &error))?;
        let progress: Progress<C> = serde_json::from_slice(&bytes).map_err(|error| TrainError::file(&named, &error))?;
        if progress.config != *config {
            return Err(TrainError::Resume { path: named, what: "configuration" });
        }
        if progress.hashes != *hashes {
            return Err(TrainError::Resume { path: named, what: "data" });
        }
        if Some(progress.step) == steps {
            return Ok(Some(progress));
        }
        let path = self.tensors(progress.step);
        let tensors: HashMap<String, Tensor> =
            Tensor::read_safetensors(&path).map_err(|error| TrainError::file(&path, &error))?.into_iter().collect();
        let restore = |target: &mut Tensor, name: String| match tensors.get(&name) {
            Some(tensor) if tensor.size() == target.size() => {
                no_grad(|| target.copy_(tensor));
                Ok(())
            }
            _ => Err(TrainError::file(&path, &format!("no tensor `{name}` of the right shape"))),
        };
        for (name, mut variable) in variables(store) {
            if let Some(slot) = optimizer.slots.get_mut(&name) {
                restore(&mut variable, format!("variable.{name}"))?;
                restore(&mut slot.mean, format!("mean.{name}"))?;
                restore(&mut slot.square, format!("square.{name}"))?;
                restore(&mut slot.average, format!("average.{name}"))?;
            }
        }
        Ok(Some(progress))
    }

    fn tensors(&self, step: usize) -> PathBuf {
        self.folder.join(format!("step-{step}.safetensors"))
    }
}
