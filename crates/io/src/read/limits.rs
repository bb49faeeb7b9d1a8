//! Readers that wrap other readers to count bytes and enforce limits.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Below this many bytes, nothing is treated as a decompression bomb.
const BOMB_FLOOR: u64 = 256 << 20;

/// Compression shrinks text by a factor of up to about thirty, and a corpus of very similar articles by about a
/// hundred.
const BOMB_RATIO: u64 = 500;

/// How much a file has grown by decompression, over all its layers.
#[derive(Debug, Clone, Default)]
pub(super) struct Expansion {
    consumed: Rc<Cell<u64>>,
    produced: Rc<Cell<u64>>,
}

impl Expansion {
    /// For a file of this many bytes that is read by random access.
    pub(super) fn of_size(bytes: u64) -> Self {
        Self { consumed: Rc::new(Cell::new(bytes)), produced: Rc::default() }
    }

    /// Counts decompressed bytes.
    pub(super) fn add(&self, bytes: u64) {
        self.produced.set(self.produced.get() + bytes);
    }

    pub(super) fn is_bomb(&self) -> bool {
        let produced = self.produced.get();
        produced > BOMB_FLOOR && produced / BOMB_RATIO > self.consumed.get()
    }
}

fn bomb() -> io::Error {
    let message = format!("it grows to more than {BOMB_RATIO} times its size: refused as a decompression bomb");
    io::Error::new(ErrorKind::InvalidData, message)
}

/// Reads a file as it is stored on disk.
pub(super) struct Raw<R> {
    pub(super) reader: R,
    /// Size of the file when it was opened; `None` if the input is not a file.
    pub(super) size: Option<u64>,
    pub(super) position: u64,
    pub(super) bytes_read: Arc<AtomicU64>,
    pub(super) expansion: Expansion,
}

impl<R: Read> Read for Raw<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.position += count as u64;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        self.expansion.consumed.set(self.expansion.consumed.get() + count as u64);
        if let Some(size) = self.size
            && count == 0
            && !buffer.is_empty()
            && self.position < size
        {
            let message = format!("it ended at byte {}, but had {size} bytes when it was opened", self.position);
            return Err(io::Error::new(ErrorKind::UnexpectedEof, message));
        }
        Ok(count)
    }
}

/// Reads a file by random access.
pub(super) struct Seeking<R> {
    pub(super) reader: R,
    pub(super) bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Seeking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Seek> Seek for Seeking<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.reader.seek(position)
    }
}

/// Reads from a decompressor.
pub(super) struct Expanding<R> {
    pub(super) reader: R,
    pub(super) expansion: Expansion,
}

impl<R: Read> Read for Expanding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.expansion.add(count as u64);
        if self.expansion.is_bomb() { Err(bomb()) } else { Ok(count) }
    }
}

/// Counts the bytes that pass through.
pub(super) struct Counted<R> {
    reader: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, count: Rc::default() }
    }

    /// The running count of bytes read.
    pub(super) fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count.set(self.count.get() + count as u64);
        Ok(count)
    }
}

/// Reads no more than its allowance, so that the data up to the next allowance cannot fill the memory.
pub(super) struct Metered<R> {
    pub(super) reader: R,
    pub(super) allowance: Allowance,
}

/// Bytes that a [`Metered`] reader may still read.
#[derive(Debug, Clone)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Rc::new(Cell::new(bytes)))
    }

    pub(super) fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.get();
        if left == 0 && !buffer.is_empty() {
            return Err(io::Error::new(ErrorKind::InvalidData, "one of its parts is too long"));
        }
        let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.reader.read(&mut buffer[..length])?;
        self.allowance.0.set(left - count as u64);
        Ok(count)
    }
}

/// Reads a part whose length is known, and fails if it ends early.
pub(super) struct Exact<R> {
    reader: R,
    left: u64,
    /// Whether it has ended early and has reported that.
    pub(super) is_short: bool,
}

impl<R: Read> Exact<R> {
    pub(super) fn new(reader: R, length: u64) -> Self {
        Self { reader, left: length, is_short: false }
    }
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.reader.read(&mut buffer[..length])?;
        self.left -= count as u64;
        if count == 0 && length > 0 {
            self.is_short = true;
            let message = format!("{} bytes of it are missing", self.left);
            return Err(io::Error::new(ErrorKind::UnexpectedEof, message));
        }
        Ok(count)
    }
}
