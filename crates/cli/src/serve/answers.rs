//! Answers to requests, with the headers that they all have.

use super::jobs::Failure;
use super::metrics::Metrics;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use saidso::error::ArticleError;
use saidso::record::{ErrorDetail, ErrorRecord, SCHEMA_VERSION};
use serde::Serialize;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";

/// The id of an article that comes without one.
pub(super) const NO_ID: &str = "request";

/// What a page from this server may do: load the server's own scripts and styles, and send requests to it. Nothing that
/// an attacker injected into a page would run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The answer to an article that cannot be labelled.
pub(super) fn failure(id: &str, error: &ArticleError) -> Response {
    let status = match error {
        ArticleError::NotUtf8 { .. }
        | ArticleError::Json { .. }
        | ArticleError::NotAnObject
        | ArticleError::MissingField(_)
        | ArticleError::FieldKind { .. } => StatusCode::BAD_REQUEST,
        ArticleError::Encode { .. } | ArticleError::Panic { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    match error {
        // The error's own message mentions an option of `extract`.
        ArticleError::NotUtf8 { byte } => refusal(status, id, &format!("not UTF-8: byte {byte} is invalid")),
        ArticleError::NotEnglish { .. } => {
            refusal(status, id, &format!("{error}; saidso serve --any-language labels it all the same"))
        }
        _ => refusal(status, id, &error.to_string()),
    }
}

/// The answer for an article whose labelling failed.
pub(super) fn not_labelled(metrics: &Metrics, id: &str, reason: &Failure) -> Response {
    if matches!(reason, Failure::TurnedAway) {
        return full(id);
    }
    metrics.failed();
    match reason {
        Failure::Article(error) => failure(id, error),
        defect => refusal(StatusCode::INTERNAL_SERVER_ERROR, id, &defect.to_string()),
    }
}

pub(super) fn lost(id: &str) -> Response {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, id, "the article was lost: this is a bug, please report it")
}

/// The answer to an article for which there is no room.
pub(super) fn full(id: &str) -> Response {
    try_again(id, &Failure::TurnedAway.to_string())
}

/// The answer to a request that should be repeated later.
pub(super) fn try_again(id: &str, reason: &str) -> Response {
    let mut answer = refusal(StatusCode::TOO_MANY_REQUESTS, id, reason);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

pub(super) fn stopping(id: &str) -> Response {
    refusal(StatusCode::SERVICE_UNAVAILABLE, id, "the server is stopping")
}

/// An answer without labels, in the form of an error record.
pub(super) fn refusal(status: StatusCode, id: &str, reason: &str) -> Response {
    let error = ErrorDetail { input: NO_ID.to_owned(), line: None, reason: reason.to_owned() };
    json_answer(status, &ErrorRecord { schema_version: SCHEMA_VERSION, id: id.to_owned(), error })
}

pub(super) fn json_answer(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => with_headers(status, JSON, body.into()),
        Err(error) => with_headers(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", error.to_string().into()),
    }
}

pub(super) fn with_headers(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, body).into_response()
}
