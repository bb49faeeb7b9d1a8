//! The heads' tag sets, and which tag may follow which.

/// Number of cue tags: O, B, I.
pub const CUE_TAGS: usize = 3;
/// Number of role tags: O, B-source, I-source, B-content, I-content.
pub const ROLE_TAGS: usize = 5;

/// Outside of any span.
pub const OUTSIDE: usize = 0;
/// First word of a cue.
pub const B_CUE: usize = 1;
/// Later word of a cue.
pub const I_CUE: usize = 2;
/// First word of a source.
pub const B_SOURCE: usize = 1;
/// Later word of a source.
pub const I_SOURCE: usize = 2;
/// First word of a content fragment.
pub const B_CONTENT: usize = 3;
/// Later word of a content fragment.
pub const I_CONTENT: usize = 4;

/// Number of tags of names and pronouns: O, then B and I of each sort.
pub const NAME_TAGS: usize = 11;
/// First word of a person's name.
pub const B_PERSON: usize = 1;
/// First word of an organisation's name.
pub const B_ORGANIZATION: usize = 3;
/// First word of a place's name.
pub const B_PLACE: usize = 5;
/// First word of another name: a document's, an event's, a product's.
pub const B_OTHER_NAME: usize = 7;
/// A pronoun that refers to somebody.
pub const B_PRONOUN: usize = 9;

/// Number of tags of titles and descriptions: O, B-title, I-title, B-description, I-description.
pub const DESCRIPTION_TAGS: usize = 5;
/// First word of a title, job or party next to a name.
pub const B_TITLE: usize = 1;
/// First word of a description of somebody.
pub const B_DESCRIPTION: usize = 3;

/// Whether `next` may follow `tag`, which is `None` at the start of a sequence. In all tag sets, odd tags begin a
/// span and the even tag after each continues it.
pub fn may_follow(tag: Option<usize>, next: usize) -> bool {
    let inside = next != OUTSIDE && next.is_multiple_of(2);
    !inside || tag.is_some_and(|tag| tag == next || tag + 1 == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_tag_needs_its_own_beginning() {
        assert!(may_follow(Some(B_CONTENT), I_CONTENT));
        assert!(may_follow(Some(I_CONTENT), I_CONTENT));
        assert!(may_follow(Some(I_SOURCE), B_SOURCE));
        assert!(!may_follow(Some(B_SOURCE), I_CONTENT));
        assert!(!may_follow(Some(OUTSIDE), I_SOURCE));
        assert!(!may_follow(None, I_CUE));
    }
}
