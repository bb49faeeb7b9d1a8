use super::{Format, brat, datasets, label_studio, xmi};
use crate::gold::GoldArticle;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What is escaped in file names: characters with a special meaning in some system or shell.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'*')
    .add(b':')
    .add(b';')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'`')
    .add(b'|')
    .add(b'$')
    .add(b'~');

/// Maximum length in bytes of a path component; systems allow 255.
const LONGEST_NAME: usize = 180;

/// Why a folder cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder is not empty: its files might be work that must not be overwritten.
    #[error("{} is not empty; name a new folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A file or folder cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
}

/// Writes articles as a folder of files.
#[derive(Debug)]
pub struct FolderWriter {
    root: PathBuf,
    format: Format,
    names: HashSet<String>,
    /// The file with one entry per article: rows of a data set, the index of a brat folder, or tasks.
    lines: Option<BufWriter<File>>,
    size: datasets::Size,
    /// How many Label Studio tasks have been written.
    tasks: usize,
}

impl FolderWriter {
    /// Starts a folder, which must be new or empty, in one of the folder formats.
    ///
    /// # Errors
    /// The folder is not empty, or it cannot be written.
    pub fn create(root: &Path, format: Format) -> Result<Self, FolderError> {
        let failed = |error| FolderError::Write { path: root.to_owned(), error };
        fs::create_dir_all(root).map_err(failed)?;
        if fs::read_dir(root).map_err(failed)?.next().is_some() {
            return Err(FolderError::NotEmpty { path: root.to_owned() });
        }
        let (names, size) = (HashSet::new(), datasets::Size::default());
        let mut writer = Self { root: root.to_owned(), format, names, lines: None, size, tasks: 0 };
        let (fixed, lines): (&[(&str, &str)], _) = match format {
            Format::Brat => (&brat::CONFIGURATION, Some(crate::brat::INDEX)),
            Format::Xmi => (&[xmi::TYPE_SYSTEM], None),
            Format::LabelStudio => (&[label_studio::INTERFACE], Some(label_studio::TASKS)),
            _ => (&[], Some(datasets::ROWS)),
        };
        for (name, text) in fixed {
            writer.write(name, text)?;
        }
        if let Some(name) = lines {
            let path = writer.path(name)?;
            let file = File::create(&path).map_err(|error| FolderError::Write { path, error })?;
            writer.lines = Some(BufWriter::new(file));
        }
        Ok(writer)
    }

    /// Writes an article.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn article(&mut self, article: &GoldArticle) -> Result<(), FolderError> {
        match self.format {
            Format::Brat => {
                let name = self.name(&article.id);
                self.write(&format!("{name}.txt"), &article.text)?;
                self.write(&format!("{name}.ann"), &brat::annotations(article))?;
                let (id, metadata) = (article.id.clone(), article.metadata.clone());
                self.line(crate::brat::INDEX, &serde_json::json!(crate::brat::IndexRow { name, id, metadata }))
            }
            Format::Xmi => {
                let name = self.name(&article.id);
                self.write(&format!("{name}.xmi"), &xmi::text(article))
            }
            Format::LabelStudio => {
                self.tasks += 1;
                let between = if self.tasks == 1 { "[\n" } else { ",\n" };
                self.append(label_studio::TASKS, &format!("{between}{}", label_studio::task(article)))
            }
            _ => {
                self.size.add(article);
                self.line(datasets::ROWS, &datasets::row(article))
            }
        }
    }

    /// Completes the folder.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn finish(mut self) -> Result<(), FolderError> {
        if self.format == Format::LabelStudio {
            let end = if self.tasks == 0 { "[]\n" } else { "\n]\n" };
            self.append(label_studio::TASKS, end)?;
        }
        if let Some(lines) = &mut self.lines {
            lines.flush().map_err(|error| FolderError::Write { path: self.root.clone(), error })?;
        }
        match self.format {
            Format::Datasets => self.write(datasets::CARD, &datasets::card(&self.size)),
            _ => Ok(()),
        }
    }

    /// The path of a file; creates its folder if needed.
    fn path(&self, name: &str) -> Result<PathBuf, FolderError> {
        let path = self.root.join(name);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|error| FolderError::Write { path: folder.to_owned(), error })?;
        Ok(path)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let path = self.path(name)?;
        fs::write(&path, text).map_err(|error| FolderError::Write { path, error })
    }

    fn line(&mut self, name: &str, value: &serde_json::Value) -> Result<(), FolderError> {
        self.append(name, &format!("{value}\n"))
    }

    /// Appends to the file with one entry per article.
    fn append(&mut self, name: &str, text: &str) -> Result<(), FolderError> {
        let Some(lines) = &mut self.lines else { return Ok(()) };
        lines.write_all(text.as_bytes()).map_err(|error| FolderError::Write { path: self.root.join(name), error })
    }

    /// A path for an article's files: always inside the folder, whatever the id, and different for each article.
    fn name(&mut self, id: &str) -> String {
        let name = file_name(id);
        let mut unique = name.clone();
        let mut number = 1;
        // Some file systems ignore case.
        while !self.names.insert(unique.to_lowercase()) {
            number += 1;
            unique = format!("{name}-{number}");
        }
        unique
    }
}

/// An id as a relative path.
fn file_name(id: &str) -> String {
    let part = |part: &str| {
        let mut name = utf8_percent_encode(part, UNSAFE).to_string();
        if name.starts_with('.') {
            name.replace_range(..1, "%2E");
        }
        while name.len() > LONGEST_NAME {
            name.pop();
        }
        name
    };
    let parts: Vec<String> = id.split('/').filter(|part| !part.is_empty()).map(part).collect();
    if parts.is_empty() { "article".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::file_name;
    use std::path::{Component, Path};

    #[test]
    fn no_id_leads_out_of_the_folder() {
        for (id, expected) in [
            ("01-ferry-wire", "01-ferry-wire"),
            ("2024/a b", "2024/a%20b"),
            ("../../etc/passwd", "%2E./%2E./etc/passwd"),
            ("/abs//x", "abs/x"),
            ("", "article"),
            ("/", "article"),
            ("https://x.org/?q=1", "https%3A/x.org/%3Fq=1"),
            ("Zażółć", "Za%C5%BC%C3%B3%C5%82%C4%87"),
        ] {
            assert_eq!(file_name(id), expected);
        }
        let long = file_name(&"é/".repeat(3).replace('é', &"é".repeat(300)));
        assert!(long.split('/').all(|part| part.len() <= 255));
        for id in ["..", ".", "a/../../b", "\\..\\x", "C:\\x"] {
            let name = file_name(id);
            assert!(Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))), "{name}");
        }
    }
}
