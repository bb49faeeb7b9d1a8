//! Block quotations: words of somebody else that are set apart instead of being in quotation marks.

/// Maximum size of a quotation in bytes: a longer one is a document, or text that was merely indented.
const MAX_QUOTATION: usize = 4000;

/// Maximum size of a quotation's source in bytes.
pub(super) const MAX_SOURCE: usize = 160;

/// Puts the lines of a block quotation in quotation marks, unless they have some. If no source is known, a last line
/// with a dash names it; the source becomes the last line: `— Ann Larsen`. `None` if the quotation is to stay
/// unchanged: it is empty or too long, or more than half of it (`linked` bytes) consists of links.
pub(super) fn marked(mut lines: Vec<String>, source: Option<String>, linked: usize) -> Option<Vec<String>> {
    let source = source.or_else(|| {
        let last = lines.last()?;
        let has_dash = last.starts_with(['—', '–', '―']) || last.starts_with("--");
        if lines.len() > 1 && has_dash && last.len() <= MAX_SOURCE { lines.pop() } else { None }
    });
    let length: usize = lines.iter().map(String::len).sum();
    if length == 0 || length > MAX_QUOTATION || linked * 2 > length {
        return None;
    }
    if !lines.iter().any(|line| line.contains(['“', '”', '"', '«', '„'])) {
        // Each paragraph begins with a quotation mark, but only the last one ends with one.
        let last = lines.len() - 1;
        for (at, line) in lines.iter_mut().enumerate() {
            let bare = line.trim_start_matches(['‘', '\'']).trim_end_matches('\'');
            *line = format!("“{bare}{}", if at == last { "”" } else { "" });
        }
    }
    if let Some(source) = source.filter(|source| !source.is_empty() && source.len() <= MAX_SOURCE) {
        lines.push(format!("— {}", source.trim_start_matches(['—', '–', '―', '-', ' ', '~'])));
    }
    Some(lines)
}
