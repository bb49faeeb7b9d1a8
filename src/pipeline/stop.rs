use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Asks a run to end early, from any thread: what has been handed to the sink by then stays, the rest is dropped.
#[derive(Clone)]
pub struct Stop {
    /// Dropping the sender wakes everybody who waits on the receiver.
    sender: Arc<Mutex<Option<Sender<Infallible>>>>,
    receiver: Receiver<Infallible>,
}

impl Stop {
    /// Asks for the end.
    pub fn stop(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Whether the end has been asked for.
    pub fn is_stopped(&self) -> bool {
        self.receiver.try_recv() == Err(TryRecvError::Disconnected)
    }

    /// Waits until the end is asked for.
    pub fn wait(&self) {
        // Nothing is ever sent: it ends with the sender.
        let _ = self.receiver.recv();
    }

    /// Disconnected when the end is asked for.
    pub(super) fn signal(&self) -> &Receiver<Infallible> {
        &self.receiver
    }
}

impl Default for Stop {
    fn default() -> Self {
        let (sender, receiver) = bounded(0);
        Self { sender: Arc::new(Mutex::new(Some(sender))), receiver }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stop").field("stopped", &self.is_stopped()).finish_non_exhaustive()
    }
}
