//! The extension module `saidso._saidso`: what the Python package of saidso needs of the library.
//!
//! Records cross the border as JSON, which Python parses when somebody looks at them, and tables as Parquet, so that
//! their columns are those of the command line. No call holds the interpreter's lock while it works.

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
