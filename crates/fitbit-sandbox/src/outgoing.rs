//! What leaves the sandbox: an answer, and how it is delivered. The only file that knows how to deliver one badly.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame};

/// An answer on its way.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) delivery: Delivery,
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// Half of the body, and then the connection ends.
    Cut,
    /// Piece by piece.
    Slow {
        bytes: usize,
        pause: Duration,
    },
    /// Nothing: the connection is reset.
    Reset,
}

/// The body of an answer, as the server sends it.
pub(crate) type Sent = UnsyncBoxBody<Bytes, io::Error>;

impl Outgoing {
    /// A status with nothing.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delivery: Delivery::Whole,
        }
    }

    /// No answer.
    pub(crate) fn reset() -> Self {
        Self {
            delivery: Delivery::Reset,
            ..Self::new(StatusCode::OK)
        }
    }

    /// The answer as the server sends it, or none if the connection is to be reset.
    pub(crate) fn into_response(self) -> Option<Response<Sent>> {
        let length = HeaderValue::from(self.body.len());
        let body = match self.delivery {
            Delivery::Reset => return None,
            Delivery::Whole => Full::new(self.body).map_err(never).boxed_unsync(),
            Delivery::Cut => Cut::new(&self.body).boxed_unsync(),
            Delivery::Slow { bytes, pause } => Slow::new(self.body, bytes, pause).boxed_unsync(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if self.delivery != Delivery::Whole {
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, length);
        }
        Some(response)
    }
}

fn never(never: Infallible) -> io::Error {
    match never {}
}

/// The first half of a body, and then an error in place of the rest.
struct Cut {
    half: Option<Bytes>,
    has_paused: bool,
}

impl Cut {
    fn new(whole: &Bytes) -> Self {
        Self {
            half: Some(whole.slice(..whole.len() / 2)),
            has_paused: false,
        }
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.has_paused {
            // The server sends what it has when there is nothing more for the moment; an error would discard it.
            self.has_paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("cut on command"))))
    }
}

/// A body in pieces, with a pause before each.
struct Slow {
    left: Bytes,
    bytes: usize,
    pause: Duration,
    sleep: Pin<Box<tokio::time::Sleep>>,
}

impl Slow {
    fn new(whole: Bytes, bytes: usize, pause: Duration) -> Self {
        Self {
            left: whole,
            bytes,
            pause,
            sleep: Box::pin(pause_of(pause)),
        }
    }
}

impl Body for Slow {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        std::task::ready!(self.sleep.as_mut().poll(context));
        let pause = self.pause;
        self.sleep.set(pause_of(pause));
        let bytes = self.bytes.min(self.left.len());
        let piece = self.left.split_to(bytes);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// A pause in real time.
#[expect(
    clippy::disallowed_methods,
    reason = "what happens on a connection takes real time, whatever the sandbox's clock says"
)]
pub(crate) fn pause_of(duration: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(duration)
}
