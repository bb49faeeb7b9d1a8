//! Documents that are ZIP packages of XML parts: finds their form and reads their parts, up to a limit on their size.

use super::super::MAX_BYTES;
use super::super::limits::{Expanding, Expansion};
use super::super::watch::Watched;
use super::xml::{Node, Nodes};
use saidso::error::ArticleError;
use std::io::{BufRead, BufReader, Read, Seek};
use zip::ZipArchive;

/// The form of a document that is a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Form {
    Docx,
    Xlsx,
    Odt,
    Ods,
    /// Slides, drawings and the like, with the reason why they are refused.
    Refused(&'static str),
}

/// Most bytes that are read of the `mimetype` part, which names the form of an OpenDocument file.
const MAX_MIMETYPE: u64 = 200;

/// Most relations that are read for one part.
const MAX_RELATIONS: usize = 10_000;

/// A relation of one part to another.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last segment of its type's URI: `worksheet`, `styles`.
    pub(super) kind: String,
    /// The path of the other part in the package.
    pub(super) target: String,
}

/// An opened package.
pub(super) struct Package<'p, R> {
    archive: &'p mut ZipArchive<R>,
    expansion: Expansion,
    form: &'static str,
}

/// The form of the document that a ZIP archive is; `None` if it is an archive of files.
pub(in crate::read) fn form<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<Form> {
    if archive.index_for_name("META-INF/encryption.xml").is_none()
        && let Some(found) = archive.by_name("mimetype").ok().and_then(|part| {
            let mut mimetype = String::new();
            part.take(MAX_MIMETYPE).read_to_string(&mut mimetype).ok()?;
            open_document(mimetype.trim())
        })
    {
        return Some(found);
    }
    archive.index_for_name("[Content_Types].xml")?;
    for (folder, form) in [
        ("word/", Form::Docx),
        ("xl/", Form::Xlsx),
        ("ppt/", Form::Refused("slides are not read; save them as DOCX or text")),
    ] {
        if archive.file_names().flatten().any(|name| name.starts_with(folder)) {
            return Some(form);
        }
    }
    None
}

fn open_document(mimetype: &str) -> Option<Form> {
    let kind = mimetype.strip_prefix("application/vnd.oasis.opendocument.")?;
    Some(match kind {
        "text" | "text-template" | "text-master" => Form::Odt,
        "spreadsheet" | "spreadsheet-template" => Form::Ods,
        _ => Form::Refused("of OpenDocument files, only text documents and spreadsheets are read"),
    })
}

impl<'p, R: Read + Seek> Package<'p, R> {
    /// `size` is the size of the file, `form` the name of its form in messages.
    pub(super) fn new(archive: &'p mut ZipArchive<R>, size: u64, form: &'static str) -> Self {
        Self { archive, expansion: Expansion::of_size(size), form }
    }

    /// The nodes of a part; `None` if there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Nodes<impl BufRead + use<'_, R>>>, ArticleError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|error| ArticleError::Malformed {
            form: self.form,
            reason: format!("its part {name} cannot be read: {error}"),
        })?;
        let bytes =
            Expanding { reader: Limited { reader: Watched(part), left: MAX_BYTES }, expansion: self.expansion.clone() };
        Ok(Some(Nodes::new(BufReader::new(bytes), self.form)))
    }

    /// The nodes of a part that the document must have.
    pub(super) fn needed(&mut self, name: &str) -> Result<Nodes<impl BufRead + use<'_, R>>, ArticleError> {
        let form = self.form;
        self.part(name)?.ok_or_else(|| ArticleError::Malformed { form, reason: format!("it has no part {name}") })
    }

    /// The relations of a part, or of the whole package if the name is empty.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ArticleError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let Some(mut nodes) = self.part(&format!("{prefix}_rels/{name}.rels"))? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        while let Some(node) = nodes.next()? {
            let Node::Open(element) = node else { continue };
            let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
            else {
                continue;
            };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("{prefix}{}", target.trim_start_matches("./")),
            };
            relations.push(Relation { id, kind, target });
            if relations.len() == MAX_RELATIONS {
                break;
            }
        }
        Ok(relations)
    }
}

/// Fails once the reader returns more than `left` bytes.
struct Limited<R> {
    reader: R,
    left: usize,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(count).ok_or_else(|| {
            let message = format!("one of its parts has more than {MAX_BYTES} bytes");
            std::io::Error::new(std::io::ErrorKind::InvalidData, message)
        })?;
        Ok(count)
    }
}
