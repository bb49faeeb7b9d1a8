use std::path::Path;

/// How the output is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// JSON, a line for each article.
    #[default]
    Lines,
    /// JSON, an indented object for each article.
    Pretty,
    /// JSON, a line for each row of a flat table.
    RowLines(Rows),
    /// CSV with a header; lists are JSON, nothing is nothing.
    Csv(Rows),
    /// Parquet.
    Parquet(Rows),
}

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rows {
    /// An article with all that is in its record, in nested columns; or one that failed or was skipped.
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
    /// All but whole articles.
    pub const FLAT: [Self; 4] = [Self::Sentences, Self::Attributions, Self::Claims, Self::Sources];

    /// What they are called in options and settings.
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

/// How flat rows hold the metadata of their article. Their columns are the same from the first row to the last, so
/// fields have columns of their own only where they are known beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Metadata {
    /// As JSON, in the column `metadata`.
    #[default]
    Json,
    /// Each of these fields in a column of its own, `meta_NAME`: text as it is, all else as JSON.
    Fields(Vec<String>),
}

impl Form {
    /// What a file of this form is called.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Lines | Self::Pretty | Self::RowLines(_) => "jsonl",
            Self::Csv(_) => "csv",
            Self::Parquet(_) => "parquet",
        }
    }
}

/// How an output is compressed as a whole. Parquet compresses its columns itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// By gzip.
    Gzip,
    /// By zstd.
    Zstd,
}

impl Compression {
    /// What the name of a file asks for.
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
