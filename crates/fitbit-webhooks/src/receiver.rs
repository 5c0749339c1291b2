//! One request from its head to its answer, for any framework.
//!
//! It must answer 204 to no batch whose notices are not safe, and must read nothing out of a body before its signature was
//! found right.

mod body;
mod head;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::inbox::{AcceptError, Accepted, Inbox};
use fitbit_core::{Clock, SystemClock};
use futures_util::future::{Either, select};
use http::{Method, Request};
use http_body::Body;
use tracing::{Instrument, Span};

use crate::answer::Answer;
use crate::batch::{Batch, Misfit};
use crate::metrics::{Measurement, Metrics};
use crate::signature::SigningKeys;
use crate::verification::{VerificationCode, VerificationCodes};

/// Answers the requests of the service, and hands what it is told over to an inbox.
///
/// ```
/// use std::sync::Arc;
///
/// use fitbit_core::inbox::MemoryInbox;
/// use fitbit_webhooks::{Answer, ClientSecret, Receiver, SIGNATURE_HEADER, Signer, SigningKeys};
/// use http_body_util::Full;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = ClientSecret::new("123ab4567c890d123e4567f8abcdef9a")?;
/// let keys = SigningKeys::new(&secret);
/// let receiver = Receiver::new(keys, Arc::new(MemoryInbox::new(100_000)));
///
/// let body = br#"[{"collectionType":"sleep","date":"2026-05-20","ownerId":"28H22H"}]"#;
/// let request = http::Request::post("/fitbit")
///     .header(SIGNATURE_HEADER, Signer::new(&secret).sign(body))
///     .body(Full::new(&body[..]))?;
/// assert_eq!(receiver.receive(request).await, Answer::Accepted);
/// # Ok(())
/// # }
/// ```
pub struct Receiver {
    keys: SigningKeys,
    codes: VerificationCodes,
    inbox: Arc<dyn Inbox>,
    body_limit: usize,
    deadline: Duration,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
}

impl Receiver {
    /// Takes what is signed with these keys. It has no verification code, takes bodies of up to 1 MiB, and answers within
    /// two seconds: the service waits for five, and its older documentation says three.
    pub fn new(keys: SigningKeys, inbox: Arc<dyn Inbox>) -> Self {
        Self {
            keys,
            codes: VerificationCodes::new(),
            inbox,
            body_limit: 1 << 20,
            deadline: Duration::from_secs(2),
            clock: Arc::new(SystemClock),
            metrics: Metrics::default(),
        }
    }

    /// Confirms this code, too, when the portal asks for it. A URL has one for each subscriber that names it.
    #[must_use]
    pub fn with_verification_code(mut self, code: VerificationCode) -> Self {
        self.codes = self.codes.with_code(code);
        self
    }

    /// The most bytes of a body.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The most time from the head of a request to its answer: for the body to arrive, and for the inbox to keep it.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The clock of the deadline; this machine's when not said, whose pauses need a Tokio runtime with time enabled.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// A function that is told what happens, to count it. It is called before a request is answered and must not block.
    #[must_use]
    pub fn with_metrics(mut self, listener: impl Fn(&Measurement) + Send + Sync + 'static) -> Self {
        self.metrics = Metrics::new(listener);
        self
    }

    /// Answers a request: [`Answer::response`] makes the response of it.
    ///
    /// The body must come as it was sent: no layer in front may decode, decompress or rewrite it.
    ///
    /// # Cancel safety
    ///
    /// When it is dropped before it is ready, the notices are in the inbox or not. The server, which got no answer, sends
    /// them again.
    pub async fn receive<B: Body>(&self, request: Request<B>) -> Answer {
        let begun = self.clock.now();
        let span = tracing::debug_span!("fitbit.webhook", answer = tracing::field::Empty);
        let answer = self.answer(request).instrument(span.clone()).await;
        span.record("answer", answer.name());
        self.tell(answer, &span);
        let duration = self.clock.now().duration_since(begun);
        self.metrics.record(&Measurement::Request {
            answer,
            duration: duration.try_into().unwrap_or_default(),
        });
        answer
    }

    async fn answer<B: Body>(&self, request: Request<B>) -> Answer {
        let (head, body) = request.into_parts();
        match head.method {
            Method::POST => {}
            Method::GET if self.codes.confirm(head.uri.query()) => return Answer::Verified,
            Method::GET => return Answer::NotVerified,
            _ => return Answer::WrongMethod,
        }
        let Some(signature) = head::signature(&head.headers) else {
            return Answer::NotSigned;
        };
        if !head::is_plain_json(&head.headers) {
            return Answer::WrongType;
        }
        let work = pin!(async {
            let body = match body::read(body, self.body_limit).await {
                Ok(body) => body,
                Err(answer) => return answer,
            };
            if !self.keys.verify(signature, &body) {
                return Answer::NotSigned;
            }
            self.hand_over(&body).await
        });
        match select(work, self.clock.sleep(self.deadline)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Answer::Late,
        }
    }

    /// Keeps what a body says, which must have been verified before.
    async fn hand_over(&self, body: &[u8]) -> Answer {
        let batch = match Batch::parse(body) {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(%error, bytes = body.len(), "a signed body is no batch of notifications");
                return Answer::Unreadable;
            }
        };
        let (notices, misfits) = batch.notices();
        let Accepted { new, further, .. } = match self.inbox.accept(&notices).await {
            Ok(accepted) => accepted,
            Err(AcceptError::Full) => return Answer::Full,
            Err(error) => {
                let reason = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(reason, "{error}");
                return Answer::Failed;
            }
        };
        let lost = misfits
            .iter()
            .filter(|misfit| misfit.kind.is_lost())
            .count();
        if lost > 0 {
            tracing::error!(
                lost,
                "items of a signed batch cannot be read and are left out"
            );
        }
        for Misfit { kind, .. } in misfits {
            self.metrics.record(&Measurement::Misfit { kind });
        }
        self.metrics.record(&Measurement::Notices { new, further });
        Answer::Accepted
    }

    fn tell(&self, answer: Answer, span: &Span) {
        let _entered = span.enter();
        match answer {
            Answer::Accepted | Answer::Verified | Answer::Unreadable | Answer::Failed => {}
            Answer::Full => tracing::error!("the inbox is full: notices were not taken"),
            Answer::Late => tracing::error!(
                deadline = ?self.deadline,
                "the body or the inbox took longer than the deadline: notices were not taken"
            ),
            Answer::NotSigned => {
                tracing::warn!("a request without a right signature was refused");
            }
            refused => tracing::warn!(answer = refused.name(), "a request was refused"),
        }
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Receiver")
            .field("body_limit", &self.body_limit)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
