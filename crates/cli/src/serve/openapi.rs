//! The description of the server for programs.

use saidso::record::{ErrorRecord, Record};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The `OpenAPI` 3.1 description, with schemas generated from the types of the record.
pub(super) fn description() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let record = generator.subschema_for::<Record>();
    let error = generator.subschema_for::<ErrorRecord>();
    let mut schemas: Map<String, Value> = generator.take_definitions(true);
    schemas.insert(
        "Article".to_owned(),
        json!({
            "type": "object",
            "description": "An article; other fields pass through as metadata.",
            "required": ["text"],
            "properties": {
                "id": {"type": ["string", "number", "null"]},
                "title": {"type": ["string", "null"], "description": "The headline, if the text lacks it."},
                "text": {"type": "string", "description": "All offsets of the answer count its Unicode code points."},
            },
        }),
    );
    let failed =
        |description: &str| json!({"description": description, "content": {"application/json": {"schema": error}}});
    let mut description = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "saidso",
            "version": env!("CARGO_PKG_VERSION"),
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "license": {"name": env!("CARGO_PKG_LICENSE")},
        },
        "servers": [{"url": "/"}],
        "security": [],
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "paths": {
            "/v1/compare": comparison(&failed),
            "/v1/extract": {
                "post": {
                    "operationId": "extract",
                    "security": [{}, {"token": []}],
                    "summary": "Label an article",
                    "requestBody": {
                        "required": true,
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Article"},
                                "example": {"id": "a1", "text": "“It is over,” said Anna Larsen."},
                            },
                            "text/plain": {"schema": {"type": "string"}},
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "The record; for clients that accept text/html, an `article` element to display.",
                            "content": {
                                "application/json": {"schema": record},
                                "text/html": {"schema": {"type": "string"}},
                            },
                        },
                        "400": failed("The request is not an article."),
                        "401": failed("The server has a token, and the request did not send it."),
                        "403": failed("The request is for another host, or from a page of another site."),
                        "408": failed("The request took too long to arrive."),
                        "413": failed("The request is too large."),
                        "415": failed("The request is neither JSON nor plain text."),
                        "422": failed("There is nothing to label in English, too much, or it takes too long."),
                        "429": failed("Too many articles are waiting; Retry-After says when to try again."),
                        "500": failed("A bug in the server."),
                        "503": failed("The server is stopping."),
                    },
                },
            },
        },
    });
    if let Some(paths) = description["paths"].as_object_mut() {
        paths.extend(states(&failed("The server has a token, and the request did not send it.")));
    }
    description
}

/// The path that compares articles.
fn comparison(failed: &impl Fn(&str) -> Value) -> Value {
    json!({
        "post": {
            "operationId": "compare",
            "security": [{}, {"token": []}],
            "summary": "Line up what several articles of one story say",
            "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {
                    "type": "object",
                    "required": ["articles"],
                    "properties": {"articles": {
                        "type": "array",
                        "minItems": 2,
                        "maxItems": 12,
                        "items": {"anyOf": [
                            {"$ref": "#/components/schemas/Article"},
                            {"$ref": "#/components/schemas/Record"},
                        ]},
                    }},
                }}},
            },
            "responses": {
                "200": {
                    "description": "Articles, voices and groups of statements, as in `saidso compare --json`; \
                                    for clients that accept text/html, elements to display.",
                    "content": {
                        "application/json": {"schema": {"type": "object"}},
                        "text/html": {"schema": {"type": "string"}},
                    },
                },
                "400": failed("The request is not 2 to 12 articles."),
                "401": failed("The server has a token, and the request did not send it."),
                "403": failed("The request is for another host, or from a page of another site."),
                "422": failed("There is nothing to label in English, or too much to compare."),
                "429": failed("Too many are waiting; Retry-After says when to try again."),
                "501": failed("The server has no sentence encoder."),
                "503": failed("The server is stopping."),
            },
        },
    })
}

/// The paths that report the server's state.
fn states(no_token: &Value) -> Map<String, Value> {
    let states = json!({
        "/healthz": {
            "get": {
                "operationId": "health",
                "summary": "Whether articles are accepted",
                "responses": {
                    "200": {"description": "They are.", "content": {"application/json": {"schema": {
                        "type": "object",
                        "required": ["status", "version", "waiting"],
                        "properties": {
                            "status": {"type": "string"},
                            "version": {"type": "string"},
                            "waiting": {"type": "integer", "description": "Articles that wait."},
                        },
                    }}}},
                    "503": {"description": "The server is stopping."},
                },
            },
        },
        "/ready": {
            "get": {
                "operationId": "ready",
                "summary": "Whether there is room for an article",
                "responses": {
                    "200": {"description": "There is."},
                    "503": {"description": "Too many are waiting, or the server is stopping."},
                },
            },
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Counts for Prometheus",
                "security": [{}, {"token": []}],
                "responses": {
                    "200": {"description": "The counts.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                    "401": no_token,
                },
            },
        },
    });
    states.as_object().cloned().unwrap_or_default()
}
