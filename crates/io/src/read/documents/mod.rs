//! Documents: word processor files, PDF, Markdown and spreadsheets. Each form is reduced to a [`manuscript`] of
//! paragraphs, spreadsheets to rows.

mod articles;
mod builder;
mod docx;
mod exports;
mod manuscript;
mod markdown;
mod ods;
mod odt;
mod package;
mod pdf;
mod rows;
mod rtf;
mod xlsx;
mod xml;

use super::charset::decode;
use super::kind::Kind;
use super::metadata;
use super::reading::{Flow, Place, Reading};
use manuscript::Manuscript;
use package::{Form, Package};
use rows::Rows;
use saidso::error::{ArticleError, panic_message};
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// A document with more bytes is not read; large documents consist mostly of pictures.
pub(super) const MAX_DOCUMENT: usize = 128 << 20;

/// Reads a document that is not a package.
pub(super) fn read(bytes: Vec<u8>, kind: Kind, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let found = match kind {
        Kind::Pdf => guarded("PDF", || pdf::read(bytes)),
        Kind::Markdown => {
            decode(bytes, reading.options.charset).and_then(|text| guarded("Markdown", || Ok(markdown::read(&text))))
        }
        _ => rtf::read(&bytes),
    };
    hand_on(found, place, reading)
}

/// Reads a ZIP archive that is a document; `None` if it is an archive of files. `size` is the size of the ZIP file.
pub(super) fn read_package<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    size: u64,
    place: &Place,
    reading: &mut Reading<'_>,
) -> Option<Flow> {
    let flow = match package::form(archive)? {
        Form::Refused(reason) => reading.single(place, ArticleError::Refused { reason }),
        Form::Docx => hand_on(docx::read(&mut Package::new(archive, size, "DOCX")), place, reading),
        Form::Odt => hand_on(odt::read(&mut Package::new(archive, size, "ODT")), place, reading),
        form @ (Form::Xlsx | Form::Ods) => {
            let mut rows = Rows::new(place, size);
            let read = if form == Form::Xlsx {
                xlsx::read(&mut Package::new(archive, size, "XLSX"), &mut rows, reading)
            } else {
                ods::read(&mut Package::new(archive, size, "ODS"), &mut rows, reading)
            };
            match read {
                Ok(ControlFlow::Continue(())) => rows.finish(reading),
                Ok(flow) => flow,
                Err(error) => reading.single(place, error),
            }
        }
    };
    Some(flow)
}

/// Runs a third-party reader. If it panics on a damaged file, only that file is lost: other members of an archive are
/// still read.
fn guarded(
    form: &'static str,
    read: impl FnOnce() -> Result<Manuscript, ArticleError>,
) -> Result<Manuscript, ArticleError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let reason = format!("its reader gave up: {}", panic_message(panic.as_ref()));
        Err(ArticleError::Malformed { form, reason })
    })
}

fn hand_on(found: Result<Manuscript, ArticleError>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut articles = match found {
        Ok(manuscript) => articles::of(manuscript),
        Err(error) => return reading.single(place, error),
    };
    let options = reading.options;
    let found = |article: saidso::record::Article| {
        let metadata = article.metadata.clone();
        metadata::found(Ok(article), metadata, options)
    };
    if articles.len() == 1 {
        return reading.single(place, found(articles.remove(0)));
    }
    let mut series = reading.series(place);
    for article in articles {
        series.number += 1;
        reading.next_of(&series, found(article))?;
    }
    ControlFlow::Continue(())
}
