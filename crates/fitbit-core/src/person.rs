//! Handles: a user who consented, and another person whose data that user may see.
//!
//! The operations of the API are methods of these, one file a group of the documentation in `operations/`. What every
//! person's data can be asked for is on [`Person`]; what exists for the token's owner alone is on [`User`].

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use fitbit_api::decode::{self, Body, ItemMisfit, Misfit};
use fitbit_api::facts::{Idempotency, Operation};
use fitbit_api::jiff::tz::TimeZone;
use fitbit_api::{IdError, ResponseValue, UserId, UserIdOrOwn};

use crate::budget::{BudgetKey, Patience, Priority};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::page::Fingerprint;
use crate::raw;
use crate::reply::Reply;
use crate::retry::RetryPolicy;
use crate::road::{CallContext, CallOptions, Notes};
use crate::scope::ScopeSet;
use crate::token::TokenSource;
use crate::view::{Context, Subject};

/// A person whose data is asked for, with the token of a user.
#[derive(Clone)]
pub struct Person {
    client: Client,
    source: Arc<dyn TokenSource>,
    who: UserIdOrOwn,
    zone: Option<TimeZone>,
    /// Whether a bad item of a list leaves the others.
    apart: bool,
    options: CallOptions,
    /// Whose budget the calls are counted in: the token's owner.
    key: BudgetKey,
}

impl Person {
    /// Sets the bad items of an answer apart, in every call of this handle: the value has those that can be read, and
    /// [`Reply::misfits`] has the others. Whoever asks for this looks there, or loses them.
    ///
    /// When not set, one bad item makes the answer an error. Paged lists have a bad item in its place in any case.
    #[must_use]
    pub fn with_bad_items_apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// Says in which zone the civil times of this person are to be read. No answer says it.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// How often and how long calls of this handle are tried; by the client's settings when not said.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// Which calls of this handle go first where the budget is short; [`Priority::Interactive`] when not said.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.options.priority = priority;
        self
    }

    /// How long calls of this handle wait for the budget; as long as their deadline leaves when not said.
    ///
    /// The time that is waited with [`Patience::Wait`] does not count for the deadline.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.options.patience = Some(patience);
        self
    }

    pub(crate) fn who(&self) -> UserIdOrOwn {
        self.who.clone()
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn call_context(&self) -> Arc<CallContext> {
        Arc::new(CallContext::new(
            Arc::clone(&self.source),
            self.who(),
            self.options,
            self.key,
        ))
    }

    /// What was granted, where the source of the token knows it.
    pub(crate) async fn granted(&self) -> Result<Option<ScopeSet>, Error> {
        let grant = self.source.grant().await;
        let grant = grant.map_err(|error| Error::from(&error))?;
        Ok(grant.scopes().cloned())
    }

    /// Stands for this person in cursors; `None` when the source of the token does not tell whose it is.
    pub(crate) async fn fingerprint(&self) -> Result<Option<Fingerprint>, Error> {
        let id = match &self.who {
            UserIdOrOwn::Id(id) => Some(id.clone()),
            UserIdOrOwn::Own => {
                let grant = self
                    .source
                    .grant()
                    .await
                    .map_err(|error| Error::from(&error))?;
                grant.owner().cloned()
            }
        };
        Ok(id.map(|id| Fingerprint::of([id.as_str()])))
    }

    /// Runs one operation of the raw client and puts its answer into its context.
    pub(crate) async fn call<T>(
        &self,
        operation_id: &'static str,
        run: impl AsyncFnOnce(fitbit_api::Client) -> Result<ResponseValue<T>, fitbit_api::Error<()>>,
    ) -> Result<Reply<T>, Error> {
        self.run(operation_id, run, None).await
    }

    /// As [`Person::call`], for a success in JSON: bad items are set apart if this handle says so.
    pub(crate) async fn read<T: Body>(
        &self,
        operation_id: &'static str,
        run: impl AsyncFnOnce(fitbit_api::Client) -> Result<ResponseValue<T>, fitbit_api::Error<()>>,
    ) -> Result<Reply<T>, Error> {
        let again: Option<Again<T>> = if self.apart { Some(apart) } else { None };
        self.run(operation_id, run, again).await
    }

    /// As [`Person::read`], with bad items set apart whatever this handle says.
    pub(crate) async fn read_apart<T: Body>(
        &self,
        operation_id: &'static str,
        run: impl AsyncFnOnce(fitbit_api::Client) -> Result<ResponseValue<T>, fitbit_api::Error<()>>,
    ) -> Result<Reply<T>, Error> {
        self.run(operation_id, run, Some(apart)).await
    }

    async fn run<T>(
        &self,
        operation_id: &'static str,
        run: impl AsyncFnOnce(fitbit_api::Client) -> Result<ResponseValue<T>, fitbit_api::Error<()>>,
        again: Option<Again<T>>,
    ) -> Result<Reply<T>, Error> {
        let operation = Operation::find(operation_id).ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest)
                .with_detail(format!("there are no facts on {operation_id}"))
        })?;
        let call = self.call_context();
        let client = self
            .client
            .raw()
            .with_context(Arc::<CallContext>::clone(&call));
        let result = run(client).await;
        let Notes { arrival, grant } = call.take_notes();
        let context = || Arc::new(self.context(grant.and_then(|grant| grant.owner().cloned())));
        match (result, arrival) {
            (Ok(value), Some(arrival)) => Ok(Reply::new(
                value.into_inner(),
                context(),
                operation,
                arrival,
            )),
            (Ok(_), None) => Err(Error::new(ErrorKind::Decode)
                .with_operation(operation)
                .with_detail("the answer did not come by the road")),
            (Err(error), arrival) => {
                let mut error = raw::error(error);
                if !error.has_operation() {
                    error = error.with_operation(operation);
                }
                // It was a success until somebody tried to read it.
                if let Some(arrival) = arrival {
                    // The body arrived whole and is of another shape: perhaps only some items of it are.
                    if error.kind() == ErrorKind::Decode
                        && let Some(Ok((value, misfits))) =
                            again.map(|again| again(operation, &arrival.body))
                    {
                        let reply = Reply::new(value, context(), operation, arrival);
                        return Ok(reply.with_misfits(misfits));
                    }
                    let changes = operation.idempotency != Idempotency::Safe;
                    error = error.with_attempts(arrival.attempts, changes).with_answer(
                        arrival.status,
                        arrival.rate,
                        arrival.body,
                    );
                }
                Err(error)
            }
        }
    }

    fn context(&self, owner: Option<UserId>) -> Context {
        Context {
            units: self.client.units(),
            subject: Subject::of(&self.who, owner.as_ref()),
            owner,
            zone: self.zone.clone(),
        }
    }
}

/// How a body is read once more when it did not fit.
type Again<T> = fn(&Operation, &[u8]) -> Result<(T, Vec<ItemMisfit>), Misfit>;

fn apart<T: Body>(operation: &Operation, body: &[u8]) -> Result<(T, Vec<ItemMisfit>), Misfit> {
    decode::body_apart(operation, body).map(|apart| (apart.value, apart.misfits))
}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Person")
    }
}

/// A user who consented: the token's owner. Every operation of a [`Person`], and those for the owner alone.
#[derive(Clone)]
pub struct User(Person);

impl User {
    pub(crate) fn new(client: Client, source: Arc<dyn TokenSource>) -> Self {
        let options = client.call_options();
        let key = source.budget_key().unwrap_or_else(BudgetKey::unshared);
        Self(Person {
            client,
            source,
            who: UserIdOrOwn::Own,
            zone: None,
            apart: false,
            options,
            key,
        })
    }

    /// See [`Person::with_bad_items_apart`].
    #[must_use]
    pub fn with_bad_items_apart(self) -> Self {
        Self(self.0.with_bad_items_apart())
    }

    /// Says in which zone the civil times of this user are to be read. No answer says it.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self(self.0.in_zone(zone))
    }

    /// How often and how long calls of this handle, and of the persons got from it, are tried; by the client's settings
    /// when not said.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use fitbit_core::{RetryPolicy, User};
    ///
    /// # async fn run(user: User) -> Result<(), fitbit_core::Error> {
    /// let in_a_hurry = RetryPolicy::new().with_deadline(Duration::from_secs(5));
    /// let badges = user.clone().with_retry(in_a_hurry).get_badges().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retry(self, policy: RetryPolicy) -> Self {
        Self(self.0.with_retry(policy))
    }

    /// Which calls of this handle, and of the persons got from it, go first where the budget is short;
    /// [`Priority::Interactive`] when not said.
    ///
    /// ```no_run
    /// use fitbit_core::{Patience, Priority, User};
    ///
    /// # async fn run(user: User) -> Result<(), fitbit_core::Error> {
    /// let backfill = user
    ///     .with_priority(Priority::Backfill)
    ///     .with_patience(Patience::Wait);
    /// let badges = backfill.get_badges().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_priority(self, priority: Priority) -> Self {
        Self(self.0.with_priority(priority))
    }

    /// How long calls of this handle, and of the persons got from it, wait for the budget; as long as their deadline
    /// leaves when not said.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self(self.0.with_patience(patience))
    }

    /// Another person, as far as that person's settings let this user see.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when the id cannot be one.
    pub fn person(&self, id: impl TryInto<UserIdOrOwn, Error = IdError>) -> Result<Person, Error> {
        let who = id.try_into().map_err(|error| {
            Error::new(ErrorKind::InvalidRequest).with_detail(error.to_string())
        })?;
        Ok(Person {
            who,
            zone: None,
            ..self.0.clone()
        })
    }
}

impl Deref for User {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.0
    }
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("User")
    }
}
