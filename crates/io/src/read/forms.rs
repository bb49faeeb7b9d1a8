//! Formats of news, mail and text collections, recognised by file name and by first bytes.

/// A format of news, mail or text collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// XML or SGML by its name; the content must tell which format.
    Markup,
    /// RSS or Atom.
    Feed,
    /// News Industry Text Format.
    Nitf,
    /// `NewsML`, of the first or the second generation.
    NewsMl,
    /// Several documents in a row: Reuters-21578, Gigaword, TREC.
    Sgml,
    /// A story of the CNN and Daily Mail data.
    Story,
    /// An e-mail message.
    Mail,
    /// Many e-mail messages.
    Mbox,
    /// A web page with its resources.
    Mhtml,
}

const EXTENSIONS: &[(&str, Form)] = &[
    ("xml", Form::Markup),
    ("rss", Form::Markup),
    ("atom", Form::Markup),
    ("rdf", Form::Markup),
    ("nitf", Form::Markup),
    ("newsml", Form::Markup),
    ("sgm", Form::Markup),
    ("sgml", Form::Markup),
    ("story", Form::Story),
    ("eml", Form::Mail),
    ("emlx", Form::Mail),
    ("mbox", Form::Mbox),
    ("mht", Form::Mhtml),
    ("mhtml", Form::Mhtml),
];

/// Header fields that messages begin with.
const OF_MAIL: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "return-path",
    "received",
    "delivered-to",
    "reply-to",
    "list-id",
    "x-originalarrivaltime",
    "snapshot-content-location",
    "content-transfer-encoding",
];

/// How many of these fields make a message.
const MAIL_FIELDS: usize = 3;

impl Form {
    /// The format that a file extension suggests.
    pub(super) fn by_extension(extension: &str) -> Option<Self> {
        EXTENSIONS.iter().find(|(name, _)| *name == extension).map(|(_, form)| *form)
    }

    /// The format that the first bytes prove.
    pub(super) fn by_signature(head: &[u8]) -> Option<Self> {
        if is_mbox(head) {
            return Some(Self::Mbox);
        }
        if let Some(form) = mail(head) {
            return Some(form);
        }
        let root = root(head)?;
        let local = root.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        match local {
            b"rss" | b"feed" => Some(Self::Feed),
            b"RDF" if head.windows(16).any(|window| window == b"purl.org/rss/1.0") => Some(Self::Feed),
            b"nitf" => Some(Self::Nitf),
            b"newsItem" | b"newsMessage" | b"NewsML" | b"packageItem" => Some(Self::NewsMl),
            _ if [&b"reuters"[..], b"doc"].iter().any(|name| local.eq_ignore_ascii_case(name)) => Some(Self::Sgml),
            _ => None,
        }
    }
}

/// Whether this line separates the messages of an mbox: `From someone Tue Mar  5 09:00:00 2019`.
pub(super) fn is_mbox(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let line = rest.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
    let year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    let words = || line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let is_day = |word: &[u8]| {
        [&b"Mon"[..], b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"].iter().any(|day| word.starts_with(day))
    };
    words().any(is_day) && words().any(year) && words().any(|word| word.contains(&b':'))
}

/// The format of the message that begins here, if one does: mail, or a saved web page.
fn mail(head: &[u8]) -> Option<Form> {
    let head = counted(head).map_or(head, |(_, message)| message);
    let (mut known, mut is_page) = (0, false);
    let mut lines = head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    while let Some(line) = lines.next() {
        // The last line may be cut off.
        if line.is_empty() || lines.peek().is_none() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            is_page |= known > 0 && line.windows(9).any(|window| window.eq_ignore_ascii_case(b"text/html"));
            continue;
        }
        let end = line.iter().position(|&byte| byte == b':')?;
        let name = &line[..end];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)) {
            return None;
        }
        if OF_MAIL.iter().any(|field| name.eq_ignore_ascii_case(field.as_bytes())) {
            known += 1;
        }
        is_page |= name.eq_ignore_ascii_case(b"snapshot-content-location");
        is_page |= line.windows(17).any(|window| window.eq_ignore_ascii_case(b"multipart/related"))
            && !head.windows(11).any(|window| window.eq_ignore_ascii_case(b"\nmessage-id"));
    }
    (known >= MAIL_FIELDS).then_some(if is_page { Form::Mhtml } else { Form::Mail })
}

/// The length and the rest of a message as Apple Mail stores it: after a line with the number of its bytes.
pub(super) fn counted(message: &[u8]) -> Option<(usize, &[u8])> {
    let end = message.iter().take(20).position(|&byte| byte == b'\n')?;
    let length = std::str::from_utf8(message[..end].trim_ascii()).ok()?.parse().ok()?;
    Some((length, &message[end + 1..]))
}

/// The name of the first element, after declarations and comments.
pub(super) fn root(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head.trim_ascii_start();
    loop {
        let begun = rest.strip_prefix(b"<")?;
        let end: &[u8] = match begun {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            // A document type declaration may define entities in brackets.
            [b'!', ..] if begun.iter().take_while(|byte| **byte != b'>').any(|byte| *byte == b'[') => b"]>",
            [b'!', ..] => b">",
            _ => {
                let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
                let length = begun.iter().take_while(|byte| is_name(byte)).count();
                return Some(&begun[..length]).filter(|name| !name.is_empty());
            }
        };
        let found = begun.windows(end.len()).position(|window| window == end)?;
        rest = begun[found + end.len()..].trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn forms_are_told_by_their_beginnings() {
        for (head, expected) in [
            ("<?xml version=\"1.0\"?>\n<!-- a -->\n<rss version=\"2.0\">", Some(Form::Feed)),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Some(Form::Feed)),
            ("<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\">", Some(Form::Feed)),
            ("<rdf:RDF xmlns:owl=\"http://www.w3.org/2002/07/owl#\">", None),
            ("<!DOCTYPE nitf SYSTEM \"x.dtd\" [<!ENTITY a \"b>\">]>\n<nitf>", Some(Form::Nitf)),
            ("<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\">", Some(Form::NewsMl)),
            ("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"NO\">", Some(Form::Sgml)),
            ("<DOC id=\"AFP_ENG_1\" type=\"story\" >", Some(Form::Sgml)),
            ("<doc id=\"12\" url=\"x\" title=\"Anarchism\">", Some(Form::Sgml)),
            ("From MAILER-DAEMON Tue Mar  5 09:00:00 2019\nFrom: a@b.example\n", Some(Form::Mbox)),
            ("From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nText", Some(Form::Mail)),
            (
                "From: <Saved by Blink>\nSnapshot-Content-Location: https://x\nSubject: y\nMIME-Version: 1.0\n",
                Some(Form::Mhtml),
            ),
            ("412      \nFrom: a@b.example\nTo: c@d.example\nSubject: x\n\nText", Some(Form::Mail)),
            ("412\nThe port: it closes.\n", None),
            ("From Tuesday on, the port will close at 10:30.", None),
            ("From: the minister\nTo: the port\nThe letter said so.\n", None),
            ("Council: it will vote\nMayor: I will not\nBoth: We shall see\n\nText", None),
            ("<corpus><doc>", None),
            ("< 5 per cent", None),
            ("", None),
        ] {
            assert_eq!(Form::by_signature(head.as_bytes()), expected, "{head}");
        }
    }
}
