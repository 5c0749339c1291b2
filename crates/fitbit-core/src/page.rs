//! Lists that come in pages, and how to walk them so that nothing is lost and nothing comes twice.
//!
//! The walk itself knows no API: it asks a [`PageSource`] for pages, [`Pages`] and [`Items`] hand them out, a [`Cursor`]
//! keeps the place. [`Listing`] is the source that stands for this API's lists, whose places are links that the server
//! issues: each is opaque and followed as it came, to the client's own origin only. An error is an item and never looks
//! like the end of the list; a page without items that has a link goes on; a page that was done with is an error, because
//! the list would never end. Nothing here knows an endpoint.

mod cursor;
mod fingerprint;
mod items;
mod link;
mod listing;
mod one;
mod pages;
mod position;
mod query;
mod source;
#[cfg(test)]
mod tests;
mod walk;

pub use cursor::{Cursor, WalkError};
pub use fingerprint::Fingerprint;
pub use items::Items;
pub use link::PageLink;
pub use listing::Listing;
pub use one::{Page, PagedList};
pub use pages::Pages;
pub(crate) use query::Edge;
pub use query::ListQuery;
pub use source::{Direction, Entry, ItemSource, PageSource};
