//! `POST /v1/compare`: what several articles share and what they do not, as in `saidso compare`.

use super::answers::{self, HTML, NO_ID, refusal};
use super::comparer::Refused;
use super::guest::Guest;
use super::jobs::Form;
use super::requests::{self, Kind};
use super::server::Server;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use saidso::record::{Article, Record};
use saidso_analysis::compare::element;
use saidso_io::read::article_of_json;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Most articles in one comparison, which compares every pair of their statements.
const MOST_ARTICLES: usize = 12;

/// The body of a request: articles, or records that `extract` has written.
#[derive(Deserialize)]
struct Asked {
    articles: Vec<Value>,
}

/// An article to compare.
enum Given {
    Labelled(Box<Record>),
    Raw(Box<Article>),
}

impl Given {
    fn id(&self) -> &str {
        match self {
            Self::Labelled(record) => &record.id,
            Self::Raw(article) => &article.id,
        }
    }
}

/// Answers a request to compare.
pub(super) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(guest): Extension<Guest>,
    request: Request,
) -> Response {
    if requests::kind(request.headers()) != Some(Kind::Json) {
        let reason = "send {\"articles\": […]} as application/json";
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, NO_ID, reason);
    }
    let form = requests::form(request.headers());
    let compared = async {
        let (body, _room) = requests::body(&server, guest, request).await?;
        let records = label(&server, guest, given(&server, &body)?).await?;
        let Some(turn) = server.comparer.turn() else {
            return Err(answers::try_again(NO_ID, "another story is being compared; try again"));
        };
        let own = Arc::clone(&server);
        let work = spawn_blocking(move || {
            let compared = own.comparer.compare(&records);
            drop(turn);
            compared
        });
        tokio::select! {
            compared = work => match compared {
                Ok(Ok(comparison)) => Ok(comparison),
                Ok(Err(Refused::NoEncoder)) => {
                    Err(refusal(StatusCode::NOT_IMPLEMENTED, NO_ID, &Refused::NoEncoder.to_string()))
                }
                Ok(Err(refused)) => Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, NO_ID, &refused.to_string())),
                Err(_) => Err(answers::lost(NO_ID)),
            },
            () = server.out_of_time() => Err(answers::stopping(NO_ID)),
        }
    };
    match compared.await {
        Err(answer) => answer,
        Ok(comparison) if form == Form::Element => match element(&comparison) {
            Ok(element) => answers::with_headers(StatusCode::OK, HTML, element.into()),
            Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, NO_ID, &error.to_string()),
        },
        Ok(comparison) => answers::json_answer(StatusCode::OK, &comparison),
    }
}

/// The articles of a request.
fn given(server: &Server, body: &[u8]) -> Result<Vec<Given>, Response> {
    let bad = |reason: &str| refusal(StatusCode::BAD_REQUEST, NO_ID, reason);
    let Asked { articles } =
        serde_json::from_slice(body).map_err(|error| bad(&format!("not {{\"articles\": […]}}: {error}")))?;
    if articles.len() < 2 || articles.len() > MOST_ARTICLES {
        return Err(bad(&format!("{} articles; 2 to {MOST_ARTICLES} can be compared", articles.len())));
    }
    let mut ids = HashSet::new();
    articles
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            let given = read(server, value, &format!("article {}", index + 1))?;
            if ids.insert(given.id().to_owned()) {
                Ok(given)
            } else {
                Err(bad(&format!("two articles have the id `{}`; each needs its own", given.id())))
            }
        })
        .collect()
}

/// Reads an article, or the record of one that is already labelled.
fn read(server: &Server, value: Value, id: &str) -> Result<Given, Response> {
    if value.get("sentences").is_some() {
        let record = serde_json::from_value(value).map_err(|error| {
            refusal(StatusCode::BAD_REQUEST, id, &format!("{id}: not a record that extract has written: {error}"))
        })?;
        return Ok(Given::Labelled(Box::new(record)));
    }
    let article = article_of_json(value.to_string().into_bytes(), id).and_then(|article| server.screened(article));
    article.map(|article| Given::Raw(Box::new(article))).map_err(|error| answers::failure(id, &error))
}

/// Labels the articles that have no labels, all at the same time.
async fn label(server: &Server, guest: Guest, articles: Vec<Given>) -> Result<Vec<Record>, Response> {
    let mut waiting = Vec::with_capacity(articles.len());
    for article in articles {
        waiting.push(match article {
            Given::Labelled(record) => Ok(*record),
            Given::Raw(article) => {
                let id = article.id.clone();
                let Ok(answered) = server.queue.submit(*article, Form::None, guest.address, None) else {
                    return Err(answers::full(&id));
                };
                Err((id, answered))
            }
        });
    }
    let mut records = Vec::with_capacity(waiting.len());
    for article in waiting {
        let (id, answered) = match article {
            Ok(record) => {
                records.push(record);
                continue;
            }
            Err(waiting) => waiting,
        };
        let labelled = tokio::select! {
            labelled = answered => labelled.map_err(|_| answers::lost(&id))?,
            () = server.out_of_time() => return Err(answers::stopping(&id)),
        };
        let (record, _) = labelled.map_err(|reason| answers::not_labelled(&server.metrics, &id, &reason))?;
        records.push(record);
    }
    Ok(records)
}
