//! The extension module `saidso._saidso`: the parts of the library that saidso's Python package needs.
//!
//! Records are passed to Python as JSON, which is parsed when they are first used, and tables as Parquet, so that
//! they have the same columns as those of the command line. No call holds the interpreter's lock while it works.

#![expect(clippy::needless_pass_by_value, reason = "PyO3 hands arguments over by value")]

mod articles;
mod model;
mod records;
mod table;

use pyo3::create_exception;
use pyo3::exceptions::PyRuntimeError;

create_exception!(saidso, SaidsoError, PyRuntimeError, "The model cannot be loaded, or a run was cut short.");

#[pyo3::pymodule]
mod _saidso {
    #[pymodule_export]
    use super::SaidsoError;
    #[pymodule_export]
    use super::model::Model;
    #[pymodule_export]
    use super::records::Records;
    #[pymodule_export]
    use super::table::table;
}
