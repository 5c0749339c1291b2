//! One page after another: what the walks over pages and over items have in common.
//!
//! A request under way belongs to the walk and not to whoever waits for it. So a future that is dropped while it waits
//! loses nothing, not even the request; and the page after this one can be under way while this one is read, without a
//! task of its own: it is polled together with what is asked for.

use std::sync::Arc;
use std::task::{Context, Poll};

use fitbit_api::BoxFuture;

use super::cursor::Steps;
use super::position::{Place, Position};
use super::{Cursor, Fingerprint, PageSource, WalkError};

type Answer<S> = Result<(Option<Fingerprint>, <S as PageSource>::Page), <S as PageSource>::Error>;

/// A request for a page.
enum Flight<S: PageSource> {
    Under(BoxFuture<'static, Answer<S>>),
    Landed(Answer<S>),
}

pub(super) struct Walk<S: PageSource> {
    pub(super) source: Arc<S>,
    pub(super) position: Position,
    /// Whether the page after this one is asked for while this one is read.
    pub(super) ahead: bool,
    flight: Option<Flight<S>>,
    /// Whether an error ended it. The position says where.
    failed: bool,
}

impl<S: PageSource> Walk<S> {
    pub(super) fn new(source: Arc<S>, position: Position) -> Self {
        Self {
            source,
            position,
            ahead: false,
            flight: None,
            failed: false,
        }
    }

    pub(super) fn cursor(&self, steps: Steps) -> Cursor {
        Cursor::new(&*self.source, steps, self.position.clone())
    }

    /// The page at the position, which stays where it is until somebody moves it on.
    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<S::Page, S::Error>>> {
        if self.failed || self.position.place == Place::End {
            return Poll::Ready(None);
        }
        if self.position.repeats(&self.position.place) {
            return Poll::Ready(Some(Err(self.fail(WalkError::RepeatedPage))));
        }
        let flight = match self.flight.take() {
            Some(flight) => flight,
            None => self.depart(&self.position.place),
        };
        let answer = match flight {
            Flight::Landed(answer) => answer,
            Flight::Under(mut flight) => match flight.as_mut().poll(context) {
                Poll::Ready(answer) => answer,
                Poll::Pending => {
                    self.flight = Some(Flight::Under(flight));
                    return Poll::Pending;
                }
            },
        };
        Poll::Ready(Some(match answer {
            Ok((whose, page)) => {
                self.position.whose = self.position.whose.or(whose);
                Ok(page)
            }
            Err(error) => {
                self.failed = true;
                Err(error)
            }
        }))
    }

    /// Gets on with the request for the page after this one.
    pub(super) fn poll_ahead(&mut self, following: Option<&str>, context: &mut Context<'_>) {
        let Some(following) = following.filter(|_| self.ahead) else {
            return;
        };
        let place = Place::At(following.into());
        // The repetition is told when it is that page's turn.
        let repeats = self.position.repeats(&place) || self.position.place == place;
        let flight = match self.flight.take() {
            Some(flight) => flight,
            None if repeats => return,
            None => self.depart(&place),
        };
        self.flight = Some(match flight {
            Flight::Under(mut flight) => match flight.as_mut().poll(context) {
                Poll::Ready(answer) => Flight::Landed(answer),
                Poll::Pending => Flight::Under(flight),
            },
            landed @ Flight::Landed(_) => landed,
        });
    }

    /// Ends the walk here.
    pub(super) fn fail(&mut self, error: WalkError) -> S::Error {
        self.failed = true;
        error.into()
    }

    fn depart(&self, place: &Place) -> Flight<S> {
        let source = Arc::clone(&self.source);
        let place = place.text().map(Box::<str>::from);
        let expected = self.position.whose;
        Flight::Under(Box::pin(async move {
            let whose = source.whose().await?;
            if let (Some(expected), Some(whose)) = (expected, whose)
                && expected != whose
            {
                return Err(WalkError::OtherPerson.into());
            }
            let page = source.fetch(place.as_deref()).await?;
            Ok((whose, page))
        }))
    }
}
