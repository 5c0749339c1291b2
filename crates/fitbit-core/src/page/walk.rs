//! Goes from page to page, and hands out pages or items.
//!
//! The place is moved only after an answer has arrived whole, so a dropped future loses and repeats nothing.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::vec;

use futures_core::Stream;
use futures_util::stream;
use url::Url;

use super::{Direction, FirstPage, Page, PageLink, PagedList};
use crate::error::{Error, ErrorKind};
use crate::person::Person;
use crate::view::Seen;

enum Place<L> {
    First(FirstPage<L>),
    At(PageLink),
    End,
}

/// The pages of a list, one after another.
///
/// After an error it has ended; [`Pages::place`] says where, and [`Listing::pages_from`](super::Listing::pages_from)
/// goes on from there.
pub struct Pages<L> {
    person: Person,
    direction: Direction,
    place: Place<L>,
    /// Where it failed; a page that was not read can be read later.
    failed: Option<PageLink>,
    /// Fingerprints of the links followed: eight bytes a page, however long the links are.
    followed: HashSet<u64>,
    hasher: RandomState,
}

impl<L: PagedList> Pages<L> {
    pub(super) fn from_first(person: Person, first: FirstPage<L>) -> Self {
        Self::begin(person, Direction::Forward, Place::First(first))
    }

    pub(super) fn from_link(person: Person, link: PageLink, direction: Direction) -> Self {
        Self::begin(person, direction, Place::At(link))
    }

    fn begin(person: Person, direction: Direction, place: Place<L>) -> Self {
        Self {
            person,
            direction,
            place,
            failed: None,
            followed: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// The next page; `None` after the last one, or after an error.
    ///
    /// # Cancel safety
    ///
    /// A future dropped before it is ready has moved nothing: the same page is read by the next call. The call that it
    /// had sent is spent.
    pub async fn next(&mut self) -> Option<Result<Page<L>, Error>> {
        let result = match &self.place {
            Place::End => return None,
            Place::First(first) => {
                self.person
                    .call(L::OPERATION, async |client| first(client).await)
                    .await
            }
            Place::At(link) => {
                if let Err(error) = self.checked(link) {
                    Err(error)
                } else {
                    let link = link.as_str();
                    self.person
                        .call(L::OPERATION, async |client| {
                            client.follow(L::OPERATION, link).await
                        })
                        .await
                }
            }
        };
        let here = std::mem::replace(&mut self.place, Place::End);
        Some(match result {
            Ok(reply) => {
                if let Place::At(link) = here {
                    self.followed.insert(self.hasher.hash_one(link.as_str()));
                }
                let page = Page::new(reply);
                if let Some(link) = page.link(self.direction) {
                    self.place = Place::At(link);
                }
                Ok(page)
            }
            Err(error) => {
                if let Place::At(link) = here {
                    self.failed = Some(link);
                }
                Err(error)
            }
        })
    }

    /// The link of the page that is next, or of the one that failed; `None` before the first page and after the last.
    pub fn place(&self) -> Option<&PageLink> {
        match &self.place {
            Place::At(link) => Some(link),
            Place::First(_) | Place::End => self.failed.as_ref(),
        }
    }

    /// The pages as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<L>, Error>> + Send {
        stream::unfold(self, |mut pages| async move {
            let page = pages.next().await?;
            Some((page, pages))
        })
    }

    /// Whether the link may be followed: the token goes with the request.
    fn checked(&self, link: &PageLink) -> Result<(), Error> {
        let foreign = |detail: &'static str| Error::new(ErrorKind::ForeignLink).with_detail(detail);
        let url =
            Url::parse(link.as_str()).map_err(|_| foreign("a link of the list is not a URL"))?;
        if url.origin() != *self.person.client().origin() {
            return Err(foreign(
                "a link of the list leads to another scheme, host or port",
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(foreign("a link of the list has credentials in it"));
        }
        if self.followed.contains(&self.hasher.hash_one(link.as_str())) {
            return Err(Error::new(ErrorKind::RepeatedPage));
        }
        Ok(())
    }
}

impl<L> fmt::Debug for Pages<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// The items of a list, one after another, whatever page they are on.
pub struct Items<L: PagedList> {
    pages: Pages<L>,
    page: vec::IntoIter<Seen<L::Item>>,
}

impl<L: PagedList> Items<L> {
    pub(super) fn new(pages: Pages<L>) -> Self {
        Self {
            pages,
            page: Vec::new().into_iter(),
        }
    }

    /// The next item; `None` after the last one, or after an error.
    ///
    /// # Cancel safety
    ///
    /// As [`Pages::next`]: no item is lost or repeated.
    pub async fn next(&mut self) -> Option<Result<Seen<L::Item>, Error>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next().await? {
                Ok(page) => self.page = page.into_items().into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Where the pages are: see [`Pages::place`].
    pub fn place(&self) -> Option<&PageLink> {
        self.pages.place()
    }

    /// The items as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Seen<L::Item>, Error>> + Send {
        stream::unfold(self, |mut items| async move {
            let item = items.next().await?;
            Some((item, items))
        })
    }
}

impl<L: PagedList> fmt::Debug for Items<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
