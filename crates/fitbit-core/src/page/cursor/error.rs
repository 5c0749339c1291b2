//! Why a list cannot be taken up, or walked on.

use std::fmt;

/// Why a list cannot be taken up from a cursor, or walked on. It never shows what a cursor holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalkError {
    /// The text is no cursor, or not all of it.
    Malformed,
    /// A later release of this crate made the cursor.
    LaterVersion,
    /// The cursor belongs to another list, or to the same one asked for in another way.
    OtherList,
    /// The cursor belongs to another person's list.
    OtherPerson,
    /// The cursor belongs to a walk in the other direction.
    OtherDirection,
    /// The cursor belongs to a walk over pages and was given to one over items, or the other way round.
    OtherSteps,
    /// The list led back to a page that is done with: following it would never end.
    RepeatedPage,
}

impl fmt::Display for WalkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "it is no cursor, or damaged: begin the list again",
            Self::LaterVersion => {
                "a later release made it: read it with that one, or begin the list again"
            }
            Self::OtherList => {
                "it belongs to another list, or to this one asked for in another way"
            }
            Self::OtherPerson => "it belongs to another person's list",
            Self::OtherDirection => "it belongs to a walk in the other direction",
            Self::OtherSteps => "one over items does not go on over pages, nor the other way round",
            Self::RepeatedPage => "the list led back to a page already read",
        })
    }
}

impl std::error::Error for WalkError {}
