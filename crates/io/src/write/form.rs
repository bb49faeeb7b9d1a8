use std::path::Path;

/// How the output is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// JSON, a line for each article.
    #[default]
    Lines,
    /// JSON, an indented object for each article.
    Pretty,
    /// JSON, a list of articles, each on a line.
    Array {
        /// Whether each is indented.
        pretty: bool,
    },
    /// JSON, a line for each row of a flat table.
    RowLines(Rows),
    /// JSON, a list of the rows of a flat table.
    RowArray(Rows),
    /// CSV with a header; lists are JSON, and missing values are empty.
    Csv(Rows),
    /// The same, with cells that spreadsheets do not take for formulas.
    Spreadsheet(Rows),
    /// Parquet.
    Parquet(Rows),
    /// A workbook with one sheet, for spreadsheets.
    Xlsx(Rows),
}

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rows {
    /// An article with everything in its record, in nested columns; or one that failed or was skipped.
    Articles,
    /// A sentence. Articles that were not labelled have no rows, here and below.
    Sentences,
    /// An attribution.
    Attributions,
    /// A claim.
    Claims,
    /// A source.
    Sources,
}

impl Rows {
    /// All except whole articles.
    pub const FLAT: [Self; 4] = [Self::Sentences, Self::Attributions, Self::Claims, Self::Sources];

    /// Their name in options and settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Sentences => "sentences",
            Self::Attributions => "attributions",
            Self::Claims => "claims",
            Self::Sources => "sources",
        }
    }
}

impl Form {
    /// The extension of files of this form.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Lines | Self::Pretty | Self::RowLines(_) => "jsonl",
            Self::Array { .. } | Self::RowArray(_) => "json",
            Self::Csv(_) | Self::Spreadsheet(_) => "csv",
            Self::Parquet(_) => "parquet",
            Self::Xlsx(_) => "xlsx",
        }
    }
}

/// How an output is compressed as a whole. Parquet compresses its columns itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// With gzip.
    Gzip,
    /// With zstd.
    Zstd,
}

impl Compression {
    /// The compression that the name of a file asks for.
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// What the name of a compressed file ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }
}
