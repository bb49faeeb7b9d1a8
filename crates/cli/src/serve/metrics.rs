//! The server's counts, in the text format of Prometheus.

use super::queue::Queue;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Counts since the server began.
#[derive(Default)]
pub(super) struct Metrics {
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    /// Requests by path and status.
    requests: BTreeMap<(&'static str, u16), u64>,
    /// Seconds from a request to its answer, by path.
    seconds: BTreeMap<&'static str, (f64, u64)>,
    /// Articles that could not be labelled.
    failures: u64,
}

/// The paths that are counted by name: requests for other paths must not add to them.
const PATHS: [&str; 7] = ["/", "/v1/extract", "/v1/compare", "/healthz", "/ready", "/metrics", "/openapi.json"];

impl Metrics {
    /// Counts an answer.
    pub(super) fn answered(&self, path: &str, status: StatusCode, time: Duration) {
        let path = PATHS.into_iter().find(|known| *known == path).unwrap_or("other");
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.requests.entry((path, status.as_u16())).or_default() += 1;
        let (seconds, count) = counts.seconds.entry(path).or_default();
        *seconds += time.as_secs_f64();
        *count += 1;
    }

    /// Counts an article that could not be labelled.
    pub(super) fn failed(&self) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).failures += 1;
    }

    /// All counts, and those of the queue.
    pub(super) fn text(&self, queue: &Queue) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: &[(String, String)]| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (sample, value) in samples {
                let _ = writeln!(text, "{name}{sample} {value}");
            }
        };
        let one = |value: String| [(String::new(), value)];
        let requests: Vec<(String, String)> = counts
            .requests
            .iter()
            .map(|((path, status), count)| (format!("{{path=\"{path}\",status=\"{status}\"}}"), count.to_string()))
            .collect();
        family("saidso_requests_total", "counter", "Requests answered.", &requests);
        let seconds: Vec<(String, String)> = counts
            .seconds
            .iter()
            .flat_map(|(path, (seconds, count))| {
                [
                    (format!("_sum{{path=\"{path}\"}}"), seconds.to_string()),
                    (format!("_count{{path=\"{path}\"}}"), count.to_string()),
                ]
            })
            .collect();
        family("saidso_request_seconds", "summary", "Seconds from a request to its answer.", &seconds);
        family(
            "saidso_failures_total",
            "counter",
            "Articles that could not be labelled.",
            &one(counts.failures.to_string()),
        );
        family(
            "saidso_abandoned_total",
            "counter",
            "Articles dropped half-way because their client had gone.",
            &one(queue.abandoned().to_string()),
        );
        family("saidso_queue_length", "gauge", "Articles that wait.", &one(queue.waiting().to_string()));
        family("saidso_queue_capacity", "gauge", "Articles that may wait.", &one(queue.capacity().to_string()));
        text
    }
}
