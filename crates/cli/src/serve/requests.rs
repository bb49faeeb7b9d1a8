//! Reads requests: their bodies, content types and the form of answer they ask for.

use super::answers::{NO_ID, refusal, stopping};
use super::guest::Guest;
use super::jobs::Form;
use super::server::Server;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::future::poll_fn;
use std::pin::Pin;
use tokio::time::timeout;

/// How many bytes beyond the limit are read and discarded, so that a client that is still sending sees the answer.
const BEYOND: usize = 16 << 20;

/// The body of a request, or the answer if it cannot be read.
pub(super) async fn body(server: &Server, guest: Guest, request: Request) -> Result<Vec<u8>, Response> {
    let body = tokio::select! {
        body = timeout(guest.patience, whole(request.into_body(), server.max_bytes)) => body,
        () = server.out_of_time() => return Err(stopping(NO_ID)),
    };
    Err(match body {
        Ok(Ok(body)) => return Ok(body),
        Ok(Err(Unreadable::TooLarge)) => {
            let reason = format!("more than {} bytes; saidso serve --max-bytes allows more", server.max_bytes);
            refusal(StatusCode::PAYLOAD_TOO_LARGE, NO_ID, &reason)
        }
        Ok(Err(Unreadable::Broken)) => refusal(StatusCode::BAD_REQUEST, NO_ID, "the request was cut off"),
        Err(_) => refusal(StatusCode::REQUEST_TIMEOUT, NO_ID, "the request took too long to arrive"),
    })
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Text,
}

/// The kind of content that a request declares.
pub(super) fn kind(headers: &HeaderMap) -> Option<Kind> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*kind {
        "application/json" => Some(Kind::Json),
        "text/plain" => Some(Kind::Text),
        _ => None,
    }
}

/// The form of answer that a request asks for: JSON, unless it names HTML.
pub(super) fn form(headers: &HeaderMap) -> Form {
    let mut wanted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    if wanted.any(|value| value.to_ascii_lowercase().contains("text/html")) { Form::Element } else { Form::Record }
}

enum Unreadable {
    TooLarge,
    Broken,
}

async fn whole(mut body: Body, limit: usize) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Unreadable::Broken)?.into_data() else { continue };
        length += data.len();
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
            if length > limit.saturating_add(BEYOND) {
                break;
            }
        }
    }
    if length > limit { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}
