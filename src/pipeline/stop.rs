use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Asks a run to end early, from any thread. Outcomes already passed to the sink are kept; what is not finished within
/// [`RunOptions::grace`](super::RunOptions::grace) is dropped.
#[derive(Clone)]
pub struct Stop {
    /// Dropping the sender wakes everyone waiting on the receiver.
    sender: Arc<Mutex<Option<Sender<Infallible>>>>,
    receiver: Receiver<Infallible>,
}

impl Stop {
    /// Asks the run to end.
    pub fn stop(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Whether the run has been asked to end.
    pub fn is_stopped(&self) -> bool {
        self.receiver.try_recv() == Err(TryRecvError::Disconnected)
    }

    /// Waits until the run is asked to end.
    pub fn wait(&self) {
        // Nothing is ever sent: this returns when the sender is dropped.
        let _ = self.receiver.recv();
    }

    /// Disconnected once the run is asked to end.
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
