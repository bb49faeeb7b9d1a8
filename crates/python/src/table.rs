//! Records as tables.

use crate::SaidsoError;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;
use saidso_io::write::{Form, Metadata, Rows, bytes};

/// A file in memory that holds these rows of records: Parquet, or JSON Lines.
#[pyfunction]
pub(crate) fn table<'py>(
    py: Python<'py>,
    records: Vec<PyBackedStr>,
    rows: &str,
    parquet: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let known = [Rows::Articles].into_iter().chain(Rows::FLAT);
    let Some(rows) = known.clone().find(|known| known.name() == rows) else {
        let names: Vec<&str> = known.map(Rows::name).collect();
        return Err(PyValueError::new_err(format!("there is no table '{rows}'; tables are {}", names.join(", "))));
    };
    let form = if parquet { Form::Parquet(rows) } else { Form::RowLines(rows) };
    let made = py.detach(|| bytes(records.iter().map(|record| &**record), form, &Metadata::First));
    made.map(|made| PyBytes::new(py, &made)).map_err(|error| SaidsoError::new_err(error.to_string()))
}
