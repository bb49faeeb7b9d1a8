//! Accepts connections, and ends them in time.

use super::guest::Guest;
use super::prompt::Prompt;
use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

/// Most connections at a time; others wait in the system's queue. With the size limit of requests, this bounds memory.
const CONNECTIONS: usize = 256;

/// How long the server waits for a client: for the head of a request, for its body, or until it reads any of its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The same while most connections are taken: clients that stall must not keep others waiting.
const LITTLE_PATIENCE: Duration = Duration::from_millis(1500);

/// How long the server waits for a client that comes while so many connections are free.
fn patience(free: usize) -> Duration {
    if free > CONNECTIONS / 2 { PATIENCE } else { LITTLE_PATIENCE }
}

/// How long answers may take to be sent once the server is stopping: longer than any handler then waits.
const GRACE: Duration = Duration::from_millis(1500);

/// Serves until `stopping` is true, then waits for pending answers to be sent.
pub(super) async fn serve(listener: TcpListener, routes: Router, mut stopping: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).max_buf_size(64 << 10);
    loop {
        let accepted = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accepted => accepted,
            _ = stopping.wait_for(|&stopping| stopping) => break,
        };
        let (stream, client) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Too many open files, for example: there may be room again in a moment.
                tracing::warn!("cannot accept a connection: {error}");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let guest = Guest { address: client.ip(), patience: patience(permits.available_permits()) };
        let routes = TowerToHyperService::new(routes.clone());
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(guest);
            routes.call(request)
        });
        let stream = TokioIo::new(Prompt::new(stream, guest.patience));
        let connection = http.header_read_timeout(guest.patience).serve_connection(stream, answer);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(permit);
        });
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections were still open");
    }
}

#[cfg(test)]
mod tests {
    use super::{CONNECTIONS, LITTLE_PATIENCE, PATIENCE, patience};

    #[test]
    fn a_crowd_is_waited_for_less() {
        assert_eq!([CONNECTIONS - 1, CONNECTIONS / 2, 0].map(patience), [PATIENCE, LITTLE_PATIENCE, LITTLE_PATIENCE]);
    }
}
