//! What the tests of the receiver have in common: a secret, invented notices, inboxes and bodies that fail.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use fitbit_core::inbox::{
    AcceptError, Accepted, Ended, Inbox, Lease, MemoryInbox, Notice, Pending, StoreError,
    StoreErrorKind,
};
use fitbit_core::{BoxFuture, UserId};
use fitbit_webhooks::{
    ClientSecret, Receiver, SIGNATURE_HEADER, Signer, SigningKeys, VerificationCode,
};
use http::Request;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;

pub(crate) const SECRET: &str = "123ab4567c890d123e4567f8abcdef9a";
pub(crate) const OLD_SECRET: &str = "9a8b7c6d5e4f32100123456789abcdef";
pub(crate) const CODE: &str = "5f0c9d1e2b";
pub(crate) const BODY: &str = r#"[{"collectionType":"foods","date":"2026-05-20","ownerId":"28H22H","ownerType":"user","subscriptionId":"1234"}]"#;

pub(crate) fn secret(secret: &str) -> ClientSecret {
    ClientSecret::new(secret).unwrap()
}

pub(crate) fn sign(body: &[u8]) -> String {
    Signer::new(&secret(SECRET)).sign(body)
}

pub(crate) fn receiver(inbox: impl Inbox) -> Receiver {
    let keys = SigningKeys::new(&secret(SECRET)).with_secret(&secret(OLD_SECRET));
    Receiver::new(keys, Arc::new(inbox))
        .with_verification_code(VerificationCode::new(CODE).unwrap())
}

/// A notification as the service sends it.
pub(crate) fn signed(body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    let body = body.into();
    Request::post("/fitbit")
        .header("content-type", "application/json")
        .header(SIGNATURE_HEADER, sign(&body))
        .body(Full::new(body))
        .unwrap()
}

/// How many rows there are.
pub(crate) async fn rows(inbox: &MemoryInbox) -> usize {
    inbox.pending().await.unwrap().notices
}

/// An inbox that is out of order, or that is never ready.
pub(crate) enum Sick {
    Broken,
    Stuck,
}

fn sick() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "the disk is gone")
}

impl Inbox for Sick {
    fn accept<'a>(&'a self, _: &'a [Notice]) -> BoxFuture<'a, Result<Accepted, AcceptError>> {
        match self {
            Self::Broken => Box::pin(async { Err(sick().into()) }),
            Self::Stuck => Box::pin(std::future::pending()),
        }
    }

    fn lease(&self, _: usize, _: Duration) -> BoxFuture<'_, Result<Vec<Lease>, StoreError>> {
        Box::pin(async { Err(sick()) })
    }

    fn finish<'a>(&'a self, _: &'a Lease) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async { Err(sick()) })
    }

    fn postpone<'a>(
        &'a self,
        _: &'a Lease,
        _: Duration,
    ) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async { Err(sick()) })
    }

    fn forget<'a>(&'a self, _: &'a UserId) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(async { Err(sick()) })
    }

    fn pending(&self) -> BoxFuture<'_, Result<Pending, StoreError>> {
        Box::pin(async { Err(sick()) })
    }
}

/// A body that comes in chunks, and counts the bytes that were taken of it.
pub(crate) struct Chunks {
    pub(crate) chunk: Bytes,
    pub(crate) end: End,
    pub(crate) taken: Arc<AtomicUsize>,
    pub(crate) announced: u64,
}

/// What comes after the first chunk.
pub(crate) enum End {
    /// The same again, for ever.
    More,
    /// Nothing, for ever.
    Silence,
    /// A broken connection.
    Break,
}

impl Chunks {
    pub(crate) fn new(chunk: impl Into<Bytes>, end: End) -> Self {
        Self {
            chunk: chunk.into(),
            end,
            taken: Arc::default(),
            announced: 0,
        }
    }
}

/// The connection is gone.
#[derive(Debug)]
pub(crate) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is gone")
    }
}

impl std::error::Error for Broken {}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let taken = self.taken.load(Ordering::Relaxed);
        match self.end {
            End::Silence if taken > 0 => return Poll::Pending,
            End::Break if taken > 0 => return Poll::Ready(Some(Err(Broken))),
            _ => {}
        }
        self.taken.fetch_add(self.chunk.len(), Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(self.chunk.clone()))))
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.announced);
        hint
    }
}
