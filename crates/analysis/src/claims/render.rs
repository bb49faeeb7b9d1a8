//! Listed claims as a table, as CSV and as lines of JSON.

use super::Listed;
use crate::view::tame;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use saidso::record::{Assertion, Label};

/// No lines but one below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// The claims for a terminal of so many columns.
pub fn table(claims: &[Listed], width: usize) -> String {
    let worth = claims.iter().any(|claim| claim.check_worthy.is_some());
    let mut table = Table::new();
    let mut header = vec!["claim", "speaker", "assertion", "sure"];
    header.extend(worth.then_some("check"));
    header.push("article");
    table.load_style(STYLE).set_header(header);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
    for claim in claims {
        let is_asserted = claim.assertion.is_none_or(|assertion| assertion == Assertion::Asserted);
        let mut row = vec![
            tame(&claim.claim).into_owned(),
            tame(&speaker(claim)).into_owned(),
            if is_asserted { assertion(claim).to_owned() } else { assertion(claim).to_uppercase() },
            format!("{:.2}", claim.confidence),
        ];
        row.extend(worth.then(|| claim.check_worthy.map_or(String::new(), |worth| format!("{worth:.2}"))));
        row.push(tame(&claim.article.told()).into_owned());
        table.add_row(row);
    }
    table.trim_fmt() + "\n"
}

/// Who makes it: "the author", a name, or all who pass it on, the outermost first.
fn speaker(claim: &Listed) -> String {
    match (&claim.speaker, &claim.speakers[..]) {
        (_, speakers @ [_, _, ..]) => speakers.join(" > "),
        (Some(name), _) => name.clone(),
        (None, _) if claim.by_author => "the author".to_owned(),
        (None, _) => "not named".to_owned(),
    }
}

fn assertion(claim: &Listed) -> &'static str {
    claim.assertion.map_or("", Assertion::name)
}

/// A claim as a line of JSON.
///
/// # Errors
/// None in practice: it holds nothing that JSON cannot.
pub fn json_line(claim: &Listed) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(claim)? + "\n")
}

/// Claims as rows of CSV, one after the other.
#[derive(Debug, Default)]
pub struct CsvRows {
    begun: bool,
}

impl CsvRows {
    /// The rows of some claims, with the header before the first of all.
    ///
    /// # Errors
    /// None in practice: writing to memory does not fail.
    pub fn rows(&mut self, claims: &[Listed]) -> Result<String, csv::Error> {
        const HEADER: [&str; 15] = [
            "claim",
            "stands_alone",
            "text",
            "label",
            "speaker",
            "speakers",
            "assertion",
            "confidence",
            "check_worthy",
            "article",
            "title",
            "outlet",
            "date",
            "link",
            "index",
        ];
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !self.begun {
            writer.write_record(HEADER)?;
            self.begun = true;
        }
        for claim in claims {
            let label = match claim.label {
                Label::ReportedFact => "reported_fact",
                Label::Quote => "quote",
                Label::Opinion => "opinion",
            };
            let about = &claim.article;
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            writer.write_record([
                claim.claim.clone(),
                claim.stands_alone.to_string(),
                claim.text.clone(),
                label.to_owned(),
                text(&claim.speaker),
                claim.speakers.join(" > "),
                assertion(claim).to_owned(),
                claim.confidence.to_string(),
                claim.check_worthy.map(|worth| worth.to_string()).unwrap_or_default(),
                about.id.clone(),
                text(&about.title),
                text(&about.outlet),
                text(&about.date),
                text(&about.link),
                claim.index.to_string(),
            ])?;
        }
        let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
