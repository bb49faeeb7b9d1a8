//! The names of export fields in the metadata, for text files and documents alike.

/// The name of an export field in the metadata: lower case, words joined by `_`.
pub(in crate::read) fn named(field: &str) -> String {
    let words = field.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// Factiva codes, and what they mean.
pub(in crate::read) const FACTIVA: &[(&str, &str)] = &[
    ("SE", "section"),
    ("HD", "title"),
    ("BY", "byline"),
    ("CR", "credit"),
    ("WC", "length"),
    ("PD", "date"),
    ("ET", "time"),
    ("SN", "publication"),
    ("SC", "source_code"),
    ("ED", "edition"),
    ("PG", "page"),
    ("VOL", "volume"),
    ("LA", "language"),
    ("CY", "copyright"),
    ("LP", "text"),
    ("TD", "text"),
    ("ART", "graphic"),
    ("CT", "contact"),
    ("CX", "correction"),
    ("RF", "references"),
    ("CLM", "column"),
    ("CO", "companies"),
    ("IN", "industries"),
    ("NS", "subjects"),
    ("RE", "regions"),
    ("IPC", "codes"),
    ("IPD", "descriptors"),
    ("PUB", "publisher"),
    ("AN", "id"),
];

/// ProQuest fields, and their names in the metadata where they differ from their own names.
pub(in crate::read) const PROQUEST: &[(&str, &str)] = &[
    ("Abstract", "abstract"),
    ("Abstract (summary)", "abstract"),
    ("Accession number", ""),
    ("Alternate title", ""),
    ("Author", "byline"),
    ("Authors", "byline"),
    ("Business indexing term", ""),
    ("Classification", ""),
    ("Column", ""),
    ("Company", ""),
    ("Company / organization", "company"),
    ("Copyright", ""),
    ("Country of publication", ""),
    ("Credit", ""),
    ("Database", ""),
    ("Dateline", ""),
    ("Document feature", ""),
    ("Document type", ""),
    ("Document URL", "url"),
    ("DOI", ""),
    ("Edition", ""),
    ("First page", ""),
    ("Full text", ""),
    ("FULL TEXT", ""),
    ("Headline", "title"),
    ("Identifier / keyword", "keywords"),
    ("Illustration", ""),
    ("ISBN", ""),
    ("ISSN", ""),
    ("Issue", ""),
    ("Language of publication", "language"),
    ("Language", ""),
    ("Last updated", ""),
    ("Links", ""),
    ("Location", ""),
    ("Number of pages", ""),
    ("Page", ""),
    ("Pages", ""),
    ("People", ""),
    ("Person", ""),
    ("Place of publication", ""),
    ("ProQuest document ID", "id"),
    ("ProQuest document link", "link"),
    ("Publication date", "date"),
    ("Publication info", ""),
    ("Publication subject", ""),
    ("Publication title", "publication"),
    ("Publication year", ""),
    ("Publisher", ""),
    ("Section", ""),
    ("Source attribution", ""),
    ("Source type", ""),
    ("Subject", ""),
    ("Title", "title"),
    ("Volume", ""),
    ("Word count", "length"),
    ("Year", ""),
];

/// ProQuest fields that occur only after the full text. Other field names may be words of the article.
pub(in crate::read) const PROQUEST_BEHIND: &[&str] = &[
    "Subject",
    "Business indexing term",
    "Location",
    "People",
    "Company / organization",
    "Company",
    "Identifier / keyword",
    "Classification",
    "Credit",
    "Title",
    "Publication title",
    "Illustration",
    "Publication year",
    "Publication date",
    "Dateline",
    "Copyright",
    "Document feature",
    "Section",
];

/// The name of a ProQuest field in the metadata.
pub(in crate::read) fn of_proquest(field: &str) -> String {
    let called = PROQUEST.iter().find(|(known, _)| *known == field).map_or("", |(_, called)| called);
    if called.is_empty() { named(field) } else { called.to_owned() }
}
