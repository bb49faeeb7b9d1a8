//! bzip2 with several streams in a row, as parallel compressors write it.

use bzip2::bufread::BzDecoder;
use std::io::{self, BufRead, ErrorKind, Read};

/// Most empty streams in a row: decoding one costs thousands of times as much as writing its 14 bytes.
const MAX_EMPTY: usize = 1000;

/// Reads the contents of all streams.
pub(super) struct Bzip2Streams<R> {
    /// The decoder of the current stream; `None` at the end.
    decoder: Option<BzDecoder<R>>,
    /// Number of empty streams directly before it.
    empty: usize,
}

impl<R: BufRead> Bzip2Streams<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { decoder: Some(BzDecoder::new(reader)), empty: 0 }
    }
}

impl<R: BufRead> Read for Bzip2Streams<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut decoder) = self.decoder.take() {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                (self.decoder, self.empty) = (Some(decoder), 0);
                return Ok(count);
            }
            self.empty += 1;
            if self.empty > MAX_EMPTY {
                let message = format!("it has more than {MAX_EMPTY} empty streams in a row");
                return Err(io::Error::new(ErrorKind::InvalidData, message));
            }
            let mut rest = decoder.into_inner();
            self.decoder = (!rest.fill_buf()?.is_empty()).then(|| BzDecoder::new(rest));
        }
        Ok(0)
    }
}
