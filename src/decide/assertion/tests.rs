use super::super::attributions::Attribution;
use super::Saying;
use crate::model::{Model, Precision};
use crate::prepare::Preparer;
use crate::record::{Article, Assertion};
use std::path::Path;
use std::sync::LazyLock;

static STAGE: LazyLock<Preparer> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en");
    let model = Model::load(&folder, Precision::Single).expect("the committed model is whole");
    Preparer::new(model.tokenizer.clone(), model.config.saidso.windows)
});

/// The saying in a sentence with the source in braces, the cue in brackets and the content after the cue.
fn saying(marked: &str) -> Saying {
    let text = marked.replace(['{', '}', '[', ']'], "");
    let place = |mark: char| {
        let at = marked.find(mark).unwrap_or_else(|| panic!("{mark} is not in {marked}"));
        marked[..at].replace(['{', '}', '[', ']'], "").len()
    };
    let prepared = STAGE.prepare(Article::new("a", text.clone())).expect("there is text");
    let (source, cue) = (place('{')..place('}'), place('[')..place(']'));
    let content = cue.end..text.trim_end_matches('.').len();
    let words = |bytes| prepared.words_in(&bytes);
    let attribution = Attribution {
        cue: words(cue),
        source: Some(words(source)),
        content: vec![words(content)],
        turn: false,
        logit: 2.0,
        confidence: 0.9,
        presence_logit: 2.0,
        presence: 0.9,
    };
    Saying::new(&prepared, &attribution, &prepared.quoted())
}

#[test]
fn what_a_source_does_is_told_by_the_cue() {
    use Assertion::{Asked, Asserted, Denied, Hypothetical, Unsaid, Wanted};
    for (marked, expected) in [
        ("{Orlan} [denied] that he had taken money from a builder.", Denied),
        ("{Fenn} [did not say] that he had paid the minister.", Unsaid),
        ("{The board} [said] that nobody had been paid.", Asserted),
        ("{The board} [said] it had not paid anybody.", Asserted),
        ("{She} [does not believe] the bridge will hold.", Denied),
        ("{The firm} [declined to comment] on the sale.", Unsaid),
        ("{The firm} [would not say] how many people it employs.", Unsaid),
        ("{Ministers} [have not ruled out] a second vote.", Unsaid),
        ("{The mayor} [ruled out] a second vote.", Denied),
        ("{Critics} [would say] that the plan comes too late.", Hypothetical),
        ("If {he} [says] the wall is safe, they will go home.", Hypothetical),
        ("{I} [would argue] that the plan works.", Asserted),
        ("{He} [asked] whether the wall was safe.", Asked),
        ("{The inquiry} [asked for] the minutes of the meeting.", Wanted),
        ("{The union} [called on] the council to reopen the road.", Wanted),
        ("{The council} [plans] to reopen the road.", Wanted),
        ("{She} [told] him to leave.", Wanted),
        ("{She} [told] him the road was closed.", Asserted),
        ("{The ministry} [would like] the road to reopen.", Wanted),
        ("{The bishop} [is opposed to] the sale of the chapel.", Denied),
        ("{The minister} [warned] that the dam might break.", Asserted),
        ("{The union} [asked] the Ports and Harbours Commission to reopen the inquiry.", Wanted),
        ("{She} [would ask] the council to think again.", Wanted),
        ("{The mayor} [would not be drawn on] whether the road would reopen.", Unsaid),
        ("{She} did not name the driver or [say] why he was there.", Unsaid),
        ("{The coroner} [cautioned against] blaming the crew.", Wanted),
        ("{She} [said] her mother had insisted on paying for the trip.", Asserted),
    ] {
        assert_eq!(saying(marked).assertion, expected, "{marked}");
    }
}

#[test]
fn topics_are_no_statements() {
    for (marked, expected) in [
        ("{The envoys} [discussed] the ceasefire.", false),
        ("{The envoys} [supported] the plan.", false),
        ("{The firm} [declined to comment on] the sale.", false),
        ("{Orlan} [denied] any wrongdoing.", true),
        ("{The office} [predicted] a recession.", true),
        ("{The envoys} [agreed] to meet again.", true),
        ("{Orlan} [denied] taking bribes.", true),
        ("{The mayor} [called] the plan “a disgrace to the town”.", true),
        ("{The mayor} [said] it was raining.", true),
    ] {
        assert_eq!(saying(marked).propositional, expected, "{marked}");
    }
}
