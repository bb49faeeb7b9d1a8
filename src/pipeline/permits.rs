use super::Stop;
use crossbeam_channel::{Receiver, Sender, bounded, select};

/// Bounds the number of groups in flight.
#[derive(Clone)]
pub(super) struct Permits {
    free: Receiver<()>,
    back: Sender<()>,
}

/// Leave for one group to be in flight; shared by its articles, and given back when the last of them is done with.
#[derive(Debug)]
pub(super) struct Permit {
    back: Sender<()>,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        let (back, free) = bounded(count);
        for _ in 0..count {
            // There is room for all: the channel is that large.
            let _ = back.try_send(());
        }
        Self { free, back }
    }

    /// Waits for a free permit; `None` when the run is stopped.
    pub(super) fn acquire(&self, stop: &Stop) -> Option<Permit> {
        select! {
            recv(self.free) -> permit => permit.ok().map(|()| Permit { back: self.back.clone() }),
            recv(stop.signal()) -> _ => None,
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // There is room: each permit was taken out before.
        let _ = self.back.try_send(());
    }
}
