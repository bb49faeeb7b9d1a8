//! PDF that contains characters. `hayro` finds the characters and their positions; [`layout`] arranges them in lines
//! and columns, and [`paragraphs`] builds the text. The crate `pdf-extract` is not used: it panics on anything
//! unexpected.

mod bombs;
mod layout;
mod paragraphs;

use super::super::watch;
use super::manuscript::Manuscript;
use cpu_time::ThreadTime;
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, interpret_page,
};
use layout::{Glyph, Line};
use saidso::error::ArticleError;
use std::panic::resume_unwind;
use std::time::Duration;

/// Most pages of a file; a book or an issue of a newspaper has fewer.
const MAX_PAGES: usize = 2000;

/// Most glyphs on a page; a newspaper page has about thirty thousand.
const MAX_GLYPHS: usize = 300_000;

/// Most processor time that a file may take.
const MAX_TIME: Duration = Duration::from_mins(1);

/// A page that has a picture and fewer characters than this counts as a scanned page.
const MIN_CHARACTERS: usize = 30;

pub(super) fn read(bytes: Vec<u8>) -> Result<Manuscript, ArticleError> {
    if let Some(reason) = bombs::refusal(&bytes) {
        return Err(ArticleError::Malformed { form: "PDF", reason: reason.to_owned() });
    }
    let is_cut = is_cut(&bytes);
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => {
            ArticleError::Refused { reason: "it is an encrypted PDF; save it without a password" }
        }
        LoadPdfError::Invalid => malformed("no pages can be found in it"),
    })?;
    // The reader finds the pages before the cut by itself, and says nothing.
    if is_cut {
        return Err(malformed("it ends too early: its end is missing"));
    }
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(malformed(&format!("it has {} pages, more than the limit of {MAX_PAGES}", pages.len())));
    }
    let cache = InterpreterCache::new();
    let clock = ThreadTime::try_now().ok();
    let mut sheets = Sheets::default();
    for page in pages.iter() {
        let mut device = Collector { clock, glyphs: Vec::new(), unknown: 0, has_picture: false };
        // Form fields and annotations are not part of the text.
        let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(upright(page), bounds, &cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut device);
        sheets.add(device, page.render_dimensions().1);
    }
    let mut manuscript = sheets.manuscript()?;
    let metadata = pdf.metadata();
    for (name, value) in [("author", &metadata.author), ("document_title", &metadata.title)] {
        if let Some(value) = value {
            manuscript.field(name, &string(value));
        }
    }
    Ok(manuscript)
}

/// Whether the end of a file is missing: the mark that ends every version of it, or a part of the length that a file for
/// the web declares.
fn is_cut(bytes: &[u8]) -> bool {
    const END: &[u8] = b"%%EOF";
    let has_end = bytes.windows(END.len()).rev().any(|part| part == END);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let declared = head.split_once("/Linearized").and_then(|(_, after)| {
        let (_, length) = after.split(">>").next()?.split_once("/L")?;
        length.split_whitespace().next()?.split('/').next()?.parse::<usize>().ok()
    });
    !has_end || declared.is_some_and(|length| bytes.len() < length)
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "PDF", reason: reason.to_owned() }
}

/// The transformation to the page as it is shown, with the origin at the top left.
fn upright(page: &Page<'_>) -> Affine {
    Affine::new(page.initial_transform(true).as_coeffs())
}

/// Decodes a metadata string: UTF-16 or UTF-8 with a byte order mark, otherwise roughly Latin 1.
fn string(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(encoding, _)| encoding);
    encoding.decode(bytes).0.into_owned()
}

/// The pages that have been read.
#[derive(Default)]
struct Sheets {
    pages: Vec<Vec<Line>>,
    heights: Vec<f64>,
    characters: usize,
    unknown: usize,
    pictures: usize,
}

impl Sheets {
    fn add(&mut self, page: Collector, height: f32) {
        let characters = page.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        self.characters += characters;
        self.unknown += page.unknown;
        self.pictures += usize::from(page.has_picture && characters < MIN_CHARACTERS);
        self.pages.push(layout::lines(page.glyphs));
        self.heights.push(height.into());
    }

    fn manuscript(self) -> Result<Manuscript, ArticleError> {
        if self.characters == 0 && self.pictures == 0 && self.unknown == 0 {
            return Err(ArticleError::Empty);
        }
        // A cover or a map among pages of text is no reason to refuse the file.
        if self.characters == 0 || self.pictures * 2 > self.pages.len() {
            return Err(ArticleError::Refused {
                reason: "a scanned PDF: its pages are pictures without text; run text recognition (OCR) on it first",
            });
        }
        if self.unknown > self.characters {
            return Err(ArticleError::Refused {
                reason: "a PDF whose fonts do not say which characters they show; run text recognition (OCR) on it",
            });
        }
        Ok(paragraphs::manuscript(self.pages, &self.heights))
    }
}

/// Records the position of each character on a page, and draws nothing.
struct Collector {
    clock: Option<ThreadTime>,
    glyphs: Vec<Glyph>,
    /// Glyphs without a known character.
    unknown: usize,
    has_picture: bool,
}

impl Collector {
    /// Stops reading a file that takes too long or has too many characters on a page. The interpreter can only be
    /// stopped by a panic, which its caller catches.
    fn watch(&self) {
        let is_late = || self.clock.and_then(|clock| clock.try_elapsed().ok()).is_some_and(|time| time > MAX_TIME);
        if self.glyphs.len() + self.unknown > MAX_GLYPHS {
            resume_unwind(Box::new(format!("one of its pages has more than {MAX_GLYPHS} characters")));
        }
        if is_late() {
            resume_unwind(Box::new(format!("it takes longer than {} seconds", MAX_TIME.as_secs())));
        }
        if let Err(error) = watch::check() {
            resume_unwind(Box::new(error.to_string()));
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.watch();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.watch();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.watch();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.watch();
        for drawn in run.glyphs() {
            let text = match drawn.as_unicode() {
                Some(BfString::Char(character)) => character.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.unknown += 1;
                    continue;
                }
            };
            let advance = match &**drawn {
                Drawn::Outline(glyph) => glyph.advance_width(),
                Drawn::Type3(glyph) => glyph.advance_width(),
            };
            let place = props.transform * drawn.transform();
            self.glyphs.extend(Glyph::new(&text, place, advance));
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.has_picture = true;
        self.watch();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

impl Glyph {
    /// A glyph at its position on the page; `None` if it is not upright in a line, as in a credit along the side of a
    /// picture. `advance` is in thousandths of the size.
    fn new(text: &str, place: Affine, advance: Option<f32>) -> Option<Self> {
        const UNIT: f64 = 1000.0;
        let start = place * Point::ZERO;
        let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let top = place * Point::new(0.0, UNIT);
        let size = (top - start).hypot();
        let is_upright = (end.y - start.y).abs() <= 0.1 * size && top.y < start.y;
        let is_sound = [start.x, start.y, end.x, size].iter().all(|number| number.is_finite() && number.abs() < 1e6);
        (is_upright && is_sound && size > 0.5 && end.x >= start.x).then(|| Self {
            text: text.to_owned(),
            left: start.x,
            right: end.x,
            baseline: start.y,
            size,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_cut;

    #[test]
    fn a_missing_end_is_noticed() {
        for (file, expected) in [
            ("%PDF-1.5\n1 0 obj", true),
            ("%PDF-1.5\n1 0 obj\n%%EOF\n", false),
            ("%PDF-1.5\n1 0 obj\n%%EOF\n<!-- a server's advertisement -->", false),
            ("%PDF-1.5\n<</Linearized 1/L 90/H[5 6]>>\n%%EOF", true),
            ("%PDF-1.5\n<</Linearized 1 /L 30 /H [5 6]>>\n%%EOF", false),
        ] {
            assert_eq!(is_cut(file.as_bytes()), expected, "{file}");
        }
    }
}
