use std::net::IpAddr;
use std::time::Duration;

/// The client of a connection, as an extension of its requests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guest {
    pub(super) address: IpAddr,
    /// How long the server waits for it.
    pub(super) patience: Duration,
}
