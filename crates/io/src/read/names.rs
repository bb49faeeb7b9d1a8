use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Keeps ids made from file names distinct, even if two folders hold files of the same name.
///
/// Remembers a hash of each name, so that a million files cost 16 MB. If two names share a hash, the later one merely
/// gets a number that it does not need.
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: HashSet<u64>,
    /// For each repeated name, the number to try next: starting at 2 every time would take quadratic time for a
    /// corpus whose files all have the same name.
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
        // Numbers that were tried before are not tried again.
        assert_eq!(names.next.values().copied().collect::<Vec<_>>(), [count + 1]);
    }
}
