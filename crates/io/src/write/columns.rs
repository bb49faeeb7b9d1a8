use super::Rows;
use super::column::{Column, DataType, Field};
use super::metadata::{MetadataColumns, PREFIX, REST};
use saidso::record::schema;
use serde_json::{Map, Value, json};

/// Number of columns of a flat table before those of the metadata: id, title and date of the article.
pub(super) const BEFORE_METADATA: usize = 3;

/// The columns of a table.
pub(crate) fn columns(rows: Rows, metadata: &MetadataColumns) -> Vec<Column> {
    let schema = schema();
    let definitions = Definitions(&schema["$defs"]);
    let named = |name: &str, schema: Value, nullable| definitions.column(vec![name.to_owned()], &schema, nullable);
    let text = || json!({"type": "string"});
    let index = || json!({"type": "integer", "format": "uint", "minimum": 0});
    let defined = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let (item, number) = match rows {
        Rows::Articles => return with_metadata(definitions.article_columns(), metadata),
        Rows::Sentences => ("SentenceRecord", Some("sentence")),
        Rows::Attributions => ("AttributionRecord", None),
        Rows::Claims => ("ClaimRecord", Some("claim")),
        Rows::Sources => ("SourceRecord", None),
    };
    let mut columns = vec![named("article", text(), false), named("title", text(), true), named("date", text(), true)];
    columns.extend(metadata.fields.iter().map(|field| Column {
        path: vec!["metadata".to_owned(), field.name.clone()],
        ..Column::plain(format!("{PREFIX}{}", field.name), field.data_type.clone())
    }));
    columns.push(named(REST, text(), true));
    columns.extend(number.map(|name| named(name, index(), false)));
    definitions.flatten(&[], &schema["$defs"][item], false, &mut columns);
    let sentences = || named("sentences", json!({"type": "array", "items": index()}), false);
    match rows {
        Rows::Articles => {}
        Rows::Sentences => columns.extend([
            named("text_unquoted", text(), false),
            named("speech", defined("Speech"), true),
            named("assertion", defined("Assertion"), true),
            named("cue_text", text(), true),
        ]),
        Rows::Attributions => columns.extend([named("content_unquoted", text(), false), sentences()]),
        Rows::Claims => columns.extend([
            named("text_unquoted", text(), false),
            named("start", index(), true),
            named("end", index(), true),
            named("of", defined("SpanOf"), true),
            named("speech", defined("Speech"), true),
            named("cue_text", text(), true),
        ]),
        Rows::Sources => {
            columns.push(sentences());
            return columns;
        }
    }
    columns.extend([
        named("source_name", text(), true),
        named("source_person", text(), true),
        named("source_kind", defined("SourceKind"), true),
        named("source_titles_or_role", text(), true),
        named("source_unresolved", json!({"type": "boolean"}), true),
    ]);
    columns
}

/// The columns of whole articles, with their metadata in one struct column if its fields are known.
fn with_metadata(mut columns: Vec<Column>, metadata: &MetadataColumns) -> Vec<Column> {
    let place = columns.iter().position(|column| column.name == "metadata");
    if let Some(place) = place.filter(|_| !metadata.fields.is_empty()) {
        columns[place].data_type = DataType::Struct(metadata.fields.clone());
        columns.insert(place + 1, Column::plain(REST.to_owned(), DataType::Text));
    }
    columns
}

/// The kind of flat table that has columns of these names.
pub(crate) fn rows_of(names: &[&str]) -> Option<Rows> {
    let metadata = MetadataColumns::of_columns(names.iter().copied());
    let fits =
        |rows: &Rows| columns(*rows, &metadata).iter().map(|column| column.name.as_str()).eq(names.iter().copied());
    Rows::FLAT.into_iter().find(fits)
}

/// The JSON Schema of a row of a flat table, however it holds the metadata.
pub(crate) fn row_schema(rows: Rows) -> Value {
    let columns = columns(rows, &MetadataColumns::default());
    let properties: Map<String, Value> =
        columns.iter().map(|column| (column.name.clone(), column.schema.clone())).collect();
    let required: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "$defs": schema()["$defs"],
    });
    schema["patternProperties"][format!("^{PREFIX}")] = json!({});
    schema
}

struct Definitions<'s>(&'s Value);

impl<'s> Definitions<'s> {
    /// What a schema says after following references, and whether it also allows `null`.
    fn resolve(&self, schema: &'s Value) -> (&'s Value, bool) {
        if let Some(name) = schema["$ref"].as_str() {
            return (&self.0[name.trim_start_matches("#/$defs/")], false);
        }
        let is_null = |schema: &Value| schema["type"] == "null";
        match schema["anyOf"].as_array().map(Vec::as_slice) {
            Some([one, null]) if is_null(null) => (self.resolve(one).0, true),
            _ => (schema, schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == "null"))),
        }
    }

    fn column(&self, path: Vec<String>, schema: &Value, nullable: bool) -> Column {
        let schema = if nullable { json!({"anyOf": [schema, {"type": "null"}]}) } else { schema.clone() };
        let definitions = Definitions(self.0);
        let (data_type, or_null) = definitions.data_type(&schema);
        Column { name: path.join("_"), path, data_type, nullable: nullable || or_null, schema }
    }

    /// Columns of articles, failures and skipped articles together: a field that one of these kinds lacks is absent
    /// there.
    fn article_columns(&self) -> Vec<Column> {
        let kinds = ["Record", "ErrorRecord", "SkipRecord"].map(|name| &self.0[name]);
        let of_all = |name: &str| kinds.iter().all(|schema| is_required(schema, name));
        let fields = kinds.into_iter().flat_map(properties);
        let mut columns: Vec<Column> = Vec::new();
        for (name, schema) in fields {
            if columns.iter().all(|column| column.name != *name) {
                columns.push(self.column(vec![name.clone()], schema, !of_all(name)));
            }
        }
        columns
    }

    /// Adds the fields of an object as columns, including those of objects inside it. A list of objects becomes one
    /// text, with the position of the whole if they are spans; an object with arbitrary fields becomes a text too.
    fn flatten(&self, way: &[String], object: &'s Value, nullable: bool, columns: &mut Vec<Column>) {
        let text = json!({"type": "string"});
        for (name, schema) in properties(object) {
            let path = [way, std::slice::from_ref(name)].concat();
            let (resolved, or_null) = self.resolve(schema);
            let items = self.resolve(&resolved["items"]).0;
            if resolved["properties"].is_object() {
                self.flatten(&path, resolved, nullable || or_null, columns);
            } else if items["properties"].is_object() {
                columns.push(self.column(path.clone(), &text, true));
                // An object with more fields than a span is not just a stretch of text.
                if properties(items).all(|(field, _)| ["start", "end", "text", "of"].contains(&field.as_str())) {
                    let places = properties(items).filter(|(field, _)| *field != "text");
                    let way = |field: &String| [path.as_slice(), std::slice::from_ref(field)].concat();
                    columns.extend(places.map(|(field, schema)| self.column(way(field), schema, true)));
                }
            } else if resolved["additionalProperties"] == true {
                columns.push(self.column(path, &text, true));
            } else {
                columns.push(self.column(path, schema, nullable || or_null || !is_required(object, name)));
            }
        }
    }

    /// The type of a schema, and whether it allows `null`.
    fn data_type(&self, schema: &Value) -> (DataType, bool) {
        let definitions = Definitions(self.0);
        let (schema, nullable) = definitions.resolve(schema);
        let types = &schema["type"];
        let is =
            |name: &str| types == name || types.as_array().is_some_and(|types| types.iter().any(|one| one == name));
        let data_type = if is("array") {
            let (item, nullable) = definitions.data_type(&schema["items"]);
            DataType::List(Box::new(Field { name: "item".to_owned(), data_type: item, nullable }))
        } else if is("object") && schema["properties"].is_object() {
            let fields = properties(schema).map(|(name, field)| {
                let (data_type, nullable) = definitions.data_type(field);
                Field { name: name.clone(), data_type, nullable: nullable || !is_required(schema, name) }
            });
            DataType::Struct(fields.collect())
        } else if is("boolean") {
            DataType::Boolean
        } else if is("integer") {
            if schema["format"] == "uint32" { DataType::UInt32 } else { DataType::UInt64 }
        } else if is("number") {
            if schema["format"] == "float" { DataType::Float32 } else { DataType::Float64 }
        } else {
            // Strings, words of a fixed set, and what is held as JSON.
            DataType::Text
        };
        (data_type, nullable)
    }
}

fn properties(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object["properties"].as_object().into_iter().flatten()
}

fn is_required(object: &Value, name: &str) -> bool {
    object["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name))
}
