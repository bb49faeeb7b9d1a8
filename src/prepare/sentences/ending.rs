//! Decides whether a sentence ends at a run of final punctuation.

use super::abbreviations::{self, Class};

/// A place where a sentence may end.
pub(super) struct Candidate<'a> {
    /// The sentence so far.
    pub(super) before: &'a str,
    /// The final punctuation.
    pub(super) run: &'a str,
    /// Closing marks and brackets after it.
    pub(super) closers: &'a str,
    /// The rest of the paragraph.
    pub(super) after: &'a str,
    /// Whether a quotation opens right after, without a space.
    pub(super) opens_quotation: bool,
    /// Whether the closers close a bracket that opened within the sentence.
    pub(super) closes_aside: bool,
    /// Whether it is inside a short quotation, such as a title, that is part of the sentence.
    pub(super) in_title: bool,
}

/// What kind of word comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next<'a> {
    Lower,
    /// A capitalized word.
    Upper(&'a str),
    Digit,
    Other,
}

impl Candidate<'_> {
    pub(super) fn ends_sentence(&self) -> bool {
        if !self.after.starts_with(char::is_whitespace) && !self.opens_quotation {
            return self.run.chars().any(is_wide) || self.lacks_blank();
        }
        let next = self.next();
        if next == Next::Lower || self.in_title && !self.closers.chars().any(is_quotation_mark) {
            return false;
        }
        if self.run.contains(['!', '?']) {
            return self.ends_at_exclamation(next);
        }
        if self.run.contains('…') || self.run.contains("..") || self.run.contains(". .") {
            return self.ends_at_ellipsis(next);
        }
        self.run != "." || self.ends_at_full_stop(next)
    }

    fn next(&self) -> Next<'_> {
        let rest = self.after.trim_start_matches(|character: char| {
            character.is_whitespace()
                || is_quotation_mark(character)
                || matches!(character, '(' | '[' | '{' | '-' | '–' | '—')
        });
        let mut characters = rest.chars();
        let Some(first) = characters.next() else { return Next::Other };
        let end = rest
            .char_indices()
            .take(24)
            .find(|(_, character)| !character.is_alphanumeric())
            .map_or_else(|| rest.chars().take(24).map(char::len_utf8).sum(), |(offset, _)| offset);
        if first.is_numeric() {
            Next::Digit
        } else if first.is_lowercase() && characters.next().is_none_or(|second| !second.is_uppercase()) {
            Next::Lower
        } else if first.is_alphabetic() {
            Next::Upper(&rest[..end])
        } else {
            Next::Other
        }
    }

    /// "He left.She stayed.": the space between sentences is missing.
    fn lacks_blank(&self) -> bool {
        if self.run != "." || !self.closers.is_empty() {
            return false;
        }
        let word = self.word();
        let mut next = self.after.chars();
        word.len() >= 3
            && word.chars().all(char::is_lowercase)
            && abbreviations::class(word).is_none()
            && next.next().is_some_and(char::is_uppercase)
            && is_in(
                STARTERS,
                &self.after[..self.after.find(|character: char| !character.is_alphanumeric()).unwrap_or(0)],
            )
    }

    fn ends_at_exclamation(&self, next: Next) -> bool {
        let quoted = self.closers.chars().any(is_quotation_mark);
        if self.closes_aside {
            return false;
        }
        if quoted && self.is_attributed_after() {
            return false;
        }
        let is_name = self.run == "!"
            && self.closers.is_empty()
            && matches!(self.word(), "Yahoo" | "Jeopardy" | "Yum" | "Joomla");
        !is_name || matches!(next, Next::Upper(word) if is_in(STARTERS, word))
    }

    fn ends_at_ellipsis(&self, next: Next) -> bool {
        match next {
            // "I lost it ... I think": an ellipsis after a space marks an omission within a sentence.
            Next::Upper(word) if self.closers.is_empty() && self.before.ends_with(char::is_whitespace) => {
                word != "I" && is_in(STARTERS, word)
            }
            Next::Upper(_) | Next::Other => true,
            Next::Digit | Next::Lower => false,
        }
    }

    fn ends_at_full_stop(&self, next: Next) -> bool {
        let word = self.word();
        let starter = matches!(next, Next::Upper(word) if is_in(STARTERS, word));
        if self.closers.is_empty() && is_item_number(self.before) {
            return false;
        }
        let Some(class) = abbreviations::class(word) else { return true };
        if !self.closers.is_empty() {
            return starter || !self.closes_aside;
        }
        // "ERIE, Pa. - ", "Alan Park Jr. (No. 19)"
        if self.after.trim_start().starts_with(['-', '–', '—', '(']) {
            return false;
        }
        match class {
            Class::Title | Class::Inner => false,
            Class::Number if starts_lower(word) || word == "No" => next != Next::Digit,
            Class::Number | Class::Other | Class::Acronym => starter,
            Class::Date | Class::Clock => match next {
                Next::Upper(word) => !is_in(DAYS_AND_ZONES, word),
                _ => false,
            },
            Class::Initial => starter || self.ends_with_letter(),
        }
    }

    /// "than I. Larsen": the pronoun, not the initial of a name.
    fn ends_with_letter(&self) -> bool {
        let head = self.before.strip_suffix('I').unwrap_or_default().trim_end();
        let start = head.rfind(char::is_whitespace).map_or(0, |space| space + 1);
        head[start..].starts_with(char::is_lowercase)
    }

    /// The word before the run, including full stops and hyphens within it.
    fn word(&self) -> &str {
        let start = self
            .before
            .char_indices()
            .rev()
            .take(40)
            .take_while(|&(_, character)| {
                character.is_alphanumeric() || matches!(character, '.' | '-' | '–' | '/' | '\'' | '’' | '&')
            })
            .last()
            .map_or(self.before.len(), |(start, _)| start);
        self.before[start..].trim_start_matches(['\'', '’', '.'])
    }

    /// `"Why?" Tom asked the minister.`: after the verb, the sentence only says who was spoken to, and when.
    fn ends_with_hearer(&self, verb: &str) -> bool {
        let words = self.after.split_whitespace().skip_while(|&word| word != verb).skip(1).take(MOST_HEARERS);
        for (hearer, word) in words.enumerate() {
            let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            if is_in(CLAUSE_WORDS, bare) || word.contains(is_quotation_mark) {
                return false;
            }
            if word.ends_with('.') && abbreviations::class(bare).is_none() {
                return true;
            }
            if is_in(PREPOSITIONS, bare) || bare.len() < word.len() {
                return hearer > 0;
            }
        }
        false
    }

    /// `"Why?" Tom asked.`: a name and a speech verb follow the quotation.
    fn is_attributed_after(&self) -> bool {
        let words: Vec<&str> = self.after.split_whitespace().take(7).collect();
        for (names, word) in words.iter().enumerate() {
            let bare = word.trim_end_matches(['.', ',', ';', ':']);
            if is_in(SPEECH_VERBS, bare) {
                let goes_on = words.get(names + 1).copied().unwrap_or_default();
                return names > 0
                    && (bare.len() < word.len()
                        || goes_on.is_empty()
                        || is_in(PREPOSITIONS, goes_on)
                        || is_in(ADDRESSING, bare) && self.ends_with_hearer(bare));
            }
            if !word.starts_with(char::is_uppercase) || bare.len() < word.len() && abbreviations::class(bare).is_none()
            {
                return false;
            }
        }
        false
    }
}

pub(super) fn is_quotation_mark(character: char) -> bool {
    "\"'`“”„‟‘’‚‛«»‹›「」『』".contains(character)
}

/// Final punctuation of scripts that put no space after it.
fn is_wide(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '｡')
}

fn starts_lower(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// The number or letter of an item in a list or of a turn ("Q."); a backslash is left over from Markdown.
fn is_item_number(before: &str) -> bool {
    let word = before.trim_end_matches(['\\', ' ']);
    if word.is_empty() || word.len() > 4 {
        return false;
    }
    word.bytes().all(|byte| byte.is_ascii_digit())
        || word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
        || word.len() == 1 && word.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// Words that are rarely capitalized except at the beginning of a sentence.
const STARTERS: &str = "\
     A About According After Again All Almost Also Although Among An And Another Any Are As Asked At Because Before \
     Between Both But By Can Could Despite Did Do Does Down During Each Earlier Even Every Everyone Few First For \
     From Had Has Have He Her Here His How However I If In Instead Is It Its Just Last Later Let Like Many Maybe \
     Meanwhile More Most Much My Neither Never No Nobody Nor Not Nothing Now On Once One Only Or Other Others Our \
     Over People Perhaps Please She Since So Some Still Such That The Their Then There These They This Those Though \
     Three Through Thus To Today Two Under Unless Until Was We Were What When Where Whether Which While Who Why Will \
     With Within Without Would Yes Yet You Your";

/// Words that follow a date or time of day within a sentence.
const DAYS_AND_ZONES: &str = "\
     April August BST CDT CEST CET CST CT Central December EDT EST ET Eastern February Friday GMT January July June \
     MDT MST MT March May Monday Mountain November October PDT PST PT Pacific Saturday September Sunday Thursday \
     Tuesday UTC Wednesday";

/// Verbs that attribute a question or an exclamation.
const SPEECH_VERBS: &str = "\
    acknowledged added adds admitted agreed announced answered argued argues asked asks barked began begged \
    bellowed boasted called cautioned chanted chuckled claimed commented complained complains conceded concluded \
    continued countered cried cries declared demanded demands enquired exclaimed explained explains gasped groaned \
    groans growled grumbled hissed hollered inquired insisted interjected joked jokes lamented laughed laughs \
    mumbled murmured mused muttered mutters noted notes observed pleaded posted protested quipped quips ranted \
    recalled remarked replied replies retorted retorts roared said says scoffed screamed shot shouted shouts \
    shrieked shrieks shrugged sighed sighs snapped snaps snarled sneered sobbed stammered stated thundered told \
    tweeted urged volunteered vowed warned whispered whispers wondered wonders wrote yelled yells yelped yelps";

/// Speech verbs that take the hearer as object.
const ADDRESSING: &str = "asked told shouted demanded yelled";

/// Words that indicate a clause: what somebody was told or asked, not who.
const CLAUSE_WORDS: &str = "\
     about are could for had has have he how if is it not of she should that they to was were what when where whether \
     who why will would";

/// Most words that name a hearer.
const MOST_HEARERS: usize = 7;

/// Words that may continue the sentence after a speech verb.
const PREPOSITIONS: &str = "about after as at back before during in of on rhetorically to when with";

fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}
