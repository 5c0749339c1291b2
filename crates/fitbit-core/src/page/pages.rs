//! The pages of a list, as they came.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::cursor::Steps;
use super::position::{Place, Position};
use super::walk::Walk;
use super::{Cursor, PageSource, WalkError};

/// The pages of a list, one after another. Also a [`Stream`].
///
/// An error is an item, and then it has ended: nothing more comes. [`Pages::cursor`] says where, and going on from there
/// asks for the same page again. What stands at the edge of two pages may be on both of them.
#[must_use = "nothing is asked for before the first page is wanted"]
pub struct Pages<S: PageSource> {
    walk: Walk<S>,
}

impl<S: PageSource> Pages<S> {
    /// From the beginning of the list.
    pub fn new(source: Arc<S>) -> Self {
        Self::at(source, Place::First)
    }

    pub(super) fn at(source: Arc<S>, place: Place) -> Self {
        Self {
            walk: Walk::new(source, Position::at(place)),
        }
    }

    /// From where the walk was that made the cursor.
    ///
    /// # Errors
    ///
    /// [`WalkError`] when it belongs to another list, another direction, or a walk over items. One of another person is
    /// refused when the first page is wanted, before it is asked for.
    pub fn resume(source: Arc<S>, cursor: &Cursor) -> Result<Self, WalkError> {
        let position = cursor.position(&*source, Steps::Pages)?;
        Ok(Self {
            walk: Walk::new(source, position),
        })
    }

    /// Asks for the next page as soon as one is handed out, so that it is under way while that one is read.
    ///
    /// No task is started. The request begins before [`Pages::next`] hands out a page, and is got on with when it is
    /// called again; in between the connection reads what has arrived.
    pub fn with_prefetch(mut self) -> Self {
        self.walk.ahead = true;
        self
    }

    /// The next page; `None` after the last one, or after an error.
    ///
    /// # Cancel safety
    ///
    /// A future dropped before it is ready has moved nothing: the request stays under way, and the next call takes its
    /// answer.
    pub async fn next(&mut self) -> Option<Result<S::Page, S::Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The place behind the last page that was handed out.
    pub fn cursor(&self) -> Cursor {
        self.walk.cursor(Steps::Pages)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Page, S::Error>>> {
        let page = ready!(self.walk.poll_page(context));
        if let Some(Ok(page)) = &page {
            let following = self.walk.source.following(page);
            self.walk.position.leave(following.clone());
            self.walk.poll_ahead(following.as_deref(), context);
        }
        Poll::Ready(page)
    }
}

/// Nothing in it is pinned: a request under way has a box of its own.
impl<S: PageSource> Unpin for Pages<S> {}

impl<S: PageSource> Stream for Pages<S> {
    type Item = Result<S::Page, S::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<S: PageSource> fmt::Debug for Pages<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pages")
    }
}
