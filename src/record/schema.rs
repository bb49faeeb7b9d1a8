use super::OutputLine;
use serde_json::Value;

/// The JSON Schema of a line of output, generated from the types.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(OutputLine);
    schema.insert("title".to_owned(), "saidso output line".into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn the_committed_schema_is_the_generated_one() {
        let committed: serde_json::Value = serde_json::from_str(include_str!("record.schema.json")).unwrap();
        assert!(committed == schema(), "write it anew: saidso schema > src/record/record.schema.json");
    }
}
