//! What is answered.

use super::comparison::{self, Comparer};
use super::metrics::Metrics;
use super::openapi;
use super::origin::Hosts;
use super::queue::{Failure, Form, Queue};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use saidso::error::ArticleError;
use saidso::record::{ErrorDetail, ErrorRecord, SCHEMA_VERSION};
use saidso_analysis::{compare, view};
use saidso_io::read::{article_of_json, article_of_text};
use serde::Serialize;
use serde_json::json;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub(super) const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

/// The id of an article that comes without one.
pub(super) const NO_ID: &str = "request";

/// How long a client may take to send a request.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How many bytes beyond the limit are read, and thrown away, so that a client that is still sending sees the answer.
const BEYOND: usize = 16 << 20;

/// How long an answer may take once the server is stopping.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// What a page from here may do: run these scripts and styles, and ask here. Whatever got into it, nothing else would run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// An article for those who have none at hand.
const EXAMPLE: &str = include_str!("../../../../datasets/sample/14-reservoir-editorial.txt");

/// What all requests share.
pub(super) struct Server {
    pub(super) queue: Queue,
    pub(super) comparer: Comparer,
    hosts: Hosts,
    /// What whoever asks for labels or counts has to show.
    token: Option<String>,
    max_bytes: usize,
    stopping: watch::Receiver<bool>,
    pub(super) metrics: Metrics,
}

impl Server {
    pub(super) fn new(
        queue: Queue,
        comparer: Comparer,
        hosts: Hosts,
        token: Option<String>,
        max_bytes: usize,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self { queue, comparer, hosts, token, max_bytes, stopping, metrics: Metrics::default() }
    }

    /// Whether articles are being labelled or compared.
    pub(super) fn is_at_work(&self) -> bool {
        self.queue.is_at_work() || self.comparer.is_at_work()
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Ends when there is no time left for an answer.
    pub(super) async fn out_of_time(&self) {
        // An error means that nobody can stop the server any more, which cannot be while it runs.
        let _ = self.stopping.clone().wait_for(|&stopping| stopping).await;
        sleep(LAST_ANSWERS).await;
    }
}

pub(super) fn routes(server: Arc<Server>) -> Router {
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Router::new()
        .route("/", asset(HTML, include_str!("page/index.html")))
        .route("/article.css", asset(CSS, view::STYLE))
        .route("/comparison.css", asset(CSS, compare::STYLE))
        .route("/page.css", asset(CSS, include_str!("page/page.css")))
        .route("/article.js", asset(SCRIPT, view::SCRIPT))
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
            let mut answer = refusal(StatusCode::METHOD_NOT_ALLOWED, NO_ID, &format!("this wants {allowed}"));
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
            answer
        })
        .layer(from_fn_with_state(Arc::clone(&server), answer_own))
        .with_state(server)
}

/// Answers only who may ask, and counts. Whether the server is well and ready may be asked by anybody who finds it: a cluster
/// does so by address.
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

/// Whether a request has the token, if there is one. The time that takes does not tell how much of it is right.
fn shows_token(server: &Server, headers: &HeaderMap) -> bool {
    let Some(token) = &server.token else { return true };
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().split_at_checked("Bearer ".len()));
    shown.is_some_and(|(scheme, shown)| {
        let difference = shown.iter().zip(token.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        scheme.eq_ignore_ascii_case(b"Bearer ") && shown.len() == token.len() && difference == 0
    })
}

/// Whether an article that comes now is taken.
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
    let text = server.metrics.text(server.queue.waiting(), server.queue.capacity());
    with_headers(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text.into())
}

async fn health(State(server): State<Arc<Server>>) -> Response {
    let (status, word) =
        if server.is_stopping() { (StatusCode::SERVICE_UNAVAILABLE, "stopping") } else { (StatusCode::OK, "ok") };
    let version = env!("CARGO_PKG_VERSION");
    json_answer(status, &json!({"status": word, "version": version, "waiting": server.queue.waiting()}))
}

async fn extract(State(server): State<Arc<Server>>, request: Request) -> Response {
    let Some(kind) = kind(request.headers()) else {
        let reason = "send an article as application/json or as text/plain";
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, NO_ID, reason);
    };
    let form = form(request.headers());
    let body = match body(&server, request).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let article = match kind {
        Kind::Json => article_of_json(body, NO_ID),
        Kind::Text => article_of_text(body, NO_ID),
    };
    let article = match article {
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
    let Ok(answered) = server.queue.submit(article, form) else {
        return try_again(&id, "too many articles are waiting; try again");
    };
    tokio::select! {
        labelled = answered => match labelled.inspect(|labelled| {
            if labelled.is_err() {
                server.metrics.failed();
            }
        }) {
            Ok(Ok((_, body))) => {
                let kind = if form == Form::Element { HTML } else { JSON };
                with_headers(StatusCode::OK, kind, body.into())
            }
            Ok(Err(reason)) => not_labelled(&id, &reason),
            Err(_) => lost(&id),
        },
        () = server.out_of_time() => stopping(&id),
    }
}

/// What a request holds, or the answer to one that cannot be read.
pub(super) async fn body(server: &Server, request: Request) -> Result<Vec<u8>, Response> {
    let body = tokio::select! {
        body = timeout(BODY_TIME, whole(request.into_body(), server.max_bytes)) => body,
        () = server.out_of_time() => return Err(stopping(NO_ID)),
    };
    Err(match body {
        Ok(Ok(body)) => return Ok(body),
        Ok(Err(Unreadable::TooLarge)) => {
            let reason = format!("more than {} bytes; saidso serve --max-bytes allows more", server.max_bytes);
            refusal(StatusCode::PAYLOAD_TOO_LARGE, NO_ID, &reason)
        }
        Ok(Err(Unreadable::Broken)) => refusal(StatusCode::BAD_REQUEST, NO_ID, "the request breaks off"),
        Err(_) => refusal(StatusCode::REQUEST_TIMEOUT, NO_ID, "the request takes too long to come"),
    })
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Text,
}

/// What a request says it holds.
pub(super) fn kind(headers: &HeaderMap) -> Option<Kind> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*kind {
        "application/json" => Some(Kind::Json),
        "text/plain" => Some(Kind::Text),
        _ => None,
    }
}

/// What a request wants to have: JSON, unless it names HTML.
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
        // Its own message tells of an option of `extract`.
        ArticleError::NotUtf8 { byte } => refusal(status, id, &format!("not UTF-8: byte {byte} does not fit")),
        _ => refusal(status, id, &error.to_string()),
    }
}

/// The answer to an article that was labelled in vain.
pub(super) fn not_labelled(id: &str, reason: &Failure) -> Response {
    match reason {
        Failure::Article(error) => failure(id, error),
        defect => refusal(StatusCode::INTERNAL_SERVER_ERROR, id, &defect.to_string()),
    }
}

pub(super) fn lost(id: &str) -> Response {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, id, "the article was lost: a defect, please report it")
}

/// The answer to what comes at a bad time.
pub(super) fn try_again(id: &str, reason: &str) -> Response {
    let mut answer = refusal(StatusCode::TOO_MANY_REQUESTS, id, reason);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

pub(super) fn stopping(id: &str) -> Response {
    refusal(StatusCode::SERVICE_UNAVAILABLE, id, "the server is stopping")
}

/// An answer without labels, in the form of a record of an error.
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

fn asset(kind: &'static str, text: &'static str) -> MethodRouter<Arc<Server>> {
    get(async move || with_headers(StatusCode::OK, kind, text.into()))
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
