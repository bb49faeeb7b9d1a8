//! Kinds of organisations that exclude each other: no union is a company, and no court a ministry.

/// Nouns for each kind.
const KINDS: [&[&str]; 9] = [
    &[
        "company",
        "firm",
        "business",
        "manufacturer",
        "retailer",
        "supermarket",
        "airline",
        "carmaker",
        "brewer",
        "insurer",
        "corporation",
        "developer",
        "startup",
    ],
    &["union"],
    &["court", "jury", "tribunal", "inquest"],
    &["council"],
    &["ministry", "department", "government", "treasury", "administration"],
    &["police", "constabulary"],
    &["university", "college", "school", "academy"],
    &["church", "diocese"],
    &["army", "military", "navy"],
];

fn kind(noun: &str) -> Option<usize> {
    KINDS.iter().position(|nouns| nouns.contains(&noun))
}

/// Whether something with this name or noun is of another kind than the lower-case noun says. A name may hold nouns of
/// several kinds ("University Police Department"). One without any may be a company or a school, but no jury.
pub(super) fn differ(name: &str, noun: &str) -> bool {
    let Some(said) = kind(noun) else { return false };
    let mut own = name.split(' ').filter_map(|word| kind(&word.to_lowercase())).peekable();
    match own.peek() {
        None => ["jury", "tribunal", "inquest"].contains(&noun),
        Some(_) => own.all(|own| own != said),
    }
}

#[cfg(test)]
mod tests {
    use super::differ;

    #[test]
    fn organisations_of_different_kinds_are_told_apart() {
        for (name, noun) in [("Harbour Union", "company"), ("High Court", "council"), ("Tram Depot", "jury")] {
            assert!(differ(name, noun), "{name}, {noun}");
        }
        for (name, noun) in [
            ("University Police Department", "police"),
            ("Hallen Foods", "company"),
            ("Lomvik Council", "authority"),
            ("High Court", "tribunal"),
        ] {
            assert!(!differ(name, noun), "{name}, {noun}");
        }
    }
}
