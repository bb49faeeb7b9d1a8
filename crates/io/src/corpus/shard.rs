use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Every N-th article: the part of a corpus that one of several runs labels. Written `I/N`, with I from 1 to N.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    index: u64,
    of: u64,
}

impl Shard {
    /// The only shard of a corpus.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Its number, counted from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many shards there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// Whether it takes the article with this number, counted from 0.
    pub fn takes(self, article: u64) -> bool {
        article % self.of == self.index
    }

    /// How many of the first `articles` articles it takes.
    pub fn share(self, articles: u64) -> u64 {
        (articles + self.of - 1 - self.index) / self.of
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index + 1, self.of)
    }
}

/// The text is not a shard.
#[derive(Debug, thiserror::Error)]
#[error("not I/N with I from 1 to N, such as 2/8")]
pub struct NotAShard;

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let (index, of) = text.split_once('/').ok_or(NotAShard)?;
        let [index, of] = [index, of].map(|number| number.parse::<u32>().map(u64::from).map_err(|_| NotAShard));
        let (index, of) = (index?, of?);
        if (1..=of).contains(&index) { Ok(Self { index: index - 1, of }) } else { Err(NotAShard) }
    }
}

impl TryFrom<String> for Shard {
    type Error = NotAShard;

    fn try_from(text: String) -> Result<Self, NotAShard> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn shards_are_written_as_fractions() {
        let shard: Shard = "2/8".parse().unwrap();
        assert_eq!((shard.index(), shard.of(), shard.to_string().as_str()), (1, 8, "2/8"));
        for wrong in ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1/ 2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_article_is_in_one_shard() {
        for of in 1..6u64 {
            let shards: Vec<Shard> = (1..=of).map(|index| format!("{index}/{of}").parse().unwrap()).collect();
            for articles in 0..20 {
                let taken: Vec<u64> = shards
                    .iter()
                    .map(|shard| (0..articles).filter(|&article| shard.takes(article)).count() as u64)
                    .collect();
                assert_eq!(taken, shards.iter().map(|shard| shard.share(articles)).collect::<Vec<_>>());
                assert_eq!(taken.iter().sum::<u64>(), articles);
            }
        }
    }
}
