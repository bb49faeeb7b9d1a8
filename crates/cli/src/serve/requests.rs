//! Reads requests: their bodies, content types and the form of answer they ask for.

use super::answers::{NO_ID, full, refusal, stopping};
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
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

/// How many bytes beyond the limit are read and discarded, so that a client that is still sending sees the answer.
const BEYOND: usize = 16 << 20;

/// A request of no more bytes needs none of the memory for large ones.
const SMALL: usize = 64 << 10;

/// The body of a request, and the memory that it holds if it is large; or the answer if it cannot be read.
pub(super) async fn body(
    server: &Server,
    guest: Guest,
    request: Request,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Response> {
    let body = tokio::select! {
        body = timeout(guest.patience, whole(request.into_body(), server)) => body,
        () = server.out_of_time() => return Err(stopping(NO_ID)),
    };
    Err(match body {
        Ok(Ok(body)) => return Ok(body),
        Ok(Err(Unreadable::TooLarge)) => {
            let reason = format!("more than {} bytes; saidso serve --max-bytes allows more", server.max_bytes);
            refusal(StatusCode::PAYLOAD_TOO_LARGE, NO_ID, &reason)
        }
        Ok(Err(Unreadable::NoRoom)) => full(NO_ID),
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
    NoRoom,
    Broken,
}

async fn whole(mut body: Body, server: &Server) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Unreadable> {
    let limit = server.max_bytes;
    let (mut bytes, mut room) = (Vec::new(), None);
    let (mut length, mut refused) = (0, None);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Unreadable::Broken)?.into_data() else { continue };
        length += data.len();
        if length > limit {
            refused = Some(Unreadable::TooLarge);
        } else if refused.is_none() && !reserve(server, &mut room, length) {
            refused = Some(Unreadable::NoRoom);
        }
        if refused.is_none() {
            bytes.extend_from_slice(&data);
        } else {
            (bytes, room) = (Vec::new(), None);
            if length > limit.saturating_add(BEYOND) {
                break;
            }
        }
    }
    refused.map_or(Ok((bytes, room)), Err)
}

/// Reserves memory for a request that has grown to this many bytes; whether there is enough.
fn reserve(server: &Server, room: &mut Option<OwnedSemaphorePermit>, length: usize) -> bool {
    let held = room.as_ref().map_or(SMALL, |room| SMALL + room.num_permits());
    let Some(more) = length.checked_sub(held).filter(|more| *more > 0) else { return true };
    let Ok(more) = Arc::clone(&server.room).try_acquire_many_owned(more as u32) else { return false };
    match room {
        Some(room) => room.merge(more),
        None => *room = Some(more),
    }
    true
}
