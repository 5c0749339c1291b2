//! The items of a list, each once, whatever page they are on.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::cursor::Steps;
use super::position::{Place, Position};
use super::walk::Walk;
use super::{Cursor, Entry, ItemSource, WalkError};

/// The items of a list, one after another. Also a [`Stream`].
///
/// Each item comes once: what a page repeats is left out and counted, as far as the last 4,096 items go. An item that cannot be read
/// is an error in its place, and the next one comes after it. An error of a page is an item too, and then it has ended:
/// nothing more comes. [`Items::cursor`] says where, and going on from there asks for the same page again.
#[must_use = "nothing is asked for before the first item is wanted"]
pub struct Items<S: ItemSource> {
    walk: Walk<S>,
    page: Option<Loaded<S>>,
    repeated: usize,
}

/// A page of which items are left, or which is to be left.
struct Loaded<S: ItemSource> {
    rest: vec::IntoIter<Entry<S::Item, S::Error>>,
    following: Option<Box<str>>,
}

impl<S: ItemSource> Items<S> {
    /// From the beginning of the list.
    pub fn new(source: Arc<S>) -> Self {
        Self::with(source, Position::at(Place::First))
    }

    pub(super) fn at(source: Arc<S>, place: Place) -> Self {
        Self::with(source, Position::at(place))
    }

    /// From where the walk was that made the cursor.
    ///
    /// # Errors
    ///
    /// [`WalkError`] when it belongs to another list, another direction, or a walk over pages. One of another person is
    /// refused when the first item is wanted, before a page is asked for.
    pub fn resume(source: Arc<S>, cursor: &Cursor) -> Result<Self, WalkError> {
        let position = cursor.position(&*source, Steps::Items)?;
        Ok(Self::with(source, position))
    }

    fn with(source: Arc<S>, position: Position) -> Self {
        Self {
            walk: Walk::new(source, position),
            page: None,
            repeated: 0,
        }
    }

    /// Asks for the next page while the items of this one are handed out.
    ///
    /// No task is started. The request begins with the first item of a page and is got on with at each further one.
    pub fn with_prefetch(mut self) -> Self {
        self.walk.ahead = true;
        self
    }

    /// The next item; `None` after the last one, or after an error of a page.
    ///
    /// # Cancel safety
    ///
    /// A future dropped before it is ready has moved nothing: no item is lost or repeated, the request stays under way,
    /// and the next call takes its answer.
    pub async fn next(&mut self) -> Option<Result<S::Item, S::Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The place behind the last item that was handed out.
    ///
    /// Going on from there reads the page that it was on once more, unless that was its last one. If the server deletes
    /// items of pages before that one meanwhile, what it moves into their place is behind us: no link tells that.
    pub fn cursor(&self) -> Cursor {
        self.walk.cursor(Steps::Items)
    }

    /// How many items were left out because they had come before.
    pub fn repeated(&self) -> usize {
        self.repeated
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Item, S::Error>>> {
        loop {
            if let Some(page) = &mut self.page {
                let entry = page.rest.next();
                if let Some(entry) = &entry {
                    self.walk.position.take(entry.key);
                }
                self.walk.poll_ahead(page.following.as_deref(), context);
                if page.rest.len() == 0
                    && let Some(page) = self.page.take()
                {
                    self.walk.position.leave(page.following);
                }
                if let Some(entry) = entry {
                    return Poll::Ready(Some(entry.item));
                }
            }
            match ready!(self.walk.poll_page(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    if let Err(error) = self.load(page) {
                        return Poll::Ready(Some(Err(self.walk.fail(error))));
                    }
                }
            }
        }
    }

    fn load(&mut self, page: S::Page) -> Result<(), WalkError> {
        let following = self.walk.source.following(&page);
        let entries = self.walk.source.entries(page);
        let all = entries.len();
        let fresh = self.walk.position.sift(entries)?;
        self.repeated += all - fresh.len();
        self.page = Some(Loaded {
            rest: fresh.into_iter(),
            following,
        });
        Ok(())
    }
}

/// Nothing in it is pinned: a request under way has a box of its own.
impl<S: ItemSource> Unpin for Items<S> {}

impl<S: ItemSource> Stream for Items<S> {
    type Item = Result<S::Item, S::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<S: ItemSource> fmt::Debug for Items<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("repeated", &self.repeated)
            .finish_non_exhaustive()
    }
}
