//! Annotations in brat's format: a text file, and next to it a file with one line per annotation
//! (<https://brat.nlplab.org/standoff.html>).

mod labels;

use super::code_points::CodePoints;
use super::file::{DataFile, find, folder_of};
use super::{Import, ImportError, Problem};
use crate::brat::{INDEX, IndexRow};
use labels::Labels;
use saidso::record::{AnnotatedArticle, AnnotatedAttribution, Assertion, Speech};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The names of an attribution's parts in brat's files: the types of text-bound annotations, or the roles of an
/// event's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanTypes {
    /// The words that name a source.
    pub source: String,
    /// The words that signal an attribution.
    pub cue: String,
    /// What is said.
    pub content: String,
}

impl Default for SpanTypes {
    /// The types of `PolNeAR`.
    fn default() -> Self {
        Self { source: "Source".into(), cue: "Cue".into(), content: "Content".into() }
    }
}

impl SpanTypes {
    fn part(&self, name: &str) -> Option<Part> {
        [(&self.source, Part::Source), (&self.cue, Part::Cue), (&self.content, Part::Content)]
            .into_iter()
            .find_map(|(own, part)| (own == name).then_some(part))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Source,
    Cue,
    Content,
}

/// Start and end in code points.
type Offsets = (usize, usize);

/// Words that are annotated.
struct TextBound<'f> {
    kind: &'f str,
    fragments: Vec<Offsets>,
}

/// The parts of an attribution, collected while reading.
#[derive(Default)]
struct Parts<'f> {
    /// Ids of the annotations that name the source.
    sources: Vec<&'f str>,
    source: Vec<Offsets>,
    cue: Vec<Offsets>,
    content: Vec<Offsets>,
}

impl<'f> Parts<'f> {
    fn add(&mut self, part: Part, id: &'f str, fragments: &[Offsets]) {
        let list = match part {
            Part::Source => {
                self.sources.push(id);
                &mut self.source
            }
            Part::Cue => &mut self.cue,
            Part::Content => &mut self.content,
        };
        list.extend_from_slice(fragments);
    }
}

/// Reads a folder of `NAME.txt` files, each with a `NAME.ann`. If the folder has an index written by `export`, ids,
/// metadata and order come from it.
pub(super) fn read(path: &Path, types: &SpanTypes) -> Result<Import, ImportError> {
    let mut texts: Vec<(String, PathBuf)> = find(path, "txt")?.into_iter().collect();
    if texts.is_empty() {
        return Err(ImportError::new(path, Problem::Missing { expected: "file NAME.txt".into() }));
    }
    let annotations = find(folder_of(path), "ann")?;
    let mut index = index(folder_of(path))?;
    texts.sort_by_key(|(name, _)| index.get(name).map_or(usize::MAX, |(place, _)| *place));
    let mut import = Import::default();
    for (name, text) in texts {
        import.add(match annotations.get(&name) {
            Some(annotations) => {
                let known = index.remove(&name);
                article(name, &text, annotations, types).map(|article| match known {
                    Some((_, IndexRow { id, metadata, .. })) => AnnotatedArticle { id, metadata, ..article },
                    None => article,
                })
            }
            None => Err(ImportError::new(&text, Problem::Missing { expected: format!("file {name}.ann beside it") })),
        });
    }
    Ok(import)
}

/// The entries of a folder's index, each with its place there, by the name of the article's files; empty if there is
/// no index.
fn index(folder: &Path) -> Result<HashMap<String, (usize, IndexRow)>, ImportError> {
    let path = folder.join(INDEX);
    if !path.is_file() {
        return Ok(HashMap::new());
    }
    let file = DataFile::read(&path)?;
    file.json_lines::<IndexRow>()
        .enumerate()
        .map(|(place, (line, row))| match row {
            Ok(row) => Ok((row.name.clone(), (place, row))),
            Err(problem) => Err(file.error(line, problem)),
        })
        .collect()
}

/// Reads an article and its annotations.
pub(super) fn article(
    id: String,
    text: &Path,
    annotations: &Path,
    types: &SpanTypes,
) -> Result<AnnotatedArticle, ImportError> {
    let text = DataFile::read(text)?.text;
    let file = DataFile::read(annotations)?;
    let points = CodePoints::new(&text);
    let words = text_bounds(&file, &points)?;
    let mut labels = Labels::read(&file, &types.source)?;
    let attributions = attributions(&file, &points, &words, types, &mut labels)?;
    let sentences = labels.sentences(&words, &points)?;
    let sources = (!labels.sources.is_empty()).then_some(labels.sources);
    let attributions = Some(attributions);
    Ok(AnnotatedArticle { id, text: Some(text), sentences, attributions, sources, ..AnnotatedArticle::default() })
}

/// The annotations of words, by id.
fn text_bounds<'f>(file: &'f DataFile, text: &CodePoints) -> Result<HashMap<&'f str, TextBound<'f>>, ImportError> {
    annotations(file, 'T')
        .map(|(line, (id, annotation))| {
            let words = text_bound(annotation, text).map_err(|problem| file.error(line, problem))?;
            Ok((id, words))
        })
        .collect()
}

/// The attributions of a file, in the order of their cues: one for each event, and one for each cue that relations
/// link to other parts. Those without content are left out. Fragments separated only by white space are joined,
/// because brat splits every annotation at line breaks.
fn attributions<'f>(
    file: &'f DataFile,
    text: &CodePoints,
    words: &HashMap<&'f str, TextBound<'f>>,
    types: &SpanTypes,
    labels: &mut Labels,
) -> Result<Vec<AnnotatedAttribution>, ImportError> {
    let mut found = Vec::new();
    for (line, (id, event)) in annotations(file, 'E') {
        found.push((id, event_parts(event, words, types).map_err(|problem| file.error(line, problem))?));
    }
    let mut linked: BTreeMap<&str, Parts<'f>> = BTreeMap::new();
    for (line, (_, relation)) in annotations(file, 'R') {
        let arguments = relation_arguments(relation, words, types).map_err(|problem| file.error(line, problem))?;
        let Some(&(cue, _)) = arguments.iter().find(|&&(_, part)| part == Some(Part::Cue)) else { continue };
        let parts = linked.entry(cue).or_default();
        for (id, part) in arguments {
            if let Some(part) = part {
                parts.add(part, id, &words[id].fragments);
            }
        }
    }
    found.extend(linked);
    let mut attributions = found
        .into_iter()
        .filter(|(_, parts)| !parts.content.is_empty())
        .map(|(id, parts)| attribution(file, id, parts, text, labels))
        .collect::<Result<Vec<_>, _>>()?;
    attributions.sort_by_key(|attribution| {
        let cue = attribution.cue.iter().flat_map(|spans| &spans.0);
        cue.chain(&attribution.content).next().map(|span| (span.start, span.end))
    });
    Ok(attributions)
}

/// The possible values of the attribute `Says` of a content.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Says {
    Statement,
    Topic,
}

/// The possible values of the attribute `Assertion`.
const ASSERTIONS: &str = "Asserted, Denied, Unsaid, Asked, Wanted and Hypothetical";

fn attribution(
    file: &DataFile,
    id: &str,
    parts: Parts,
    text: &CodePoints,
    labels: &mut Labels,
) -> Result<AnnotatedAttribution, ImportError> {
    let speech: Option<Speech> = labels.attribute("Speech", id, "Direct, Indirect and Mixed")?;
    let assertion: Option<Assertion> = labels.attribute("Assertion", id, ASSERTIONS)?;
    let says: Option<Says> = labels.attribute("Says", id, "Statement and Topic")?;
    let mut resolved = None;
    for annotation in parts.sources {
        resolved = resolved.or(labels.source(annotation, false)?);
    }
    let fragments = |fragments| text.fragments(&joined(fragments, text)?);
    let wrong = |problem| file.error(None, problem);
    let mut source = fragments(parts.source).map_err(wrong)?;
    if let Some(first) = source.0.first_mut() {
        first.resolved = resolved;
    }
    Ok(AnnotatedAttribution {
        id: Some(id.to_owned()),
        speech,
        source: Some(source),
        cue: Some(fragments(parts.cue).map_err(wrong)?),
        content: fragments(parts.content).map_err(wrong)?.0,
        assertion,
        propositional: says.map(|says| says == Says::Statement),
        ..AnnotatedAttribution::default()
    })
}

/// The annotations whose ids begin with a letter: line number, id, and what follows.
fn annotations(file: &DataFile, letter: char) -> impl Iterator<Item = (u64, (&str, &str))> {
    file.lines()
        .filter(move |(_, line)| line.starts_with(letter))
        .map(|(number, line)| (number, line.split_once('\t').unwrap_or((line, ""))))
}

/// Reads `Type 12 20;25 30<tab>words`.
fn text_bound<'f>(annotation: &'f str, text: &CodePoints) -> Result<TextBound<'f>, Problem> {
    let wrong = || Problem::Form { expected: "a text-bound annotation, such as `T1<tab>Cue 12 16<tab>said`" };
    let (place, given) = annotation.split_once('\t').ok_or_else(wrong)?;
    let (kind, offsets) = place.split_once(' ').ok_or_else(wrong)?;
    let fragments = offsets
        .split(';')
        .map(|fragment| {
            let (start, end) = fragment.split_once(' ')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        })
        .collect::<Option<Vec<Offsets>>>()
        .ok_or_else(wrong)?;
    let found = fragments.iter().map(|&(start, end)| text.slice(start, end)).collect::<Result<Vec<_>, _>>()?.join(" ");
    // brat turns line breaks into spaces in the annotation.
    if !found.split_whitespace().eq(given.split_whitespace()) {
        return Err(Problem::OtherText { found, given: given.to_owned() });
    }
    Ok(TextBound { kind, fragments })
}

/// Reads `Attribution:T4 Cue:T2 Content:T3 Content2:T5`; the trigger is treated like the arguments.
fn event_parts<'f>(event: &'f str, words: &HashMap<&str, TextBound>, types: &SpanTypes) -> Result<Parts<'f>, Problem> {
    let mut parts = Parts::default();
    for argument in event.split_whitespace() {
        let (role, id) = argument
            .split_once(':')
            .ok_or(Problem::Form { expected: "an event, such as `E1<tab>Attribution:T4 Cue:T2 Content:T3`" })?;
        let annotated = words.get(id).ok_or_else(|| Problem::Undefined { id: id.to_owned() })?;
        // brat numbers the second and later arguments of a role.
        let role = role.trim_end_matches(|character: char| character.is_ascii_digit());
        if let Some(part) = types.part(role).or_else(|| types.part(annotated.kind)) {
            parts.add(part, id, &annotated.fragments);
        }
    }
    Ok(parts)
}

/// Reads `Name Arg1:T1 Arg2:T2`: the ids, each with the part of an attribution that it is.
fn relation_arguments<'f>(
    relation: &'f str,
    words: &HashMap<&str, TextBound>,
    types: &SpanTypes,
) -> Result<Vec<(&'f str, Option<Part>)>, Problem> {
    relation
        .split_whitespace()
        .skip(1)
        .map(|argument| {
            let (_, id) = argument
                .split_once(':')
                .ok_or(Problem::Form { expected: "a relation, such as `R1<tab>Says Arg1:T1 Arg2:T2`" })?;
            match words.get(id) {
                Some(annotated) => Ok((id, types.part(annotated.kind))),
                None if id.starts_with('T') => Err(Problem::Undefined { id: id.to_owned() }),
                // A relation between events, which saidso does not use.
                None => Ok((id, None)),
            }
        })
        .collect()
}

/// Fragments in the order of the text; fragments separated only by white space are joined.
fn joined(mut fragments: Vec<Offsets>, text: &CodePoints) -> Result<Vec<Offsets>, Problem> {
    fragments.sort_unstable();
    let mut joined: Vec<Offsets> = Vec::new();
    for (start, end) in fragments {
        match joined.last_mut() {
            Some(last) if start <= last.1 || text.slice(last.1, start)?.trim().is_empty() => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    Ok(joined)
}
