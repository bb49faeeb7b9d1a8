//! What all readers share: where they are, and where their articles go.

use super::ReadOptions;
use super::left_out::LeftOut;
use super::limits::Expansion;
use super::names::Names;
use super::screen::Screen;
use super::watch;
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::{Article, Origin};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What comes out of an input.
pub(super) type Item = Result<Article, FailedArticle>;

/// Whether the next article is still wanted.
pub(super) type Flow = ControlFlow<()>;

/// A file, or a member of an archive.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its name as shown to the user: `corpus.zip!/a/b.txt`.
    pub(super) shown: Arc<str>,
    /// What generated ids are based on.
    pub(super) stem: String,
}

/// An article, or why there is none, and its own id if it has one.
pub(super) struct Found {
    pub(super) id: Option<String>,
    pub(super) article: Result<Article, ArticleError>,
}

impl From<ArticleError> for Found {
    fn from(error: ArticleError) -> Self {
        Self { id: None, article: Err(error) }
    }
}

impl From<Result<Article, ArticleError>> for Found {
    fn from(article: Result<Article, ArticleError>) -> Self {
        Self { id: None, article }
    }
}

/// A file with many articles.
pub(super) struct Series {
    /// What the ids of articles without an id begin with.
    name: String,
    input: Arc<str>,
    /// Number of the line or record being read, from 1.
    pub(super) number: u64,
}

/// The state of reading the inputs.
pub(super) struct Reading<'r> {
    pub(super) options: &'r ReadOptions,
    pub(super) bytes_read: Arc<AtomicU64>,
    pub(super) left_out: Arc<LeftOut>,
    /// Expansion of the file being read.
    pub(super) expansion: Expansion,
    single_names: Names,
    series_names: Names,
    screen: Screen,
    /// The last file that saidso itself has written, which was reported.
    own: Option<Arc<str>>,
    send: &'r mut dyn FnMut(Item) -> Flow,
    /// How many articles and failures have been sent so far.
    pub(super) handed_on: u64,
}

impl<'r> Reading<'r> {
    pub(super) fn new(
        options: &'r ReadOptions,
        bytes_read: Arc<AtomicU64>,
        left_out: Arc<LeftOut>,
        send: &'r mut dyn FnMut(Item) -> Flow,
    ) -> Self {
        Self {
            options,
            bytes_read,
            left_out,
            expansion: Expansion::default(),
            single_names: Names::default(),
            series_names: Names::default(),
            screen: Screen::default(),
            own: None,
            send,
            handed_on: 0,
        }
    }

    /// Sends the only article of a file.
    pub(super) fn single(&mut self, place: &Place, found: impl Into<Found>) -> Flow {
        let Found { id, article } = found.into();
        let id = id.unwrap_or_else(|| self.single_names.unique(place.stem.clone()));
        self.hand_on(id, Origin { input: Arc::clone(&place.shown), line: None }, article)
    }

    /// Begins a file with many articles.
    pub(super) fn series(&mut self, place: &Place) -> Series {
        let name = self.series_names.unique(place.stem.clone());
        Series { name, input: Arc::clone(&place.shown), number: 0 }
    }

    /// Sends the article being read from a file with many.
    pub(super) fn next_of(&mut self, series: &Series, found: impl Into<Found>) -> Flow {
        let Found { id, article } = found.into();
        let id = id.unwrap_or_else(|| format!("{}:{}", series.name, series.number));
        self.hand_on(id, Origin { input: Arc::clone(&series.input), line: Some(series.number) }, article)
    }

    /// Sends one of several articles on a line.
    pub(super) fn part_of(&mut self, series: &Series, part: u64, found: impl Into<Found>) -> Flow {
        let Found { id, article } = found.into();
        let id = id.unwrap_or_else(|| format!("{}:{}.{part}", series.name, series.number));
        self.hand_on(id, Origin { input: Arc::clone(&series.input), line: Some(series.number) }, article)
    }

    /// Sends an error about a whole file that has articles.
    pub(super) fn of_all(&mut self, series: &Series, error: ArticleError) -> Flow {
        let origin = Origin { input: Arc::clone(&series.input), line: None };
        self.fail(FailedArticle { id: series.name.clone(), origin, error })
    }

    /// Sends a failure that is not about an article.
    pub(super) fn fail(&mut self, failed: FailedArticle) -> Flow {
        self.send(Err(failed))
    }

    fn hand_on(&mut self, id: String, origin: Origin, article: Result<Article, ArticleError>) -> Flow {
        if let Err(error) = &article
            && self.is_told(error, &origin.input)
        {
            return Flow::Continue(());
        }
        let article = article.map(|article| Article { id: id.clone(), origin: origin.clone(), ..article });
        let screened = article.and_then(|article| self.screen.pass(article, self.options));
        // An exceeded time limit outranks the result of screening.
        let in_time = watch::check().and(screened);
        self.send(in_time.map_err(|error| FailedArticle { id, origin, error }))
    }

    /// Whether this is another line of a file that saidso itself has written, for which one failure is enough.
    fn is_told(&mut self, error: &ArticleError, input: &Arc<str>) -> bool {
        let is_one_of_many = match error {
            ArticleError::Labelled(_) => !self.options.records,
            ArticleError::FlatTable => true,
            _ => false,
        };
        is_one_of_many
            && !self.options.every_line
            && self.own.replace(Arc::clone(input)).is_some_and(|told| told == *input)
    }

    fn send(&mut self, item: Item) -> Flow {
        self.handed_on += 1;
        let flow = (self.send)(item);
        watch::begin(self.options.max_time);
        flow
    }
}
