use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Keeps apart the ids that are made from file names, where two folders hold files of the same name.
///
/// Remembers a hash of each name, so that a million files cost 16 MB. Two names with one hash merely cost the later one
/// its plain form.
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: HashSet<u64>,
    /// Of each name that came again, the number that is tried next: to begin at 2 each time would take a corpus of files
    /// of one name the square of their number.
    next: HashMap<u64, u64>,
}

impl Names {
    /// The name itself the first time, then `name-2`, `name-3`, …
    pub(super) fn unique(&mut self, name: String) -> String {
        let hashed = hash(&name);
        if self.seen.insert(hashed) {
            return name;
        }
        let next = self.next.entry(hashed).or_insert(2);
        loop {
            let numbered = format!("{name}-{next}");
            *next += 1;
            if self.seen.insert(hash(&numbered)) {
                return numbered;
            }
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

    #[test]
    fn many_files_of_one_name_are_named_at_once() {
        let mut names = Names::default();
        let count = 200_000;
        let last = (0..count).map(|_| names.unique("a".to_owned())).last();
        assert_eq!(last.as_deref(), Some("a-200000"));
        // What was tried before is not tried again.
        assert_eq!(names.next.values().copied().collect::<Vec<_>>(), [count + 1]);
    }
}
