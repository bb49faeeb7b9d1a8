//! The wording of boilerplate and of credits, mostly in lower case.

/// Phrases, separated by vertical bars.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrases(&'static str);

impl Phrases {
    pub(super) fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split('|')
    }

    /// Whether `text` is one of the phrases.
    pub(super) fn has(self, text: &str) -> bool {
        self.iter().any(|phrase| phrase == text)
    }

    /// The phrase that `text` begins with.
    pub(super) fn beginning(self, text: &str) -> Option<&'static str> {
        self.iter().find(|phrase| text.starts_with(phrase))
    }

    /// All phrases that `text` begins with.
    pub(super) fn all_beginning(self, text: &str) -> impl Iterator<Item = &'static str> {
        self.iter().filter(move |phrase| text.starts_with(phrase))
    }

    pub(super) fn begin(self, text: &str) -> bool {
        self.beginning(text).is_some()
    }

    pub(super) fn end(self, text: &str) -> bool {
        self.iter().any(|phrase| text.ends_with(phrase))
    }

    pub(super) fn occur_in(self, text: &str) -> bool {
        self.iter().any(|phrase| text.contains(phrase))
    }
}

/// Beginnings of bylines.
pub(super) const BYLINES: Phrases = Phrases(
    "by |by: |written by |story by |posted by |words by |text by |reported by |author: |reporter: |contributed by \
     |special to |photos by |words and photos by |story and photos by ",
);

/// Small words between the names in a byline.
pub(super) const BETWEEN_NAMES: Phrases = Phrases(
    "and|for|of|the|with|at|in|to|from|by|special|staff|writer|writers|reporter|reporters|correspondent\
     |correspondents|editor|editors|columnist|contributor|contributors|contributing|photographer|guest|senior\
     |political|national|de|da|di|del|la|le|van|von|der|den|bin|al|el|y|e|as|published|updated|on|am|pm|a.m|p.m|a.m.\
     |p.m.|min|read",
);

/// What a line with a name says about its writer.
pub(super) const OFFICES: Phrases = Phrases(
    "staff writer|reporter|correspondent|editor|columnist|contributor|associated press|reuters|news service|times\
     |tribune|herald|usa today|special to",
);

/// The makers of a programme.
pub(super) const PRODUCTION: Phrases =
    Phrases("producer|operator|anchor|editor|manager|photographer|camera|journalist|teleprompter|director");

/// Words that make a line of numbers a date.
pub(super) const CALENDAR: Phrases = Phrases(
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul\
     |aug|sep|sept|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur\
     |thurs|fri|sat|sun|am|pm|a|p|m|et|est|edt|pt|pst|pdt|ct|cst|cdt|gmt|bst|utc|published|updated|posted|ago|hours\
     |minutes",
);

/// Other words that may occur in a line that is a date.
pub(super) const DATE_WORDS: Phrases =
    Phrases("at|on|the|of|last|first|modified|created|date|time|issued|z|t|min|read|st|nd|rd|th");

/// Notes within an article on who contributed to it.
pub(super) const CONTRIBUTIONS: Phrases = Phrases(
    "contributed to this report|contributed to this story|contributed to this article|contributed to this post\
     |contributed reporting|contributed to the reporting|contributed research",
);

/// Beginnings of a press release's notices and contact lines.
pub(super) const RELEASES: Phrases = Phrases(
    "for immediate release|embargoed until|not for release|contact:|contacts:|media contact|press contact\
     |press contacts|media enquiries|media inquiries|press enquiries|press inquiries|for further information\
     |for media enquiries|for media inquiries|for press enquiries|notes to editors|note to editors",
);

/// Beginnings of notes about the article.
pub(super) const NOTES: Phrases = Phrases(
    "correction appended|for the record:|due to an editing error|because of an editing error|owing to an editing error\
     |editor's note|editors' note\
     |editors note|author's note|note to readers|programming alert|programing alert|an earlier version of this\
     |an earlier version of the|a previous version of this|a previous version of the|previous versions of this\
     |earlier versions of this|an original version of this|the original version of this|reporting by \
     |additional reporting|writing by |editing by |compiled by |contributing:|contributors:|contributing to this\
     |translated by |translation by |with reporting by |with reports from |with files from |with additional reporting\
     |edited by |copyright |copyright:|© |©|all rights reserved|the views expressed|the opinions expressed\
     |views expressed in this|opinions expressed in this|this material may not be|the associated press contributed\
     |associated press writer|associated press reporter|source: xinhua|categories:|category:|tags:|filed under\
     |topics:|keywords:|we regret the error|(this version corrects|(this story |(this article ",
);

/// Beginnings of corrections, before a date, a place or the colon.
pub(super) const CORRECTIONS: Phrases =
    Phrases("correction|corrections|clarification|clarifications|corrections and clarifications|amendment|amendments");

/// Beginnings of corrections that name what was wrong: "A report about the baths (14 June, page 9) said …".
pub(super) const CORRECTED: Phrases = Phrases(
    "a report |an article |a story |a caption |a headline |a column |a review |an obituary |a picture |a graphic \
     |our report |our story |our article |an item |a photo caption |a map |a chart |a table |a letter |a profile ",
);

/// Statements that a newsroom had no part in an advertiser's text.
pub(super) const DISCLAIMERS: Phrases = Phrases(
    "not involved in the creation|not involved in its creation|not involved in the writing|not involved in the production|no role in the creation\
     |no role in producing",
);

/// What an article calls itself.
pub(super) const ARTICLE_NAMES: Phrases =
    Phrases("story |article |post |column |report |piece |essay |op-ed |version |headline |page |item |interview ");

/// What was done to an article.
pub(super) const EDITING: Phrases = Phrases(
    "updated|corrected|amended|clarified|originally|first published|first appeared|revised|edited for\
     |edited and condensed|was produced|was published|republished|adapted from|translated from|developing story",
);

/// Places to follow somebody.
pub(super) const NETWORKS: Phrases = Phrases(
    " on twitter| on facebook| on instagram| on x | on x.| on x:| @| us on| on youtube| on tiktok| on linkedin",
);

/// Beginnings of invitations.
pub(super) const PROMPTS: Phrases = Phrases(
    "read more|read also|read next|read the full|read the rest|read the original|read the whole|read the entire\
     |read full|also read|see also|see more|related:|related stories|related article|related content|more from \
     |more on this|more:|watch:|listen:|video:|watch live|watch the video|watch the full|watch below|watch above\
     |watch more|click here|tap here|sign up|subscribe to |subscribe now|subscribe today|get the latest|to read more\
     |to learn more|to see more|for more information,|for more stories|for more on |download our|download the app\
     |join us on|join our newsletter|like us on|follow us|follow me on|share this|share on |comment below\
     |leave a comment|send tips|send us |email us|e-mail us|contact us|contact the author|contact the reporter\
     |contact the writer|contact him at|contact her at|have a tip|got a tip|listen to this|listen to the full\
     |listen to the podcast|listen to the interview|listen to the episode|listen to the audio|listen now|listen below\
     |continue reading|story continues|article continues|advertisement|skip to |skip advertisement|scroll down|jump to \
     |scroll to |view gallery|view comments|view this post|slideshow (|video player|visit our website|visit us at\
     |most read|most popular|you may also like|you might also like|in next week's|in tomorrow's|summary by ai|recommended:|you can follow|reach him at|reach her at|reach the reporter",
);

/// Lines that consist only of this phrase.
pub(super) const WHOLE_LINES: Phrases = Phrases(
    "ad|ads|advertisement|advertising|sponsored|sponsored content|paid post|promoted|listen|share|save|print|email\
     |e mail|copy link|twitter|facebook|linkedin|instagram|whatsapp|pinterest|reddit|tweet|loading|comments|comment\
     |menu|search|log in|login|sign in|register|subscribe|abstract|full text|photo|photos|gallery|video|audio\
     |transcript|caption|image|image source|credit|getty images|getty|reuters|ap|afp|associated press\
     |the associated press|file photo|back to top|read on app|close|next|previous|home|tags|letters|opinion|editorial\
     |news|sport|sports|watch|breaking|breaking news|exclusive|update|live|online|more|end|ends|privacy policy\
     |terms of use|terms of service|news release|press release|media release|cookie policy|contact us|about us",
);

/// Lines after which links follow.
pub(super) const LINK_HEADS: Phrases = Phrases(
    "related|related stories|related articles|related links|related news|related topics|related content|recommended\
     |recommended for you|recommended stories|most read|most popular|most viewed|most shared|trending|trending now\
     |popular|popular stories|top stories|more stories|more news|more on this story|more on this|more from us\
     |you may also like|you might also like|you may like|around the web|around the bbc|from around the web\
     |editors picks|editor's picks|latest news|latest stories|read next|read more|up next|also read|see also\
     |don't miss|dont miss|what to read next|elsewhere on the web|links",
);

/// Beginnings of a page's messages to its visitors: consent, subscriptions, apps.
pub(super) const FURNITURE: Phrases = Phrases(
    "we use cookies|we and our partners|this site uses cookies|this website uses cookies|our site uses cookies\
     |our website uses cookies|cookies help us|accept cookies|accept all cookies|manage cookies|manage your cookie\
     |please enable javascript|enable javascript|already a subscriber|already a member\
     |already subscribed|already registered|already have an account|already have a subscription|not a subscriber\
     |not yet a subscriber|don't have an account|log in to |log in or |sign in to |sign in or |register to read\
     |register for free|create a free account|create an account|create your free account|subscribers only\
     |for subscribers only|subscriber-only|support our journalism|support independent journalism\
     |support local journalism|support quality journalism|start your free trial|start your subscription\
     |cancel any time|cancel anytime|get unlimited access|get full access|to continue reading|to keep reading\
     |turn on notifications|enable notifications|get our app|get the app|install our app|install the app|open in app\
     |try our app|enter your email|your email address|back to top|return to homepage|report this ad|comments (\
     |comments are closed|join the conversation|join the discussion|get breaking news alerts|get alerts|get news alerts\
     |choose your newsletters|newsletter:|your privacy, |we value your privacy|we use essential|we use some essential\
     |you need to be |you must be logged |you must be a |required fields are marked|follow our |follow the latest\
     |this content was paid|this content was produced|this content is paid|content supplied by",
);

/// Beginnings of labels on sponsored content.
pub(super) const SPONSORS: Phrases = Phrases(
    "paid for by |paid content|paid advertisement|partner content|presented by |brought to you by |in partnership with \
     |in association with |sponsored by |sponsor content|advertiser content|advertisement feature|advertisement by \
     |advertising feature|advertorial|promoted by |supported by |produced in partnership|promotional content",
);

/// Beginnings of a newspaper's offers to its readers: "Get the Herald app". [`OFFERED`] lists how they end.
pub(super) const OFFERS: Phrases = Phrases("get |download |try |join |install |subscribe ");
/// See [`OFFERS`].
pub(super) const OFFERED: Phrases =
    Phrases(" app| app here| newsletter| newsletters| updates| to your inbox| in your inbox");

/// Beginnings of lines addressed to the page's visitors; [`GATES`] then tells what they are about.
pub(super) const GATE_BEGINNINGS: Phrases = Phrases(
    "our journalism |local journalism |local news |quality journalism |independent journalism |good journalism \
     |unlimited |you have |you've |you are |you're |your |this article is |this story is |this content is |this page is |by \
     |become a |please |support |want |for full access|enjoy |if you ",
);

/// Wording that occurs only in a page's messages about itself.
pub(super) const GATES: Phrases = Phrases(
    "free article|free articles|free stories|articles left|articles remaining|stories left|for subscribers\
     |to subscribers|subscribers only|members only|for members|registered readers|a member today|a subscriber today\
     |a supporter today|a donation|consider donating|tax-deductible donation|digital access|making a contribution|our journalism|independent journalism|our terms|our cookie|cookie policy|our privacy policy\
     |you agree to receive|you consent to|you agree to the use|your subscription|your free trial|our newsletter|our app\
     |unlimited access|ad blocker|adblocker|javascript",
);

/// When a programme airs.
pub(super) const AIR_TIMES: Phrases = Phrases(
    "weekday|weeknight|weekend|every |mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|daily| a.m.\
     | p.m.|0am|0pm| am | pm | et.| et,",
);

/// What a column says about itself.
pub(super) const COLUMNS: Phrases = Phrases(
    "is a column by|is a weekly column|is a podcast by|runs every monday|runs every tuesday|runs every wednesday\
     |runs every thursday|runs every friday|runs every saturday|runs every sunday|runs every other|appears every",
);

/// Beginnings of a reporter's sign-off.
pub(super) const SIGN_OFFS: Phrases = Phrases("for |from |reporting |in |at |this has been ");

/// Beginnings of first sentences that are rare in subtitles.
pub(super) const FIRST_WORDS: Phrases =
    Phrases("the |a |an |it |it's |he |he's |she |they |this |that |there |we |i |you |in |on |at ");

/// How biographies refer to the author.
pub(super) const AUTHORS: Phrases = Phrases(
    "the writer is |the author is |the columnist is |the writer, |the author, |about the author|about the writer\
     |the writer can be reached|the author can be reached",
);

/// Verbs of biographies, after the name.
pub(super) const BIOGRAPHY_VERBS: Phrases =
    Phrases("covers|writes|represents|teaches|serves|contributes|reports|edits");

/// What comes after "is" in a biography.
pub(super) const BIOGRAPHY_OBJECTS: Phrases = Phrases(
    "a|an|the|author|editor|co-author|co-editor|founder|co-founder|president|director|professor|host|chairman|chair\
     |chief|senior|executive|managing|coordinator|associate|assistant|emeritus|founders|professors|authors|editors\
     |fellows|members",
);

/// Small words within a name.
pub(super) const PARTICLES: Phrases = Phrases("van|von|de|der|den|di|da|del|della|la|le|bin|ibn|al|el|ter|ten|y");

/// How a note invites readers to write to its author.
pub(super) const CONTACTS: Phrases = Phrases(
    "reach him at|reach her at|reach them at|reach the reporter|reach the writer|email him|email her|email them\
     |e-mail him|e-mail her|follow him @|follow her @|follow them @|follow him on|follow her on|follow them on",
);

/// Words around a name that are not part of it.
pub(super) const PARTIES: Phrases = Phrases("Republican|Democrat|Jr|Sr|D|R|Ph|Ph.D|M.D");

/// Occupations of authors.
pub(super) const OCCUPATIONS: Phrases = Phrases(
    "reporter|writer|columnist| editor|author of|the author|an author|professor|lecturer| fellow|director of\
     |correspondent|contributor|contributing|journalist|host of|co-host|founder of|co-founder|founding|president of\
     |chairman of|chair of|analyst|strategist|blogger|novelist|historian|scholar|researcher|attorney|teaches\
     |writes about|writes for|writes on|writes the|covers|represents|member of the board|member of the editorial board\
     |board of contributors|newsletter|advocate|supporter|backer|consultant|delegate",
);

/// Works of authors.
pub(super) const WORKS: Phrases = Phrases(
    "author of|the author, most|book, |book is|column|novel|latest book|most recent book|host of|podcast|editor of|co-author|documentary",
);

/// Beginnings of credits.
pub(super) const CREDITS: Phrases = Phrases(
    "main image:|main photo:|main picture:|main photograph:|lead image:|top image:|top photo:|header image:\
     |photo by|photos by|photo courtesy|photos courtesy|photo credit|photo:|photos:|photo via|photo from\
     |photo provided|photograph:|photographs:|photography:|photograph by|photographs by\
     |photography by|image by|images by|image courtesy|image credit\
     |image:|image source|image copyright|image via|picture by|pictures by|picture:|pictures:\
     |picture credit|pic:|pics:|courtesy photo\
     |courtesy:|illustration:|illustrations:|illustration by|illustrations by|composite:|composite by|montage:|artwork:\
     |graphic:|graphics:|graphic by|graphics by|graphic courtesy|video:|video by|video courtesy\
     |art by|artwork by|screenshot by|screenshot from|credit:|credits:|ap photo|getty images|handout via",
);

/// Beginnings of credits that are a few words long.
pub(super) const SHORT_CREDITS: Phrases =
    Phrases("courtesy of|reuters/|ap/|afp/|xinhua/|epa/|via getty|via ap|via reuters|file photo)");

/// How chains of credits end.
pub(super) const CREDIT_ENDINGS: Phrases =
    Phrases("/file photo|via reuters|/reuters|/ap|/afp|/getty images|/getty|/handout|via ap");

/// Wording in brackets that names the maker of a picture.
pub(super) const CREDITS_WITHIN: Phrases = Phrases(
    "photo by|photos by|photo courtesy|photos courtesy|courtesy photo|photo:|photo credit|photograph by|image by\
     |image courtesy|image:|picture:|pic:|ap photo|photo via|via ap|getty images|file photo|illustration by\
     |graphic by|screenshot by|video by|photo from|photo provided|image via",
);

/// Agencies written before their photographers, case-sensitive.
pub(super) const AGENCY_BEGINNINGS: Phrases = Phrases("AP/|AFP/|REUTERS/|Reuters/|Xinhua/|EPA/|PA/|Getty/");

/// Agencies written after their photographers, case-sensitive.
pub(super) const AGENCY_ENDINGS: Phrases = Phrases("/AP|/AFP|/Reuters|/Getty|/EPA|/Handout|/The Associated Press");

/// Beginnings of captions.
pub(super) const CAPTIONS: Phrases = Phrases(
    "file photo:|file photo -|file -|file –|file —|file:|pictured:|pictured,|pictured above|pictured here\
     |from left,|from right,|left to right|image caption|caption:|photo caption|from left:|from left to right|l-r",
);

/// Kinds of picture named in a caption: "In this May 5, 2020, file photo, …".
pub(super) const FILE_PICTURES: Phrases = Phrases(
    "file photo| photo,| photo provided| photo released| image taken| image made| image provided|frame grab\
     |courtroom sketch",
);
