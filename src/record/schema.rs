use super::{AnnotatedArticle, OutputLine};
use serde_json::Value;

/// The JSON Schema of a line of output, generated from the types.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(OutputLine);
    schema.insert("title".to_owned(), "saidso output line".into());
    schema.to_value()
}

/// The JSON Schema of a line of a gold or prediction file, generated from the types.
pub fn gold_schema() -> Value {
    let mut schema = schemars::schema_for!(AnnotatedArticle);
    schema.insert("title".to_owned(), "saidso annotated article".into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::{gold_schema, schema};

    #[test]
    fn the_committed_schemas_are_the_generated_ones() {
        let read = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let record = read(include_str!("record.schema.json"));
        assert!(record == schema(), "regenerate it: saidso schema > src/record/record.schema.json");
        let gold = read(include_str!("gold.schema.json"));
        assert!(gold == gold_schema(), "regenerate it: saidso schema gold > src/record/gold.schema.json");
    }
}
