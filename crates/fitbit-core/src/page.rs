//! Lists that continue behind links which the server issues.
//!
//! A link is opaque and followed as it came, to the client's own origin only. An error is an item and never looks like
//! the end of the list; a page without items that has a link goes on; a link that was followed already is an error,
//! because the list would never end. Nothing here knows an endpoint.

mod query;
mod walk;

use std::fmt;
use std::sync::Arc;

use fitbit_api::{BoxFuture, ResponseValue};

use crate::person::Person;
use crate::reply::Reply;
use crate::view::{Seen, View};

pub(crate) use query::Edge;
pub use query::ListQuery;
pub use walk::{Items, Pages};

/// A page of a list, as its schema has it. Implemented by the generator from the spec's pagination facts.
pub trait PagedList: fitbit_api::decode::Body + Send + Sync + 'static {
    /// What the list is of.
    type Item: Send + Sync + 'static;

    /// The operation that answers with it.
    const OPERATION: &'static str;

    /// The items of this page.
    fn items(&self) -> &[Self::Item];

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// The link to the page after this one; `None` where it is missing or blank.
    fn next(&self) -> Option<&str>;

    /// The link to the page before this one; `None` where it is missing or blank.
    fn previous(&self) -> Option<&str>;
}

/// Which way to go from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// By the links `next`.
    Forward,
    /// By the links `previous`.
    Backward,
}

/// A link to a page, to go on from there later. Opaque: the server made it.
#[derive(Clone, PartialEq, Eq)]
pub struct PageLink(Box<str>);

impl PageLink {
    /// A link kept from before. Where it leads is checked when it is followed.
    pub fn new(link: impl Into<Box<str>>) -> Self {
        Self(link.into())
    }

    /// The link as it came. It holds a date of the person.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PageLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageLink")
    }
}

/// One page with what came with it.
pub struct Page<L> {
    reply: Reply<L>,
}

impl<L: PagedList> Page<L> {
    pub(crate) fn new(reply: Reply<L>) -> Self {
        Self { reply }
    }

    /// The answer that the page came in.
    pub fn reply(&self) -> &Reply<L> {
        &self.reply
    }

    /// The items of this page.
    pub fn items(&self) -> impl ExactSizeIterator<Item = View<'_, L::Item>> {
        let view = self.reply.view();
        view.parts(view.raw().items())
    }

    /// The items of this page, each with its context.
    pub fn into_items(self) -> Vec<Seen<L::Item>> {
        let seen = self.reply.into_seen();
        let context = Arc::clone(seen.shared_context());
        seen.into_raw()
            .into_items()
            .into_iter()
            .map(|item| Seen::new(item, Arc::clone(&context)))
            .collect()
    }

    /// The page after this one.
    pub fn next(&self) -> Option<PageLink> {
        self.reply.raw().next().map(PageLink::new)
    }

    /// The page before this one.
    pub fn previous(&self) -> Option<PageLink> {
        self.reply.raw().previous().map(PageLink::new)
    }

    pub(crate) fn link(&self, direction: Direction) -> Option<PageLink> {
        match direction {
            Direction::Forward => self.next(),
            Direction::Backward => self.previous(),
        }
    }
}

impl<L> fmt::Debug for Page<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Page")
            .field("reply", &self.reply)
            .finish()
    }
}

/// How the first page of a list is asked for.
pub(crate) type FirstPage<L> = Arc<
    dyn Fn(
            fitbit_api::Client,
        ) -> BoxFuture<'static, Result<ResponseValue<L>, fitbit_api::Error<()>>>
        + Send
        + Sync,
>;

/// A list that was asked for and not yet read. Nothing is sent before the first item or page is wanted.
#[must_use = "a listing sends nothing until its items or pages are read"]
pub struct Listing<L> {
    person: Person,
    first: FirstPage<L>,
}

impl<L: PagedList> Listing<L> {
    pub(crate) fn new(person: Person, first: FirstPage<L>) -> Self {
        Self { person, first }
    }

    /// All items, page after page.
    pub fn items(&self) -> Items<L> {
        Items::new(self.pages())
    }

    /// All pages.
    pub fn pages(&self) -> Pages<L> {
        Pages::from_first(self.person.clone(), Arc::clone(&self.first))
    }

    /// The pages from a link on, either way.
    ///
    /// ```no_run
    /// # async fn run(user: fitbit_core::User) -> Result<(), fitbit_core::Error> {
    /// use fitbit_core::{ListQuery, Direction, jiff::civil::date};
    ///
    /// let listing = user.get_activity_log_list(ListQuery::after(date(2026, 1, 1)));
    /// let mut pages = listing.pages();
    /// let mut last = None;
    /// while let Some(page) = pages.next().await {
    ///     last = page?.previous();
    /// }
    /// // And back again.
    /// if let Some(link) = last {
    ///     let mut back = listing.pages_from(link, Direction::Backward);
    ///     while let Some(page) = back.next().await {
    ///         println!("{} entries", page?.items().len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages_from(&self, link: PageLink, direction: Direction) -> Pages<L> {
        Pages::from_link(self.person.clone(), link, direction)
    }
}

impl<L> fmt::Debug for Listing<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Listing")
    }
}
