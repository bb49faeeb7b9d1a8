//! The language of a text that is too short to be recognised by its letters alone: a sentence, a headline.

/// Words by which sentences of a language are recognised. Those that also occur in names and in English are in
/// [`AMBIGUOUS`] too.
const WORDS: &[(whatlang::Lang, &str)] = &[
    (
        whatlang::Lang::Deu,
        "der die das in an den dem des ein eine einen einem einer und oder aber nicht ist sind war waren wird werden wurde wurden \
         hat haben hatte hatten mit für auf von vom zum zur bei beim nach aus über unter vor sich auch noch nur wie als wenn \
         dass weil sagte sagt sei seien es er sie wir ich kein keine im ins am soll sollen kann können muss gegen ihre seine \
         bis durch wieder wollte teilte erst",
    ),
    (
        whatlang::Lang::Fra,
        "le la les un une des du de et ou mais pas ne est sont était étaient sera a ont avait avons avaient dans sur avec \
         pour par que qui ce cette ces il elle ils elles nous vous je se son sa ses leur leurs au aux en à été plus contre \
         selon après avant sans déclaré dit affirmé devant",
    ),
    (
        whatlang::Lang::Spa,
        "a el la los las un una unos unas de del y o pero no es son era fue fueron será ha han había en con por para que se su \
         sus al lo como más según este esta entre sobre contra hasta desde ante dijo dice afirmó también sin muy tras frente",
    ),
    (
        whatlang::Lang::Ita,
        "a il lo la i gli le un una uno di del della dei delle dello degli e o ma non è sono era ha hanno aveva in con per che \
         si su sul sulla al alla ai alle da dal dalla nel nella come più questo questa anche dopo prima contro secondo detto \
         stato davanti",
    ),
    (
        whatlang::Lang::Nld,
        "de het een en of maar niet is zijn was waren wordt worden werd heeft hebben had hadden voor op van in te dat die \
         aan bij naar uit over onder door zich ook nog als om ze hij zij wij ik geen wil zei zegt volgens tegen tot meer deze \
         dit wilde",
    ),
    (
        whatlang::Lang::Por,
        "o a os as um uma uns umas de do da dos das e ou mas não é são era foi foram será em no na nos nas com por para que se \
         seu sua ao à aos às como mais segundo este esta entre sobre contra até disse afirmou também sem pelo pela",
    ),
    (
        whatlang::Lang::Swe,
        "och eller men inte är var har hade med för på av i att det den de ett en som till från vid om under efter sig också \
         han hun vi jag ska skulle vill kan säger sade enligt mot över blev nästa två utanför",
    ),
    (
        whatlang::Lang::Dan,
        "og eller men ikke er var har havde med for på af i at det den de et en som til fra ved om under efter sig også han hun \
         vi jeg skal skulle vil kan siger sagde ifølge mod over blev foran to",
    ),
    (
        whatlang::Lang::Nob,
        "og eller men ikke er var har hadde med for på av i at det den de et en som til fra ved om under etter seg også han hun \
         vi jeg skal skulle vil kan sier sa ifølge mot over ble foran to",
    ),
    (
        whatlang::Lang::Pol,
        "i w z na do nie że się jest są był była było były będzie o po za od dla przez przed ale oraz jak co to tego tym który \
         która które powiedział powiedziała ze ma przy pod nad został zostanie",
    ),
];

/// Words that prove nothing on their own, since several languages have them: particles of names, and what English has
/// too.
const AMBIGUOUS: &str = "a al am an are as at au bin com contra da das de dei del den der des di dice die dit do dos du e el \
    en er era et for fort had han her him i il in is it kan la las le les lo los man me med men met no \
    not o of om on or os over per plus que sa se sin son sur te ten ter the to un una under van vi von \
    was with y zu";

/// English words, any of which makes a sentence English.
const ENGLISH: &str = "the of and to that was for with said his is at from has have it by not they were are be this who will you \
    we their had which says a an in on as after its but he she over than been or if into about more would could up out";

/// The language of a sentence, if it is certainly not English.
pub(super) fn other_language(text: &str) -> Option<&'static str> {
    let words = || text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    // Names and sentences begin with capitals, so capitalised words are ignored.
    let small: Vec<&str> = words().filter(|word| word.starts_with(char::is_lowercase)).collect();
    let among = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    let found = whatlang::detect(text)?;
    let counted = WORDS.iter().map(|(language, list)| {
        let own = small.iter().filter(|word| among(list, word));
        let certain = own.clone().filter(|word| !among(AMBIGUOUS, word)).count();
        let english = small.iter().filter(|word| among(ENGLISH, word) && !among(list, word)).count();
        (*language, own.count(), certain, english)
    });
    let (language, own, certain, english) = counted.max_by_key(|&(_, own, certain, _)| (certain, own))?;
    // Letters with diacritics are rare in lower-case English words.
    let marked = small.iter().filter(|word| !word.is_ascii()).count();
    let by_words = certain >= 1 && own >= 2 && own * 4 >= small.len() && english * 4 <= own;
    let is_likely = certain + marked >= 1 || found.is_reliable() && small.len() >= 3;
    let by_letters = is_likely && own >= 1 && english == 0 && found.lang() == language;
    (by_words || by_letters).then(|| language.eng_name())
}

#[cfg(test)]
mod tests {
    use super::other_language;

    #[test]
    fn sentences_of_other_languages_are_named() {
        for (text, expected) in [
            ("Die Polizei nahm zwei Männer fest, die vor dem Rathaus randaliert hatten.", "German"),
            ("La police a arrêté deux hommes devant la mairie de Lyon.", "French"),
            ("La policía detuvo a dos hombres frente al ayuntamiento de Sevilla.", "Spanish"),
            ("Il porto chiuderà a maggio, ha detto lunedì il ministro.", "Italian"),
            ("De politie heeft twee mannen aangehouden voor het stadhuis.", "Dutch"),
            ("A polícia deteve dois homens em frente à câmara municipal.", "Portuguese"),
            ("Regeringen vill höja skatten på flyg nästa år, säger ministern.", "Swedish"),
            ("Policja zatrzymała dwóch mężczyzn przed ratuszem w Krakowie.", "Polish"),
        ] {
            assert_eq!(other_language(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn english_with_names_of_others_is_english() {
        for text in [
            "Volkswagen, Deutsche Bank, Commerzbank, Allianz lead Frankfurt gainers.",
            "Arrests: Giovanni Rossi, Marco Bianchi, Luca Esposito, Francesca Romano.",
            "Rafael Nadal bt Carlos Alcaraz 6-4 6-3; Juan Martin del Potro bt Diego Schwartzman 7-6 6-4.",
            "Obituary: Hendrik van der Merwe, Afrikaans novelist, dies aged 81.",
            "Champions League: Juventus 2, Olympique de Marseille 1; Benfica 3, Ajax Amsterdam 3.",
            "Sinn Féin leader Mary Lou McDonald met Taoiseach Micheál Martin in Dublin.",
            "Le Pen wins first round.",
            "",
            "12 – 14",
        ] {
            assert_eq!(other_language(text), None, "{text}");
        }
    }
}
