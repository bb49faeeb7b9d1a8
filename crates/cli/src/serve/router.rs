//! Routes, and the answers to most of them.

use super::answers::{
    HTML, JSON, NO_ID, failure, full, json_answer, lost, not_labelled, refusal, stopping, with_headers,
};
use super::guest::Guest;
use super::jobs::Form;
use super::requests::{Kind, body, form, kind};
use super::server::Server;
use super::{comparison, openapi};
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use saidso_analysis::{compare, view};
use saidso_io::read::{article_of_json, article_of_text};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

/// An example article to try the page with.
const EXAMPLE: &str = include_str!("page/example.txt");

pub(super) fn routes(server: Arc<Server>) -> Router {
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Router::new()
        .route("/", asset(HTML, include_str!("page/index.html")))
        .route("/article.css", asset(CSS, view::STYLE))
        .route("/comparison.css", asset(CSS, compare::STYLE))
        .route("/page.css", asset(CSS, include_str!("page/page.css")))
        .route("/article.js", asset(SCRIPT, view::SCRIPT))
        .route("/token.js", asset(SCRIPT, include_str!("page/token.js")))
        .route("/server.js", asset(SCRIPT, include_str!("page/server.js")))
        .route("/files.js", asset(SCRIPT, include_str!("page/files.js")))
        .route("/session.js", asset(SCRIPT, include_str!("page/session.js")))
        .route("/comparison.js", asset(SCRIPT, include_str!("page/comparison.js")))
        .route("/page.js", asset(SCRIPT, include_str!("page/page.js")))
        .route("/example.txt", asset("text/plain; charset=utf-8", EXAMPLE))
        .route("/v1/extract", post(extract))
        .route("/v1/compare", post(comparison::answer))
        .route("/healthz", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(|| async { json_answer(StatusCode::OK, &openapi::description()) }))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, NO_ID, "there is nothing here; see /openapi.json") })
        .method_not_allowed_fallback(|request: Request| async move {
            let allowed = if request.uri().path().starts_with("/v1/") { "POST" } else { "GET, HEAD" };
            let mut answer = refusal(StatusCode::METHOD_NOT_ALLOWED, NO_ID, &format!("use {allowed} here"));
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
            answer
        })
        .layer(from_fn_with_state(Arc::clone(&server), answer_own))
        .with_state(server)
}

/// Answers only requests that are allowed, and counts all. /healthz and /ready are open to requests for any host,
/// because a cluster asks for them by address.
async fn answer_own(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let (start, path) = (Instant::now(), request.uri().path().to_owned());
    let refused = server.hosts.refusal(request.method(), request.headers());
    let answer = match refused.filter(|_| !matches!(&*path, "/healthz" | "/ready")) {
        Some(reason) => refusal(StatusCode::FORBIDDEN, NO_ID, reason),
        None if (path.starts_with("/v1/") || path == "/metrics") && !shows_token(&server, request.headers()) => {
            let reason = "send the server's token, as Authorization: Bearer TOKEN";
            let mut answer = refusal(StatusCode::UNAUTHORIZED, NO_ID, reason);
            answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            answer
        }
        None => next.run(request).await,
    };
    server.metrics.answered(&path, answer.status(), start.elapsed());
    answer
}

/// Whether a request has the token, if there is one. The time this takes does not reveal how much of a token is right.
fn shows_token(server: &Server, headers: &HeaderMap) -> bool {
    let Some(token) = &server.token else { return true };
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().split_at_checked("Bearer ".len()));
    shown.is_some_and(|(scheme, shown)| {
        let difference = shown.iter().zip(token.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        scheme.eq_ignore_ascii_case(b"Bearer ") && shown.len() == token.len() && difference == 0
    })
}

/// Whether an article that arrives now would be accepted.
async fn ready(State(server): State<Arc<Server>>) -> Response {
    let (status, word) = if server.is_stopping() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if server.queue.is_full() {
        (StatusCode::SERVICE_UNAVAILABLE, "full")
    } else {
        (StatusCode::OK, "ready")
    };
    json_answer(status, &json!({"status": word}))
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let text = server.metrics.text(&server.queue);
    with_headers(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text.into())
}

async fn health(State(server): State<Arc<Server>>) -> Response {
    let (status, word) =
        if server.is_stopping() { (StatusCode::SERVICE_UNAVAILABLE, "stopping") } else { (StatusCode::OK, "ok") };
    let version = env!("CARGO_PKG_VERSION");
    json_answer(status, &json!({"status": word, "version": version, "waiting": server.queue.waiting()}))
}

async fn extract(State(server): State<Arc<Server>>, Extension(guest): Extension<Guest>, request: Request) -> Response {
    let Some(kind) = kind(request.headers()) else {
        let reason = "send an article as application/json or as text/plain";
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, NO_ID, reason);
    };
    let form = form(request.headers());
    let (body, room) = match body(&server, guest, request).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let article = match kind {
        Kind::Json => article_of_json(body, NO_ID),
        Kind::Text => article_of_text(body, NO_ID),
    };
    let article = match article.and_then(|article| server.screened(article)) {
        Ok(article) => article,
        Err(error) => {
            server.metrics.failed();
            return failure(NO_ID, &error);
        }
    };
    let id = article.id.clone();
    if server.is_stopping() {
        return stopping(&id);
    }
    let Ok(answered) = server.queue.submit(article, form, guest.address, room) else {
        return full(&id);
    };
    tokio::select! {
        labelled = answered => match labelled {
            Ok(Ok((_, body))) => {
                let kind = if form == Form::Element { HTML } else { JSON };
                with_headers(StatusCode::OK, kind, body.into())
            }
            Ok(Err(reason)) => not_labelled(&server.metrics, &id, &reason),
            Err(_) => lost(&id),
        },
        () = server.out_of_time() => stopping(&id),
    }
}

fn asset(kind: &'static str, text: &'static str) -> MethodRouter<Arc<Server>> {
    get(async move || with_headers(StatusCode::OK, kind, text.into()))
}
