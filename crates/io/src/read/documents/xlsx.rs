//! Excel workbooks. The crate `calamine` is not used: it holds each sheet as a grid of all cells between the first and
//! the last, and a file of a few hundred bytes can make that grid as large as it likes.

use super::super::reading::{Flow, Reading};
use super::package::{Package, Relation};
use super::rows::{MAX_COLUMNS, Rows, number};
use super::xml::{Element, Node, Nodes};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use saidso::error::ArticleError;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, Read, Seek};
use std::ops::ControlFlow;

/// The part with the workbook, unless the package names another.
const MAIN: &str = "xl/workbook.xml";

/// Most sheets of a workbook, most shared strings, and most cell formats.
const MAX_SHEETS: usize = 1000;
const MAX_TEXTS: usize = 4_000_000;
const MAX_FORMS: usize = 70_000;

/// Passes on the rows of all sheets. An error concerns the whole file; rows passed on before it are kept.
pub(super) fn read<R: Read + Seek>(
    package: &mut Package<'_, R>,
    rows: &mut Rows<'_>,
    reading: &mut Reading<'_>,
) -> Result<Flow, ArticleError> {
    let of_package = package.relations("")?;
    let main = of_package.into_iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map_or_else(|| MAIN.to_owned(), |relation| relation.target);
    let relations = package.relations(&main)?;
    let target = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|one| &*one.target);
    let mut workbook = Workbook::read(package.needed(&main)?, &relations)?;
    if let Some(mut nodes) = target("sharedStrings").map_or(Ok(None), |name| package.part(name))? {
        workbook.texts = texts(&mut nodes)?;
    }
    if let Some(mut nodes) = target("styles").map_or(Ok(None), |name| package.part(name))? {
        workbook.dates = dates(&mut nodes)?;
    }
    for (name, target) in std::mem::take(&mut workbook.sheets) {
        let Some(nodes) = package.part(&target)? else { continue };
        rows.begin_sheet(name);
        if sheet(nodes, &workbook, rows, reading)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

#[derive(Default)]
struct Workbook {
    /// Names and parts of the sheets.
    sheets: Vec<(String, String)>,
    texts: Vec<String>,
    /// For each cell format, whether it is for dates or times.
    dates: Vec<bool>,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

impl Workbook {
    fn read(mut nodes: Nodes<impl BufRead>, relations: &[Relation]) -> Result<Self, ArticleError> {
        let mut workbook = Self::default();
        while let Some(node) = nodes.next()? {
            let Node::Open(element) = node else { continue };
            match element.name() {
                "sheet" if workbook.sheets.len() < MAX_SHEETS => {
                    let id = element.attribute("id");
                    let relation = relations.iter().find(|one| Some(&one.id) == id.as_ref() && one.kind == "worksheet");
                    if let (Some(name), Some(relation)) = (element.attribute("name"), relation) {
                        workbook.sheets.push((name, relation.target.clone()));
                    }
                }
                "workbookPr" => {
                    workbook.is_1904 =
                        element.attribute("date1904").is_some_and(|value| value == "1" || value == "true");
                }
                _ => {}
            }
        }
        Ok(workbook)
    }

    /// The value of a number in a cell with this format.
    fn number(&self, text: &str, form: usize) -> Value {
        let days = text.parse::<f64>().ok().filter(|_| self.dates.get(form) == Some(&true));
        days.and_then(|days| date(days, self.is_1904)).map_or_else(|| number(text), Value::String)
    }
}

/// A number of days as a date, with the time if there is one; `None` if it is not a valid date.
fn date(days: f64, is_1904: bool) -> Option<String> {
    let from = if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1)? } else { NaiveDate::from_ymd_opt(1899, 12, 30)? };
    if !(0.0..3_000_000.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    let time: NaiveDateTime = from.and_hms_opt(0, 0, 0)? + Duration::seconds(seconds);
    Some(match (days < 1.0, seconds % 86_400) {
        (true, _) => time.format("%H:%M:%S").to_string(),
        (false, 0) => time.format("%Y-%m-%d").to_string(),
        (false, _) => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
    })
}

/// The strings that cells share.
fn texts(nodes: &mut Nodes<impl BufRead>) -> Result<Vec<String>, ArticleError> {
    let mut texts = Vec::new();
    while let Some(node) = nodes.next()? {
        if matches!(&node, Node::Open(element) if element.name() == "si") && texts.len() < MAX_TEXTS {
            texts.push(text(nodes, "si")?);
        }
    }
    Ok(texts)
}

/// The text of a cell up to the end of this element, without phonetic guides.
fn text(nodes: &mut Nodes<impl BufRead>, end: &str) -> Result<String, ArticleError> {
    let mut text = String::new();
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) if element.name() == "t" => text.push_str(&nodes.text()?),
            Node::Open(element) if element.name() == "rPh" => nodes.skip()?,
            Node::Close(name) if name == end => break,
            _ => {}
        }
    }
    Ok(unescaped(text))
}

/// Characters that XML cannot hold are written as `_x000D_`.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut found = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find("_x") {
        found.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..7).and_then(|code| code.strip_suffix('_'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(character) = character {
            found.push(character);
            rest = &rest[7..];
        } else {
            found.push_str("_x");
            rest = &rest[2..];
        }
    }
    found + rest
}

/// For each cell format, whether it is for dates or times.
fn dates(nodes: &mut Nodes<impl BufRead>) -> Result<Vec<bool>, ArticleError> {
    let (mut formats, mut dates) = (HashMap::new(), Vec::new());
    let mut is_of_cells = false;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "numFmt" if formats.len() < MAX_FORMS => {
                    if let (Some(id), Some(code)) = (element.attribute("numFmtId"), element.attribute("formatCode")) {
                        formats.insert(id, is_date_format(&code));
                    }
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells && dates.len() < MAX_FORMS => {
                    let id = element.attribute("numFmtId").unwrap_or_default();
                    dates.push(formats.get(&id).copied().unwrap_or_else(|| is_date_number(&id)));
                }
                _ => {}
            },
            Node::Close(name) if name == "cellXfs" => is_of_cells = false,
            _ => {}
        }
    }
    Ok(dates)
}

/// Whether a built-in number format is for dates or times.
fn is_date_number(id: &str) -> bool {
    id.parse::<u32>().is_ok_and(|id| matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58))
}

/// Whether a number format shows years, days, hours or seconds outside quotation marks and brackets.
fn is_date_format(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    code.chars().any(|character| {
        match character {
            _ if std::mem::take(&mut escaped) => {}
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'y' | 'Y' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return !quoted && !bracketed,
            _ => {}
        }
        false
    }) && !code.eq_ignore_ascii_case("standard")
}

/// Passes on the rows of a sheet.
fn sheet(
    mut nodes: Nodes<impl BufRead>,
    workbook: &Workbook,
    rows: &mut Rows<'_>,
    reading: &mut Reading<'_>,
) -> Result<Flow, ArticleError> {
    let (mut row, mut cells) = (0, Vec::new());
    let mut next = 0;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "row" => {
                    row = element.attribute("r").and_then(|row| row.parse().ok()).unwrap_or(row + 1);
                    cells.clear();
                    next = 0;
                }
                "c" => {
                    let at = element.attribute("r").and_then(|reference| column(&reference)).unwrap_or(next);
                    next = at + 1;
                    let value = cell(&element, &mut nodes, workbook)?;
                    // Cells are only taken in column order, as all programs write them.
                    let is_next = cells.last().is_none_or(|(last, _)| *last < at);
                    if let Some(value) = value.filter(|_| at < MAX_COLUMNS && is_next) {
                        cells.push((at, value));
                    }
                }
                _ => {}
            },
            Node::Close(name) if name == "row" => {
                let flow = if cells.iter().any(|(_, value)| value.is_null()) {
                    rows.failed(row, malformed("a cell refers to a shared string that there is not"), reading)
                } else {
                    rows.row(row, &cells, reading)?
                };
                if flow.is_break() {
                    return Ok(flow);
                }
            }
            _ => {}
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "XLSX", reason: reason.to_owned() }
}

/// The value of the cell that has just begun: `None` if it is empty, and null if it refers to nothing.
fn cell(
    element: &Element,
    nodes: &mut Nodes<impl BufRead>,
    workbook: &Workbook,
) -> Result<Option<Value>, ArticleError> {
    let kind = element.attribute("t").unwrap_or_default();
    let form = element.attribute("s").and_then(|form| form.parse().ok()).unwrap_or(0);
    let mut found = None;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) if element.name() == "v" => {
                let value = nodes.text()?;
                found = match &*kind {
                    "s" => value
                        .trim()
                        .parse()
                        .ok()
                        .and_then(|index: usize| workbook.texts.get(index))
                        .map_or(Some(Value::Null), |text| Some(Value::String(text.clone()))),
                    "str" | "d" => Some(Value::String(unescaped(value))),
                    "b" => Some(Value::Bool(value.trim() == "1")),
                    // A formula that could not be calculated.
                    "e" => None,
                    _ => Some(workbook.number(value.trim(), form)),
                };
            }
            Node::Open(element) if element.name() == "is" => found = Some(Value::String(text(nodes, "is")?)),
            Node::Close(name) if name == "c" => break,
            _ => {}
        }
    }
    Ok(found.filter(|value| value.as_str().is_none_or(|text| !text.is_empty())))
}

/// The column of a reference such as `AB12`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::{column, date, is_date_format, unescaped};

    #[test]
    fn cells_are_understood() {
        assert_eq!(
            (column("A1"), column("AB12"), column("XFD1"), column("7")),
            (Some(0), Some(27), Some(16_383), None)
        );
        assert_eq!(date(43_529.0, false).as_deref(), Some("2019-03-05"));
        assert_eq!(date(43_529.5, false).as_deref(), Some("2019-03-05T12:00:00"));
        assert_eq!(date(0.25, false).as_deref(), Some("06:00:00"));
        assert_eq!(
            (date(42_067.0, true).as_deref(), date(-1.0, false), date(f64::NAN, false)),
            (Some("2019-03-05"), None, None)
        );
        assert_eq!(unescaped("a_x000D_b_xZZZZ_c_x_".to_owned()), "a\rb_xZZZZ_c_x_");
        for (code, expected) in
            [("yyyy-mm-dd", true), ("[$-409]h:mm", true), ("0.00", false), ("[Red]0", false), ("\"days\" 0", false)]
        {
            assert_eq!(is_date_format(code), expected, "{code}");
        }
    }
}
