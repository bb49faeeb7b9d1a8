//! Attributions from a rhetorical structure tree in rstWeb's format (`.rs3`, `.rs4`).

use super::file::DataFile;
use super::{ImportError, Problem};
use roxmltree::{Document, Node};
use serde::Deserialize;
use std::collections::HashMap;

/// Start and end in code points.
type Offsets = (usize, usize);

/// An attribution: the discourse units that make up its source and cue, and those of its content.
#[derive(Deserialize)]
pub(super) struct Attribution {
    pub(super) cue: Vec<Offsets>,
    pub(super) content: Vec<Offsets>,
}

/// A discourse unit.
struct Unit<'f> {
    offsets: Offsets,
    /// Ids of the nodes that contain it, starting with its own.
    nodes: Vec<&'f str>,
}

/// The attributions of a tree over `text`, in the order of the text. The content is everything in the node to which
/// the attribution is a satellite, except for the attribution itself.
pub(super) fn read(file: &DataFile, text: &str) -> Result<Vec<Attribution>, ImportError> {
    let syntax = |error: roxmltree::Error| {
        file.error(Some(error.pos().row.into()), Problem::Syntax { reason: error.to_string() })
    };
    let tree = Document::parse(&file.text).map_err(syntax)?;
    let nodes: HashMap<&str, Node> = tree
        .descendants()
        .filter(|node| node.has_tag_name("segment") || node.has_tag_name("group"))
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let units = units(&tree, &nodes, text).map_err(|problem| file.error(None, problem))?;
    let mut attributions: Vec<Attribution> = nodes
        .iter()
        .filter(|(_, node)| node.attribute("relname").is_some_and(|name| name.starts_with("attribution")))
        .filter_map(|(&id, node)| {
            let nucleus = node.attribute("parent")?;
            Some(Attribution {
                cue: joined(&units, |unit| unit.nodes.contains(&id)),
                content: joined(&units, |unit| unit.nodes.contains(&nucleus) && !unit.nodes.contains(&id)),
            })
        })
        .filter(|attribution| !attribution.content.is_empty())
        .collect();
    attributions.sort_by(|one, other| one.cue.cmp(&other.cue));
    Ok(attributions)
}

/// The units, each located in the text by its letters, because the tree has spaces between all words.
fn units<'f>(tree: &'f Document, nodes: &HashMap<&'f str, Node<'f, 'f>>, text: &str) -> Result<Vec<Unit<'f>>, Problem> {
    let mut letters = text.chars().enumerate().filter(|(_, letter)| !letter.is_whitespace());
    let segments = tree.descendants().filter(|node| node.has_tag_name("segment"));
    segments
        .map(|segment| {
            let given = segment.text().unwrap_or_default().trim();
            let found: Vec<(usize, char)> =
                letters.by_ref().take(given.chars().filter(|letter| !letter.is_whitespace()).count()).collect();
            if !found.iter().map(|&(_, letter)| letter).eq(given.chars().filter(|letter| !letter.is_whitespace())) {
                let found = found.into_iter().map(|(_, letter)| letter).collect();
                return Err(Problem::OtherText { found, given: given.to_owned() });
            }
            let (Some(&(start, _)), Some(&(last, _))) = (found.first(), found.last()) else {
                return Err(Problem::Form { expected: "a tree in which every segment has words" });
            };
            Ok(Unit { offsets: (start, last + 1), nodes: path(segment, nodes)? })
        })
        .collect()
}

/// The ids of a node and its ancestors.
fn path<'f>(node: Node<'f, 'f>, nodes: &HashMap<&'f str, Node<'f, 'f>>) -> Result<Vec<&'f str>, Problem> {
    let mut path = Vec::new();
    let mut next = node.attribute("id");
    while let Some(id) = next {
        if path.len() > nodes.len() {
            return Err(Problem::Form { expected: "a tree: a node is contained in itself" });
        }
        path.push(id);
        next = nodes.get(id).and_then(|node| node.attribute("parent"));
    }
    Ok(path)
}

/// The ranges covered by the chosen units; adjacent units are joined.
fn joined(units: &[Unit], chosen: impl Fn(&Unit) -> bool) -> Vec<Offsets> {
    let mut joined: Vec<Offsets> = Vec::new();
    let mut goes_on = false;
    for unit in units {
        let is_chosen = chosen(unit);
        match joined.last_mut() {
            Some(last) if is_chosen && goes_on => last.1 = unit.offsets.1,
            _ if is_chosen => joined.push(unit.offsets),
            _ => {}
        }
        goes_on = is_chosen;
    }
    joined
}
