//! Readers that watch over other readers: what they count, and what they refuse.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Below this many bytes nothing is taken for a decompression bomb.
const BOMB_FLOOR: u64 = 256 << 20;

/// Text gets up to some thirty times smaller by compression, a corpus of much alike articles some hundred times.
const BOMB_RATIO: u64 = 500;

/// How far a file has grown by decompression, over all layers of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Expansion {
    consumed: Rc<Cell<u64>>,
    produced: Rc<Cell<u64>>,
}

impl Expansion {
    /// Of a file of so many bytes that is read out of order.
    pub(super) fn of_size(bytes: u64) -> Self {
        Self { consumed: Rc::new(Cell::new(bytes)), produced: Rc::default() }
    }

    /// Counts bytes that it has grown to.
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

/// Reads a file as it lies on disk.
pub(super) struct Raw<R> {
    pub(super) reader: R,
    /// Size of the file when it was opened, where it is one.
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
            let message = format!("it ended at byte {} and had {size} when it was opened", self.position);
            return Err(io::Error::new(ErrorKind::UnexpectedEof, message));
        }
        Ok(count)
    }
}

/// Reads a file out of order.
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

/// Reads what a decompressor gives.
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

/// Counts what passes through.
pub(super) struct Counted<R> {
    reader: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, count: Rc::default() }
    }

    /// Bytes that have been read, now and later.
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

/// Reads no more than it is allowed to, so that what lies between two allowances cannot fill the memory.
pub(super) struct Metered<R> {
    pub(super) reader: R,
    pub(super) allowance: Allowance,
}

/// Bytes that a [`Metered`] reader may still give.
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
            return Err(io::Error::new(ErrorKind::InvalidData, "a part of it is longer than any can be"));
        }
        let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.reader.read(&mut buffer[..length])?;
        self.allowance.0.set(left - count as u64);
        Ok(count)
    }
}

/// Reads a part whose length is known, and fails where it ends early.
pub(super) struct Exact<R> {
    reader: R,
    left: u64,
    /// Whether it has ended early, and that has been said.
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
