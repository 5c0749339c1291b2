//! The lists of this API as a source of pages: a first page that is asked for by a query, and links from there on.

use std::fmt;
use std::sync::Arc;

use fitbit_api::{BoxFuture, ResponseValue};

use super::position::Place;
use super::{
    Cursor, Direction, Entry, Fingerprint, ItemSource, Items, ListQuery, Page, PageLink,
    PageSource, PagedList, Pages, link,
};
use crate::error::Error;
use crate::person::Person;
use crate::view::Seen;

/// How the first page of a list is asked for.
pub(crate) type FirstPage<L> = Arc<
    dyn Fn(
            fitbit_api::Client,
        ) -> BoxFuture<'static, Result<ResponseValue<L>, fitbit_api::Error<()>>>
        + Send
        + Sync,
>;

/// A list that was asked for and not yet read. Nothing is sent before the first item or page is wanted.
///
/// ```no_run
/// # async fn run(user: fitbit_core::User, kept: Option<String>) -> Result<(), fitbit_core::Error> {
/// use fitbit_core::{Cursor, ErrorKind, ListQuery, jiff::civil::date};
///
/// let listing = user.get_activity_log_list(ListQuery::after(date(2026, 1, 1)));
/// let mut items = match kept {
///     Some(text) => listing.resume_items(&text.parse::<Cursor>()?)?,
///     None => listing.items(),
/// };
/// while let Some(item) = items.next().await {
///     match item {
///         Ok(item) => println!("{:?}", item.view().activity_name),
///         // The others of its page are there: go on.
///         Err(error) if error.kind() == ErrorKind::BadItem => println!("{error}"),
///         // The list has ended here, and can be taken up again.
///         Err(error) => return Err(error),
///     }
///     let place = items.cursor().to_text();
///     # let _ = place;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a listing sends nothing until its items or pages are read"]
pub struct Listing<L> {
    person: Person,
    query: ListQuery,
    direction: Direction,
    first: FirstPage<L>,
}

impl<L: PagedList> Listing<L> {
    pub(crate) fn new(person: Person, query: ListQuery, first: FirstPage<L>) -> Self {
        Self {
            person,
            query,
            direction: Direction::Forward,
            first,
        }
    }

    /// Which way to go from page to page; by the links `next` when not set. `Backward` goes by the links `previous`.
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// All items, page after page.
    pub fn items(&self) -> Items<Self> {
        Items::new(Arc::new(self.clone()))
    }

    /// All pages.
    pub fn pages(&self) -> Pages<Self> {
        Pages::new(Arc::new(self.clone()))
    }

    /// The items from a link on.
    pub fn items_from(&self, link: PageLink) -> Items<Self> {
        Items::at(Arc::new(self.clone()), Place::At(link.into_text()))
    }

    /// The pages from a link on.
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
    ///     let mut back = listing.with_direction(Direction::Backward).pages_from(link);
    ///     while let Some(page) = back.next().await {
    ///         println!("{} entries", page?.items().len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages_from(&self, link: PageLink) -> Pages<Self> {
        Pages::at(Arc::new(self.clone()), Place::At(link.into_text()))
    }

    /// The items behind a cursor of [`Listing::items`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cursor`](crate::ErrorKind::Cursor) when it belongs to another list, query or direction, or to a walk
    /// over pages. One of another person is refused when the first item is wanted, before a call is spent, as far as the
    /// source of the token tells whose it is.
    pub fn resume_items(&self, cursor: &Cursor) -> Result<Items<Self>, Error> {
        Ok(Items::resume(Arc::new(self.clone()), cursor)?)
    }

    /// The pages behind a cursor of [`Listing::pages`].
    ///
    /// # Errors
    ///
    /// As [`Listing::resume_items`].
    pub fn resume_pages(&self, cursor: &Cursor) -> Result<Pages<Self>, Error> {
        Ok(Pages::resume(Arc::new(self.clone()), cursor)?)
    }

    /// How many calls a list of so many items takes, if every page is full: an estimate, because only the list itself
    /// tells how many there are.
    pub fn estimated_calls(&self, items: u64) -> u64 {
        let most = fitbit_api::facts::Operation::find(L::OPERATION)
            .and_then(|operation| operation.pagination.as_ref())
            .map_or(1, |facts| facts.max_limit);
        items.div_ceil(u64::from(self.query.page_size(most))).max(1)
    }
}

impl<L: PagedList> PageSource for Listing<L> {
    type Page = Page<L>;
    type Error = Error;

    fn list(&self) -> Fingerprint {
        Fingerprint::of([L::OPERATION, &self.query.identity()])
    }

    fn direction(&self) -> Direction {
        self.direction
    }

    fn whose(&self) -> BoxFuture<'static, Result<Option<Fingerprint>, Error>> {
        let person = self.person.clone();
        Box::pin(async move { person.fingerprint().await })
    }

    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<Page<L>, Error>> {
        let person = self.person.clone();
        if let Some(link) = place {
            let link = link.to_owned();
            return Box::pin(async move {
                link::check(&link, person.client().origin())?;
                let reply = person
                    .read_apart(L::OPERATION, async |client| {
                        client.follow(L::OPERATION, &link).await
                    })
                    .await?;
                Ok(Page::new(reply))
            });
        }
        let first = Arc::clone(&self.first);
        Box::pin(async move {
            let reply = person
                .read_apart(L::OPERATION, async move |client| first(client).await)
                .await?;
            Ok(Page::new(reply))
        })
    }

    fn following(&self, page: &Page<L>) -> Option<Box<str>> {
        page.link(self.direction).map(Box::from)
    }
}

impl<L: PagedList> ItemSource for Listing<L> {
    type Item = Seen<L::Item>;

    fn entries(&self, page: Page<L>) -> Vec<Entry<Self::Item, Error>> {
        page.into_entries()
    }
}

impl<L> Clone for Listing<L> {
    fn clone(&self) -> Self {
        Self {
            person: self.person.clone(),
            query: self.query,
            direction: self.direction,
            first: Arc::clone(&self.first),
        }
    }
}

impl<L> fmt::Debug for Listing<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Listing")
    }
}
