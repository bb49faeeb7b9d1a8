//! Replaces `parquet_file` in builds without the feature `parquet`.

use super::Rows;
use super::column::Column;
use super::compress::Compressor;
use super::flat::Row;
use super::metadata::MetadataColumns;
use serde_json::{Map, Value};
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Write};
use std::marker::PhantomData;

pub(super) struct Parquet<W: Write + Send>(Infallible, PhantomData<W>);

fn absent() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "this build has no Parquet (feature `parquet`)")
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(_: Compressor<W>, _: &[Column], _: usize) -> io::Result<Self> {
        Err(absent())
    }

    pub(super) fn write(&mut self, _: Vec<Row>) -> io::Result<()> {
        match self.0 {}
    }

    pub(super) fn finish(self) -> io::Result<W> {
        match self.0 {}
    }
}

pub(super) fn metadata_of(_: File, _: Rows) -> io::Result<MetadataColumns> {
    Err(absent())
}

pub(super) fn rows(_: File, _: Rows) -> io::Result<impl Iterator<Item = io::Result<Map<String, Value>>>> {
    Err::<std::iter::Empty<_>, _>(absent())
}
