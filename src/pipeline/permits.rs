use super::Stop;
use crossbeam_channel::{Receiver, Sender, bounded, select};

/// Bytes of an article per permit: a longer article needs more permits.
const BYTES: usize = 32 * 1024;

/// Limits what is in flight, by the number and the size of articles.
pub(super) struct Permits {
    count: usize,
    free: Receiver<()>,
    back: Sender<()>,
}

/// Permission for an article to be in flight, returned when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    count: usize,
    back: Sender<()>,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        let (back, free) = bounded(count);
        for _ in 0..count {
            // The channel has room for all of them.
            let _ = back.try_send(());
        }
        Self { count, free, back }
    }

    /// Waits until an article of this many bytes may be in flight; `None` when the run is stopped. Only one thread
    /// may call this: two could wait for each other's permits.
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
            // The channel has room: each permit was taken from it.
            let _ = self.back.try_send(());
        }
    }
}
