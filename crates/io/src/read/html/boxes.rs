//! Boxes in front of a page's article: for consent, subscriptions or newsletters. The article takes precedence over
//! them, however much text they have.

use dom_query::{Document, NodeRef};

/// Parts of the names (ids and classes) of boxes that ask for consent or cover the page.
const CONSENT: &[&str] = &[
    "consent",
    "cookie",
    "gdpr",
    "ccpa",
    "onetrust",
    "didomi",
    "usercentrics",
    "cookiebot",
    "truste",
    "qc-cmp",
    "cmp-",
    "cmpbox",
    "sp_message",
    "sp-message",
    "privacy-banner",
    "privacy-notice",
    "privacy-prompt",
    "privacy-manager",
    "privacymanager",
    "iubenda",
    "klaro",
    "osano",
    "borlabs",
    "complianz",
    "tcf-",
    "fc-dialog",
    "evidon",
];

/// Parts of the names of boxes that demand something before one can read on; such elements may also contain the text.
const OFFERS: &[&str] = &[
    "paywall",
    "regwall",
    "pay-wall",
    "reg-wall",
    "subscribe",
    "subscription",
    "subscriber",
    "newsletter",
    "signup",
    "sign-up",
    "registration",
    "piano",
    "tp-modal",
    "tp-container",
    "meter",
    "barrier",
    "adblock",
    "ad-block",
    "login",
    "modal",
    "overlay",
    "popup",
    "pop-up",
    "interstitial",
    "donate",
    "donation",
    "membership",
    "inline-promo",
];

/// Words in those boxes.
const OFFER_WORDS: &[&str] = &[
    "subscribe",
    "subscription",
    "sign in",
    "sign up",
    "log in",
    "already a",
    "register",
    "free trial",
    "per month",
    "a month",
    "unlimited",
    "newsletter",
    "inbox",
    "cancel any",
    "continue reading",
    "to keep reading",
    "support us",
    "ad blocker",
    "create an account",
    "free account",
    "email address",
    "donate",
    "become a member",
    "read on",
];

/// Words in boxes that ask for consent.
const CONSENT_WORDS: &[&str] = &[
    "cookie",
    "consent",
    "our partners",
    "personalised ad",
    "personalized ad",
    "personal data",
    "privacy policy",
    "legitimate interest",
    "on your device",
    "on a device",
    "manage preferences",
    "manage options",
    "privacy settings",
    "advertising partners",
    "third-party vendors",
    "withdraw your",
];

/// How the labels of their buttons begin.
const BUTTONS: &[&str] = &[
    "accept", "agree", "i agree", "i accept", "allow", "reject", "got it", "ok", "okay", "yes, i", "consent",
    "continue",
];

/// Most bytes of text in such a box; the lists of a consent manager are long.
const MAX_BOX: usize = 20_000;

/// Most bytes in a box that is recognised by its words alone, most buttons examined, and most ancestors of each.
const MAX_PLAIN: usize = 4000;
const MAX_BUTTONS: usize = 200;
const MAX_AROUND: usize = 6;

/// Removes such boxes from a page.
pub(super) fn remove(page: &Document) {
    let Some(body) = page.body() else { return };
    let mut boxes: Vec<NodeRef<'_>> = Vec::new();
    let mut rest: Vec<NodeRef<'_>> = body.element_children();
    while let Some(node) = rest.pop() {
        if is_box(&node) {
            boxes.push(node);
        } else {
            rest.extend(node.element_children());
        }
    }
    for found in boxes {
        found.remove_from_parent();
    }
    let buttons = page.select("button, a[role=button], input[type=button], input[type=submit]");
    for button in buttons.nodes().iter().take(MAX_BUTTONS).filter(|button| is_of_consent(button)) {
        let around = button.ancestors_it(Some(MAX_AROUND));
        let found = around.take_while(|node| !holds_article(node)).filter(asks_for_consent).last();
        if let Some(found) = found {
            found.remove_from_parent();
        }
    }
}

/// Whether an element is such a box, judging by its name and its text.
fn is_box(node: &NodeRef<'_>) -> bool {
    let is_dialog = node.attr("role").is_some_and(|role| &*role == "dialog" || &*role == "alertdialog")
        || node.attr("aria-modal").is_some_and(|modal| &*modal == "true")
        || node.has_name("dialog");
    let name = format!("{} {}", node.attr_or("id", ""), node.attr_or("class", "")).to_ascii_lowercase();
    let is_of = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let (is_consent, is_offer) = (is_of(CONSENT), is_of(OFFERS));
    if !is_dialog && !is_consent && !is_offer || holds_article(node) {
        return false;
    }
    let text = node.text();
    // The class of a whole page may say that consent has been asked for.
    if text.len() > MAX_BOX {
        return false;
    }
    let text = text.to_lowercase();
    if is_consent || is_dialog {
        return true;
    }
    let words = OFFER_WORDS.iter().filter(|word| text.contains(**word)).count();
    words > 1 && words * 400 > text.len()
}

/// Whether an element contains the article, or may be the article.
fn holds_article(node: &NodeRef<'_>) -> bool {
    let is_article = |node: &NodeRef<'_>| {
        ["article", "main", "h1", "body", "html"].iter().any(|name| node.has_name(name))
            || node.attr("itemprop").is_some_and(|property| &*property == "articleBody")
    };
    is_article(node) || node.descendants_it().any(|node| node.is_element() && is_article(&node))
}

fn is_of_consent(button: &NodeRef<'_>) -> bool {
    let text = button.text();
    let text = if text.trim().is_empty() { button.attr_or("value", "") } else { text };
    let text = text.trim().to_lowercase();
    text.len() <= 40 && BUTTONS.iter().any(|word| text.starts_with(word))
}

fn asks_for_consent(node: &NodeRef<'_>) -> bool {
    let text = node.text();
    if text.len() > MAX_PLAIN {
        return false;
    }
    let text = text.to_lowercase();
    CONSENT_WORDS.iter().filter(|word| text.contains(**word)).count() > 1
}

#[cfg(test)]
mod tests {
    use super::remove;
    use dom_query::Document;

    fn left(body: &str) -> String {
        let page = Document::from(format!("<html><body class='cookie-accepted'>{body}</body></html>"));
        remove(&page);
        page.body().map(|body| body.text().to_string()).unwrap_or_default()
    }

    #[test]
    fn boxes_go_and_texts_stay() {
        let article = "<article><h1>Pier</h1><p>The pier goes in May.</p></article>";
        for gone in [
            "<div class='consent'><p>We would like to leave small files in your browser.</p></div>",
            "<div role='dialog'><p>Pick an edition.</p></div>",
            "<section class='c-9x'><p>We and our partners store cookies.</p><div><button>Accept all</button></div></section>",
            "<div class='paywall-offer'><p>Subscribe for 5 crowns a month. Cancel any time. Already a subscriber? Sign in.</p></div>",
        ] {
            assert_eq!(left(&format!("{gone}{article}")), "PierThe pier goes in May.", "{gone}");
        }
        let long = "The pier goes in May, and those who subscribe to the view of the council were told so. ".repeat(20);
        for kept in [
            format!("<div class='paywall'><p>{long}</p></div>"),
            format!("<div class='cookie-wrapper'><article><p>{long}</p></article></div>"),
            format!("<div class='subscriber-content'><p>{long}</p></div>"),
            "<p>The cookie law asks for consent.</p><form><button>Continue</button></form>".to_owned() + &long,
        ] {
            assert!(left(&kept).contains(long.trim()), "{kept}");
        }
    }
}
