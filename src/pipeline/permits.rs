use super::Stop;
use crossbeam_channel::{Receiver, Sender, bounded, select};

/// Text, in bytes, of an article that needs one permit; a longer one needs more.
const BYTES: usize = 32 * 1024;

/// Bounds what is in flight, by the number and the size of articles.
pub(super) struct Permits {
    count: usize,
    free: Receiver<()>,
    back: Sender<()>,
}

/// Leave for an article to be in flight, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    count: usize,
    back: Sender<()>,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        let (back, free) = bounded(count);
        for _ in 0..count {
            // There is room for all: the channel is that large.
            let _ = back.try_send(());
        }
        Self { count, free, back }
    }

    /// Waits until an article with a text of so many bytes may be in flight; `None` when the run is stopped. Only one thread
    /// may ask: two could wait for each other's permits.
    pub(super) fn acquire(&self, bytes: usize, stop: &Stop) -> Option<Permit> {
        let mut permit = Permit { count: 0, back: self.back.clone() };
        for _ in 0..(1 + bytes / BYTES).min(self.count) {
            select! {
                recv(self.free) -> free => free.ok()?,
                recv(stop.signal()) -> _ => return None,
            }
            permit.count += 1;
        }
        Some(permit)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        for _ in 0..self.count {
            // There is room: each permit was taken out before.
            let _ = self.back.try_send(());
        }
    }
}
