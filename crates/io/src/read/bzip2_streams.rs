//! bzip2, one stream after the other, as parallel packers write it.

use bzip2::bufread::BzDecoder;
use std::io::{self, BufRead, ErrorKind, Read};

/// Most streams in a row that hold nothing: each costs its decoder thousands of times what its 14 bytes cost to write.
const MAX_EMPTY: usize = 1000;

/// Reads what all streams hold.
pub(super) struct Bzip2Streams<R> {
    /// Of the stream that is being read; none at the end.
    decoder: Option<BzDecoder<R>>,
    /// Streams before it that held nothing.
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
