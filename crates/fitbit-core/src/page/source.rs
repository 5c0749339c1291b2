//! What it takes to be a list that comes in pages, for any API: a place is a text that the source understands, and a
//! page says where the next one is.

use fitbit_api::BoxFuture;

use super::{Fingerprint, WalkError};

/// Which way to go from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the pages that come next.
    Forward,
    /// To the pages that came before.
    Backward,
}

/// A list that comes in pages.
///
/// [`Pages`](super::Pages) walks it, and keeps what a [`Cursor`](super::Cursor) needs.
pub trait PageSource: Send + Sync + 'static {
    /// A page as it is handed out.
    type Page: Send + 'static;

    /// Why there is none.
    type Error: From<WalkError> + Send + 'static;

    /// Tells this list from every other that a cursor may come from: what is asked for, and how.
    fn list(&self) -> Fingerprint;

    /// Which way it is walked.
    fn direction(&self) -> Direction {
        Direction::Forward
    }

    /// Whose list it is, where that can be told; a cursor of somebody else is refused before a page is asked for.
    ///
    /// # Errors
    ///
    /// When it could be told and something fails.
    fn whose(&self) -> BoxFuture<'static, Result<Option<Fingerprint>, Self::Error>> {
        Box::pin(async { Ok(None) })
    }

    /// The page at `place`, which an earlier page named; `None` is where the list begins.
    ///
    /// # Errors
    ///
    /// When there is none. The walk ends there and can be taken up again at the same place.
    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<Self::Page, Self::Error>>;

    /// The place of the page after this one, in the direction of the walk; `None` when this is the last.
    fn following(&self, page: &Self::Page) -> Option<Box<str>>;
}

/// A list whose pages fall into items.
///
/// [`Items`](super::Items) walks it and hands out each item once.
pub trait ItemSource: PageSource {
    /// What the list is of.
    type Item: Send + 'static;

    /// What is on a page, in its order.
    fn entries(&self, page: Self::Page) -> Vec<Entry<Self::Item, Self::Error>>;
}

/// An item of a page, or why it cannot be read, with what tells it from the others.
pub struct Entry<T, E> {
    /// The same for the same item, on whichever page and whenever it is read.
    pub key: Fingerprint,
    /// The item.
    pub item: Result<T, E>,
}
