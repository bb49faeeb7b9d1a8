//! ZIP and tar archives. Members are read in place and never unpacked; a path in an archive only names its member and
//! is never opened.

use super::documents;
use super::kind::{HEAD, Kind, leave_out, stem};
use super::left_out::is_hidden;
use super::limits::{Allowance, Exact, Expanding, Expansion, Metered};
use super::open::{decompressed, is_compressed};
use super::reading::{Flow, Place, Reading};
use super::watch::{self, Watched};
use super::{read_content, unreadable};
use saidso::error::ArticleError;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Component, Path};

/// The error for an archive that is a member of another.
pub(super) const NESTED: ArticleError =
    ArticleError::Refused { reason: "it is an archive in an archive; unpack it first" };

/// Most bytes in the headers of a tar member: long names and whatever else the archiver has written.
const TAR_HEADERS: u64 = 1 << 20;

/// Reads the members of a tar archive one after the other.
pub(super) fn read_tar(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let allowance = Allowance::new(TAR_HEADERS);
    let mut archive = tar::Archive::new(Metered { reader, allowance: allowance.clone() });
    let mut entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return reading.single(place, unreadable(&error)),
    };
    loop {
        allowance.set(TAR_HEADERS);
        let mut entry = match entries.next() {
            None => break,
            Some(Ok(entry)) => entry,
            Some(Err(error)) => return reading.single(place, unreadable(&error)),
        };
        allowance.set(u64::MAX);
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        let mut content = Exact::new(&mut entry, size);
        if kind.is_symlink() || kind.is_hard_link() {
            refuse(&name, "it is a link", place, reading)?;
        } else if kind.is_gnu_sparse() {
            refuse(&name, "it is a sparse file", place, reading)?;
        } else if kind.is_file() || kind.is_contiguous() {
            read_member(&name, &mut content, place, reading)?;
        }
        if content.is_short {
            return ControlFlow::Continue(());
        }
        if let Err(error) = std::io::copy(&mut content, &mut std::io::sink()) {
            return reading.single(place, unreadable(&error));
        }
        if reading.expansion.is_bomb() {
            return ControlFlow::Continue(());
        }
    }
    // Zeros fill up the last block of a tape; anything else is another archive that was appended.
    let mut rest = Vec::new();
    let read = archive.into_inner().reader.take(TAR_HEADERS).read_to_end(&mut rest);
    if read.is_ok() && rest.iter().any(|byte| *byte != 0) {
        let reason = "data follow its end, perhaps a second archive; they are not read";
        return reading.single(place, ArticleError::Refused { reason });
    }
    ControlFlow::Continue(())
}

/// Reads the members of a ZIP archive in the order of its directory, or the document if the archive is one.
pub(super) fn read_zip(
    file: impl Read + Seek,
    size: u64,
    is_member: bool,
    place: &Place,
    reading: &mut Reading<'_>,
) -> Flow {
    let mut archive = match zip::ZipArchive::new(BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => return reading.single(place, zip_error(&error)),
    };
    if let Some(flow) = documents::read_package(&mut archive, size, place, reading) {
        return flow;
    }
    if is_member {
        return reading.single(place, NESTED);
    }
    let expansion = Expansion::of_size(size);
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        let member = match archive.by_index(index) {
            Ok(member) => member,
            Err(error) => {
                let member = member_place(place, &name.unwrap_or_else(|| index.to_string()));
                reading.single(&member, zip_error(&error))?;
                continue;
            }
        };
        if member.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        if member.is_symlink() {
            refuse(&name, "it is a link", place, reading)?;
            continue;
        }
        let mut content = Expanding { reader: Watched(member), expansion: expansion.clone() };
        read_member(&name, &mut content, place, reading)?;
        if expansion.is_bomb() {
            break;
        }
    }
    if archive.has_duplicate_names() {
        let reason = "several of its members have the same name: only the last of each name is read";
        return reading.single(place, ArticleError::Refused { reason });
    }
    ControlFlow::Continue(())
}

fn zip_error(error: &zip::result::ZipError) -> ArticleError {
    let reason = match error {
        // What the library says of every file without a directory of its members at the end.
        zip::result::ZipError::InvalidArchive(reason) if reason.contains("EOCD") => {
            "its end is missing: it was cut short".to_owned()
        }
        error => error.to_string(),
    };
    ArticleError::Read { reason: format!("cannot be read: {reason}") }
}

/// Reads a member if its kind is supported; as in a folder, hidden members are left out.
fn read_member(name: &str, content: &mut dyn Read, archive: &Place, reading: &mut Reading<'_>) -> Flow {
    watch::begin(reading.options.max_time);
    let path = Path::new(name);
    // Read as a Unix and as a Windows path: one that climbs out on either system is refused on both.
    let climbs =
        |name: &str| Path::new(name).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir));
    let with_slashes = name.replace('\\', "/");
    if climbs(name) || climbs(&with_slashes) || with_slashes.get(1..3) == Some(":/") || name.contains('\0') {
        return refuse(name, "its path leads out of the archive", archive, reading);
    }
    let is_hidden = |part: Component<'_>| matches!(part, Component::Normal(part) if is_hidden(part));
    let place = member_place(archive, name);
    if path.components().any(is_hidden) || path.starts_with("__MACOSX") {
        reading.left_out.add(&place.shown, "hidden file or folder", "hidden files or folders");
        return ControlFlow::Continue(());
    }
    if archive.shown.ends_with(".wacz") && !path.starts_with("archive") {
        reading.left_out.add(&place.shown, "index of a crawl", "indexes of crawls");
        return ControlFlow::Continue(());
    }
    let mut kind = Kind::by_name(path);
    let mut head = Vec::new();
    if !kind.is_told_by_name() {
        if let Err(error) = content.take(HEAD as u64).read_to_end(&mut head) {
            return reading.single(&place, unreadable(&error));
        }
        let plain = decompressed(&head);
        match Kind::of_found(path, &plain) {
            Some(known) => kind = known,
            // One of the compressions yields nothing before a large block is whole.
            None if plain.is_empty() && is_compressed(&head) => {}
            None => {
                leave_out(&place.shown, path, &plain, &reading.left_out);
                return ControlFlow::Continue(());
            }
        }
    }
    let before = reading.handed_on;
    read_content(Cursor::new(head).chain(content), kind, true, &place, reading)?;
    if reading.handed_on == before {
        reading.left_out.add(&place.shown, "file without articles", "files without articles");
    }
    ControlFlow::Continue(())
}

fn refuse(name: &str, reason: &'static str, archive: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(&member_place(archive, name), ArticleError::Refused { reason })
}

fn member_place(archive: &Place, name: &str) -> Place {
    let shown = format!("{}!/{name}", archive.shown).into();
    Place { shown, stem: format!("{}/{}", archive.stem, stem(Path::new(name))) }
}
