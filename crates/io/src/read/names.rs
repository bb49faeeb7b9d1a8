use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Keeps apart the ids that are made from file names, where two folders hold files of the same name.
///
/// Remembers a hash of each name, so that a million files cost 16 MB. Two names with one hash merely cost the later one
/// its plain form.
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: HashSet<u64>,
}

impl Names {
    /// The name itself the first time, then `name-2`, `name-3`, …
    pub(super) fn unique(&mut self, name: String) -> String {
        if self.seen.insert(hash(&name)) {
            return name;
        }
        let mut number = 2u64;
        loop {
            let numbered = format!("{name}-{number}");
            if self.seen.insert(hash(&numbered)) {
                return numbered;
            }
            number += 1;
        }
    }
}

/// The same in every run, unlike the hashes of a `HashMap`.
fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        let given: Vec<String> =
            ["a", "a-2", "a", "b", "a"].iter().map(|&name| names.unique(name.to_owned())).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "b", "a-4"]);
    }
}
