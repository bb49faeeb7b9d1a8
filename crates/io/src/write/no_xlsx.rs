//! Replaces `xlsx` in builds without the feature `xlsx`.

use super::column::Column;
use super::compress::Compressor;
use super::flat::Row;
use std::convert::Infallible;
use std::io::{self, Write};
use std::marker::PhantomData;

pub(super) struct Workbook<W: Write + Send>(Infallible, PhantomData<W>);

impl<W: Write + Send> Workbook<W> {
    pub(super) fn new(_: Compressor<W>, _: &[Column]) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this build has no workbooks (feature `xlsx`)"))
    }

    pub(super) fn write(&mut self, _: &Row, _: &[Column]) -> io::Result<()> {
        match self.0 {}
    }

    pub(super) fn finish(self) -> io::Result<W> {
        match self.0 {}
    }
}
