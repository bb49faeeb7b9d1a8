//! Weights in safetensors files.

use super::ModelError;
use half::f16;
use half::slice::HalfFloatSliceExt;
use memmap2::Mmap;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A safetensors file, mapped into memory.
pub struct WeightsFile {
    path: PathBuf,
    bytes: Mmap,
}

impl WeightsFile {
    /// Maps a file into memory.
    ///
    /// # Errors
    /// The file is missing or cannot be mapped.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let fail = |source: std::io::Error| match source.kind() {
            ErrorKind::NotFound => ModelError::NoWeights { path: path.to_owned() },
            _ => ModelError::File { path: path.to_owned(), source },
        };
        let file = File::open(path).map_err(fail)?;
        // SAFETY: a mapping is unsound only if the file shrinks or changes while it is read. saidso writes weights to a
        // temporary file and renames it, and reads a mapping once, while it loads a model.
        #[expect(unsafe_code, reason = "the operating system cannot promise that nobody else writes to the file")]
        let bytes = unsafe { Mmap::map(&file) }.map_err(fail)?;
        Ok(Self { path: path.to_owned(), bytes })
    }

    /// The file's tensors.
    ///
    /// # Errors
    /// It is not a safetensors file.
    pub fn tensors(&self) -> Result<Weights<'_>, ModelError> {
        let tensors = SafeTensors::deserialize(&self.bytes)
            .map_err(|error| ModelError::Weights { path: self.path.clone(), reason: error.to_string() })?;
        Ok(Weights { path: &self.path, tensors })
    }
}

/// The largest value in half precision; no weight of a trained model comes near it.
const LARGEST: f32 = 65_504.0;

/// The tensors of a file, by name.
pub struct Weights<'f> {
    path: &'f Path,
    tensors: SafeTensors<'f>,
}

impl Weights<'_> {
    /// The values of a tensor in single precision, the last dimension innermost.
    ///
    /// # Errors
    /// The tensor is missing, has another shape or a type other than `F16`, `BF16` and `F32`, or contains a value
    /// that no weight can have.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let tensor = self.view(name)?;
        if tensor.shape() != shape {
            return Err(ModelError::TensorShape {
                path: self.path.to_owned(),
                name: name.to_owned(),
                found: tensor.shape().to_vec(),
                expected: shape.to_vec(),
            });
        }
        let values: Vec<f32> = match tensor.dtype() {
            Dtype::F32 => words::<4>(&tensor).map(f32::from_le_bytes).collect(),
            Dtype::F16 => {
                let halves: Vec<f16> = words::<2>(&tensor).map(f16::from_le_bytes).collect();
                halves.to_f32_vec()
            }
            Dtype::BF16 => words::<2>(&tensor).map(|bytes| half::bf16::from_le_bytes(bytes).to_f32()).collect(),
            other => {
                let reason = format!("tensor `{name}` holds {other:?}, not floating-point numbers of 16 or 32 bits");
                return Err(self.wrong(reason));
            }
        };
        if values.iter().all(|value| value.abs() <= LARGEST) { Ok(values) } else { Err(self.no_number(name)) }
    }

    fn wrong(&self, reason: String) -> ModelError {
        ModelError::Weights { path: self.path.to_owned(), reason }
    }

    fn no_number(&self, name: &str) -> ModelError {
        self.wrong(format!("tensor `{name}` holds a value that no weight can have: NaN, or beyond {LARGEST:e}"))
    }

    /// A table of vectors, `[rows, width]`, at the precision of the file. It may also hold 8-bit integers; each row
    /// is then multiplied by its entry in the tensor `NAME.scale`, `[rows]`.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub fn table(&self, name: &str, shape: [usize; 2]) -> Result<Table, ModelError> {
        let tensor = self.view(name)?;
        let rows = if tensor.dtype() == Dtype::I8 && tensor.shape() == shape {
            let scales = self.get(&format!("{name}.scale"), &shape[..1])?;
            Rows::Bytes(tensor.data().iter().map(|&byte| byte.cast_signed()).collect(), scales)
        } else if tensor.dtype() == Dtype::F16 && tensor.shape() == shape {
            let halves: Vec<f16> = words::<2>(&tensor).map(f16::from_le_bytes).collect();
            if !halves.iter().all(|half| half.is_finite()) {
                return Err(self.no_number(name));
            }
            Rows::Half(halves)
        } else {
            Rows::Single(self.get(name, &shape)?)
        };
        Ok(Table { width: shape[1], rows })
    }

    fn view(&self, name: &str) -> Result<TensorView<'_>, ModelError> {
        self.tensors
            .tensor(name)
            .map_err(|_| ModelError::MissingTensor { path: self.path.to_owned(), name: name.to_owned() })
    }
}

fn words<const BYTES: usize>(tensor: &TensorView<'_>) -> impl Iterator<Item = [u8; BYTES]> {
    tensor.data().as_chunks::<BYTES>().0.iter().copied()
}

/// Vectors by row. Half-precision and 8-bit values are converted only when their row is copied: most rows of a
/// vocabulary are never used.
pub struct Table {
    width: usize,
    rows: Rows,
}

enum Rows {
    Bytes(Vec<i8>, Vec<f32>),
    Half(Vec<f16>),
    Single(Vec<f32>),
}

impl Table {
    /// Copies a row.
    ///
    /// # Panics
    /// There is no such row, or `output` is not as long as a row.
    pub fn copy(&self, row: usize, output: &mut [f32]) {
        let place = row * self.width..(row + 1) * self.width;
        match &self.rows {
            Rows::Bytes(values, scales) => {
                for (output, &value) in output.iter_mut().zip(&values[place]) {
                    *output = f32::from(value) * scales[row];
                }
            }
            Rows::Half(values) => values[place].convert_to_f32_slice(output),
            Rows::Single(values) => output.copy_from_slice(&values[place]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::io::Write;

    fn mapped(bytes: &[u8]) -> WeightsFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        WeightsFile::open(file.path()).unwrap()
    }

    fn file(dtype: Dtype, shape: Vec<usize>, data: &[u8]) -> WeightsFile {
        let view = TensorView::new(dtype, shape, data).unwrap();
        mapped(&safetensors::serialize(HashMap::from([("cue.weight", view)]), None).unwrap())
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these values are exact in every precision")]
    fn values_of_every_precision_are_read() {
        let values = [0.5f32, -2.0, 3.25, 0.0];
        let single: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let half: Vec<u8> = values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect();
        let brain: Vec<u8> = values.iter().flat_map(|&value| half::bf16::from_f32(value).to_le_bytes()).collect();
        for (dtype, data) in [(Dtype::F32, single), (Dtype::F16, half), (Dtype::BF16, brain)] {
            let file = file(dtype, vec![2, 2], &data);
            let weights = file.tensors().unwrap();
            assert_eq!(weights.get("cue.weight", &[2, 2]).unwrap(), values);
            let mut row = [0.0; 2];
            weights.table("cue.weight", [2, 2]).unwrap().copy(1, &mut row);
            assert_eq!(row, values[2..]);
        }
    }

    #[test]
    fn a_table_of_bytes_is_scaled_by_rows() {
        let scales: Vec<u8> = [0.5f32, 0.25].iter().flat_map(|scale| scale.to_le_bytes()).collect();
        let values = [2, 255, 127, 128];
        let bytes = TensorView::new(Dtype::I8, vec![2, 2], &values).unwrap();
        let scale = TensorView::new(Dtype::F32, vec![2], &scales).unwrap();
        let tensors = HashMap::from([("words", bytes.clone()), ("words.scale", scale)]);
        let file = mapped(&safetensors::serialize(tensors, None).unwrap());
        let table = file.tensors().unwrap().table("words", [2, 2]).unwrap();
        let mut rows = [[0.0; 2]; 2];
        for (index, row) in rows.iter_mut().enumerate() {
            table.copy(index, row);
        }
        assert_eq!(rows, [[1.0, -0.5], [31.75, -32.0]]);

        let alone = mapped(&safetensors::serialize(HashMap::from([("words", bytes)]), None).unwrap());
        let error = alone.tensors().unwrap().table("words", [2, 2]).err().unwrap().to_string();
        assert!(error.contains("tensor `words.scale` is missing"), "{error}");
    }

    #[test]
    fn what_is_no_number_is_named() {
        let halves: [u8; 4] = [0, 0, 0, 0x7E];
        for (dtype, data) in [
            (Dtype::F32, &[f32::NAN.to_le_bytes(), 1f32.to_le_bytes()].concat()[..]),
            (Dtype::F32, &[f32::MAX.to_le_bytes(), 1f32.to_le_bytes()].concat()[..]),
            (Dtype::F16, &halves[..]),
        ] {
            let file = file(dtype, vec![1, 2], data);
            let weights = file.tensors().unwrap();
            let message = weights.get("cue.weight", &[1, 2]).unwrap_err().to_string();
            assert!(message.contains("`cue.weight` holds a value that no weight can have"), "{message}");
            assert!(weights.table("cue.weight", [1, 2]).is_err());
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let integers = file(Dtype::I32, vec![1], &[0; 4]);
        let weights = integers.tensors().unwrap();
        let error = |name, shape: &[usize]| weights.get(name, shape).unwrap_err().to_string();
        assert!(
            error("cue.weight", &[2]).contains("tensor `cue.weight` has shape [1], but the configuration asks for [2]")
        );
        assert!(error("cue.bias", &[1]).contains("tensor `cue.bias` is missing"));
        assert!(error("cue.weight", &[1]).contains("holds I32"));
        let none = WeightsFile::open(Path::new("no/model.safetensors"));
        assert!(matches!(none, Err(ModelError::NoWeights { .. })));
        assert!(matches!(mapped(&[7; 100]).tensors(), Err(ModelError::Weights { .. })));
    }
}
