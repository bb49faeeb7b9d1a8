//! Reads the rows of a table in an SQLite database, one at a time. Only stored values are read: nothing that a database
//! can have SQLite calculate, such as a view, is run.

use super::charset::{Charset, decode};
use super::limits::Expansion;
use super::reading::{Flow, Found, Place, Reading};
use super::{MAX_BYTES, ReadOptions, fields, missing, open, watch};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, OpenFlags, Row};
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::{fs, io, path};

/// The name of a table and its columns.
type Table = (String, Vec<String>);

/// Number of operations of SQLite's virtual machine between two looks at the clock.
const OPERATIONS: i32 = 10_000;

/// Bytes counted for each value on top of its text: damaged tables can be endless without having any text.
const OVERHEAD: u64 = 8;

/// Reads a database on disk.
pub(super) fn read_file(path: &Path, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let found = fs::metadata(path).and_then(|metadata| Ok((metadata.len(), address(path)?)));
    match found {
        Ok((size, address)) => read(Connection::open_with_flags(address, flags), size, place, reading),
        Err(error) => reading.single(place, open::cannot_open(&error)),
    }
}

/// Reads a database in memory.
pub(super) fn read_bytes(mut bytes: Vec<u8>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    // These may say that there is a write-ahead log, which a database in memory cannot have.
    bytes.iter_mut().skip(18).take(2).for_each(|version| *version = 1);
    let size = bytes.len();
    let database = Connection::open_in_memory().and_then(|mut database| {
        database.deserialize_read_exact(MAIN_DB, &bytes[..], size, true)?;
        Ok(database)
    });
    drop(bytes);
    read(database, size as u64, place, reading)
}

/// The URI of a database. One without unfinished changes beside it is declared immutable, so that SQLite needs no locks
/// and writes no files.
fn address(database: &Path) -> io::Result<String> {
    let beside = |suffix: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        fs::metadata(PathBuf::from(name)).is_ok_and(|metadata| metadata.len() > 0)
    };
    let mode = if beside("-wal") || beside("-journal") { "mode=ro" } else { "immutable=1" };
    let mut address = String::from("file:");
    for &byte in path::absolute(database)?.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            _ => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    Ok(format!("{address}?{mode}"))
}

/// Reads one article per row, and only the columns that are needed. What is after a damaged row is lost.
fn read(database: rusqlite::Result<Connection>, size: u64, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let options = reading.options;
    let opened = database.and_then(guarded).map_err(|error| failed(&error));
    let opened = opened.and_then(|database| {
        let table = table(&database, options).or_else(|error| salvaged(&database, options).ok_or(error))?;
        Ok((table, database))
    });
    let ((name, mut columns), database) = match opened {
        Ok(opened) => opened,
        Err(error) => return reading.single(place, error),
    };
    columns.retain(|column| options.wants(column));
    let mut statement = match database.prepare(&query(&name, &columns)) {
        Ok(statement) => statement,
        Err(error) => return reading.single(place, failed(&error)),
    };
    let mut rows = statement.raw_query();
    let mut series = reading.series(place);
    let expansion = Expansion::of_size(size);
    loop {
        let row = rows.next();
        series.number += 1;
        let (weight, found) = match row {
            Ok(Some(row)) => article(row, &columns, options),
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => return reading.next_of(&series, failed(&error)),
        };
        expansion.add(weight);
        if expansion.is_bomb() {
            let reason = "its rows grow far beyond the size of the file: a decompression bomb";
            return reading.next_of(&series, ArticleError::Refused { reason });
        }
        reading.bytes_read.fetch_add(weight, Ordering::Relaxed);
        reading.next_of(&series, found)?;
    }
}

/// Has SQLite mistrust a database, and stop when the time for an article is over.
fn guarded(mut database: Connection) -> rusqlite::Result<Connection> {
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        database.set_db_config(setting, value)?;
    }
    database.pragma_update(None, "cell_size_check", true)?;
    database.progress_handler(OPERATIONS, Some(|| watch::check().is_err()))?;
    Ok(database)
}

/// The table to read in a database that SQLite refuses because parts of it are missing. A setting for repairs has it
/// read the rest.
fn salvaged(database: &Connection, options: &ReadOptions) -> Option<Table> {
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).ok()?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true).ok()?;
    table(database, options).ok()
}

fn failed(error: &rusqlite::Error) -> ArticleError {
    let reason = match error {
        rusqlite::Error::SqliteFailure(_, Some(reason)) => reason.clone(),
        other => other.to_string(),
    };
    watch::check().err().unwrap_or(ArticleError::Malformed { form: "SQLite", reason })
}

/// The table to read: the one that was named, or the only one with the text column.
fn table(database: &Connection, options: &ReadOptions) -> Result<Table, ArticleError> {
    let (mut tables, views) = tables(database).map_err(|error| failed(&error))?;
    let (name, field) = (options.table.as_deref(), &options.text_field);
    let has = |columns: &[String], field: &str| columns.iter().any(|column| column == field);
    let refused = ArticleError::Refused { reason: "a view or virtual table is not read, only tables that store rows" };
    if let Some(name) = name
        && !tables.iter().any(|(table, _)| table.eq_ignore_ascii_case(name))
    {
        let is_view = views.iter().any(|view| view.eq_ignore_ascii_case(name));
        let known = missing::listed_tables(&tables);
        return Err(if is_view { refused } else { ArticleError::MissingTable { name: name.to_owned(), known } });
    }
    match (&tables[..], &views[..]) {
        ([], []) => return Err(ArticleError::NoArticles),
        ([], _) => return Err(refused),
        ([_], _) => {}
        _ => {
            let meant = |(table, columns): &Table| {
                name.map_or_else(|| has(columns, field), |name| table.eq_ignore_ascii_case(name))
            };
            let (some, others): (Vec<Table>, Vec<Table>) = tables.into_iter().partition(meant);
            match some.len() {
                0 => return Err(missing::column_of_tables(field, &others, options)),
                1 => tables = some,
                _ => {
                    let known = missing::listed_tables(&some);
                    return Err(ArticleError::ManyTables { field: field.clone(), known });
                }
            }
        }
    }
    let table = tables.swap_remove(0);
    match options.required().find(|field| !has(&table.1, field)) {
        Some(field) if name.is_none() => Err(missing::column_of_tables(field, &[table], options)),
        Some(field) => Err(missing::column(field, table.1.iter().map(String::as_str), options)),
        None => Ok(table),
    }
}

/// The tables that store rows, and the names of views and virtual tables.
fn tables(database: &Connection) -> rusqlite::Result<(Vec<Table>, Vec<String>)> {
    let (mut tables, mut views) = (Vec::new(), Vec::new());
    let mut schema = database.prepare(
        r"SELECT name, type = 'view' OR sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema
          WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'",
    )?;
    // Generated columns that are not stored are calculated, and left out.
    let mut columns_of = database.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden IN (0, 3)")?;
    let mut rows = schema.raw_query();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if row.get::<_, Option<bool>>(1)? == Some(true) {
            views.push(name);
            continue;
        }
        let columns = columns_of.query_map([&name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        tables.push((name, columns));
    }
    Ok((tables, views))
}

/// Asks for two values of each column: its size in bytes, and itself unless that is too large. SQLite knows the size of
/// a value without reading it. No index is used, since it may differ from the table.
fn query(table: &str, columns: &[String]) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let values: Vec<String> = columns
        .iter()
        .map(|column| quoted(column))
        .map(|column| format!("octet_length({column}), iif(octet_length({column}) > {MAX_BYTES}, NULL, {column})"))
        .collect();
    format!("SELECT {} FROM {} NOT INDEXED", values.join(", "), quoted(table))
}

/// The article in a row, and its approximate size in bytes.
fn article(row: &Row<'_>, columns: &[String], options: &ReadOptions) -> (u64, Found) {
    let (mut weight, mut is_too_large) = (0, false);
    let mut fields = Map::new();
    for (at, column) in columns.iter().enumerate() {
        let size = row.get::<_, Option<i64>>(2 * at).ok().flatten().unwrap_or_default().unsigned_abs();
        weight += size + OVERHEAD;
        is_too_large |= size > MAX_BYTES as u64;
        match value(row.get_ref_unwrap(2 * at + 1), column, options) {
            Ok(value) => fields.extend(value.map(|value| (column.clone(), value))),
            Err(error) => return (weight, error.into()),
        }
    }
    let found = fields::article(fields, options);
    let article = if is_too_large { Err(ArticleError::TooLarge { limit: MAX_BYTES }) } else { found.article };
    (weight, Found { article, ..found })
}

/// The value of a field, if it has one. Text and title are strings, even if they are stored as numbers or bytes; other
/// bytes are left out.
fn value(stored: ValueRef<'_>, column: &str, options: &ReadOptions) -> Result<Option<Value>, ArticleError> {
    let is_title = column == options.title_field;
    let is_text = is_title || column == options.text_field;
    Ok(Some(match stored {
        // As in CSV, an empty title counts as none.
        ValueRef::Null | ValueRef::Text([]) if is_title => return Ok(None),
        ValueRef::Null if is_text => Value::String(String::new()),
        ValueRef::Integer(number) if is_text => number.to_string().into(),
        ValueRef::Real(number) if is_text => number.to_string().into(),
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) => text(bytes, options.charset)?.into(),
        ValueRef::Blob(bytes) if is_text || column == options.id_field => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => return Err(ArticleError::FieldKind { field: column.to_owned(), expected: "text" }),
        },
        ValueRef::Null | ValueRef::Blob(_) => return Ok(None),
    }))
}

/// SQLite does not check that texts are in the encoding of the database.
fn text(bytes: &[u8], charset: Charset) -> Result<String, ArticleError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => decode(bytes.to_vec(), charset),
    }
}
