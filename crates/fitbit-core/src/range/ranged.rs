//! A series over days of any number: one call after another, each as long as the series allows.
//!
//! It is a source of pages like any list. Its places are days, so a cursor stays good when a maximum changes.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;

use fitbit_api::BoxFuture;
use fitbit_api::facts::{MaxRange, Operation};
use fitbit_api::jiff::civil::Date;

use super::{DateRange, Plan};
use crate::error::Error;
use crate::page::{Cursor, Direction, Fingerprint, PageSource, Pages, WalkError};
use crate::person::Person;
use crate::reply::Reply;

/// How some days of a series are asked for, in one call.
pub(crate) type Ask<T> =
    Arc<dyn Fn(Person, DateRange) -> BoxFuture<'static, Result<Reply<T>, Error>> + Send + Sync>;

/// A series over some days that was asked for and not yet read. Nothing is sent before the first answer is wanted.
///
/// ```no_run
/// # async fn run(user: fitbit_core::User) -> Result<(), Box<dyn std::error::Error>> {
/// use fitbit_core::{DateRange, jiff::civil::date, types::ActivityResource};
///
/// let decade = DateRange::new(date(2016, 1, 1), date(2025, 12, 31))?;
/// let steps = user.get_activity_time_series_over(ActivityResource::Steps, decade);
/// println!("{} calls", steps.calls_needed());
/// let mut answers = steps.answers();
/// while let Some(answer) = answers.next().await {
///     for day in answer?.view().activities_steps() {
///         println!("{:?}", day.raw().date_time);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a series sends nothing until its answers are read"]
pub struct Ranged<T> {
    person: Person,
    operation: &'static str,
    /// The arguments besides the days, by the names that the spec has for them.
    arguments: Arc<[(&'static str, String)]>,
    days: DateRange,
    most: Option<NonZeroU32>,
    direction: Direction,
    ask: Ask<T>,
}

impl<T> Ranged<T> {
    pub(crate) fn new(
        person: Person,
        operation: &'static str,
        arguments: impl Into<Arc<[(&'static str, String)]>>,
        days: DateRange,
        ask: Ask<T>,
    ) -> Self {
        let arguments = arguments.into();
        Self {
            person,
            operation,
            most: most_days(operation, &arguments),
            arguments,
            days,
            direction: Direction::Forward,
            ask,
        }
    }

    /// Asks for one day at a time, where the operation itself has no range.
    pub(crate) fn day_by_day(mut self) -> Self {
        self.most = Some(NonZeroU32::MIN);
        self
    }

    /// Which way to go; from the first day on when not set. `Backward` has the last days first.
    ///
    /// The order within an answer is the server's in both directions.
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// How many calls it takes to read all of it, counted before any is spent.
    pub fn calls_needed(&self) -> usize {
        self.plan().len()
    }

    /// The days of each call, in the order of the days.
    pub fn plan(&self) -> Plan {
        self.days.plan(self.most)
    }

    /// What the cursor's walk has left of [`Ranged::calls_needed`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cursor`](crate::ErrorKind::Cursor) when the cursor belongs to something else.
    pub fn calls_left(&self, cursor: &Cursor) -> Result<usize, Error>
    where
        T: Send + 'static,
    {
        let _ = self.resume(cursor)?;
        if cursor.is_at_end() {
            return Ok(0);
        }
        Ok(self.left(cursor.place())?.plan(self.most).len())
    }

    /// The answers, one a call, in the order of the days.
    pub fn answers(&self) -> Pages<Self>
    where
        T: Send + 'static,
    {
        Pages::new(Arc::new(self.clone()))
    }

    /// The answers behind a cursor of [`Ranged::answers`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cursor`](crate::ErrorKind::Cursor) when it belongs to another series, other days or another direction.
    /// One of another person is refused when the first answer is wanted, before a call is spent, as far as the source of
    /// the token tells whose it is.
    pub fn resume(&self, cursor: &Cursor) -> Result<Pages<Self>, Error>
    where
        T: Send + 'static,
    {
        Ok(Pages::resume(Arc::new(self.clone()), cursor)?)
    }

    /// The days that are left at a place: a day to go on from.
    fn left(&self, place: Option<&str>) -> Result<DateRange, WalkError> {
        let Some(place) = place else {
            return Ok(self.days);
        };
        let day: Date = place.parse().map_err(|_| WalkError::Malformed)?;
        if !self.days.contains(day) {
            return Err(WalkError::Malformed);
        }
        match self.direction {
            Direction::Forward => DateRange::new(day, self.days.end()),
            Direction::Backward => DateRange::new(self.days.start(), day),
        }
        .map_err(|_| WalkError::Malformed)
    }
}

/// The most days of one call. A value that the facts do not list may have as little as the shortest of those that they do.
fn most_days(operation: &str, arguments: &[(&'static str, String)]) -> Option<NonZeroU32> {
    let days = match Operation::find(operation)?.max_range.as_ref()? {
        MaxRange::Days(days) => *days,
        MaxRange::Hours(hours) => hours / 24,
        MaxRange::ByParameter { parameter, days } => {
            let value = arguments.iter().find(|(name, _)| name == parameter);
            days.iter()
                .find(|(of, _)| value.is_some_and(|(_, value)| value == of))
                .or_else(|| days.iter().min_by_key(|(_, days)| days))
                .map(|(_, days)| *days)?
        }
    };
    Some(NonZeroU32::new(days).unwrap_or(NonZeroU32::MIN))
}

impl<T: Send + 'static> PageSource for Ranged<T> {
    type Page = Chunk<T>;
    type Error = Error;

    fn list(&self) -> Fingerprint {
        let days = [self.days.start().to_string(), self.days.end().to_string()];
        let arguments = self
            .arguments
            .iter()
            .flat_map(|(name, value)| [*name, value.as_str()]);
        Fingerprint::of(
            [self.operation]
                .into_iter()
                .chain(days.iter().map(String::as_str))
                .chain(arguments),
        )
    }

    fn direction(&self) -> Direction {
        self.direction
    }

    fn whose(&self) -> BoxFuture<'static, Result<Option<Fingerprint>, Error>> {
        let person = self.person.clone();
        Box::pin(async move { person.fingerprint().await })
    }

    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<Chunk<T>, Error>> {
        let mut plan = match self.left(place) {
            Ok(left) => left.plan(self.most),
            Err(error) => return Box::pin(async move { Err(error.into()) }),
        };
        let days = match self.direction {
            Direction::Forward => plan.next(),
            Direction::Backward => plan.next_back(),
        };
        let days = days.expect("a range has a day, so its plan has a range");
        let reply = (self.ask)(self.person.clone(), days);
        Box::pin(async move {
            Ok(Chunk {
                days,
                reply: reply.await?,
            })
        })
    }

    fn following(&self, chunk: &Chunk<T>) -> Option<Box<str>> {
        let day = match self.direction {
            Direction::Forward => self.days.after(chunk.days)?.start(),
            Direction::Backward => self.days.before(chunk.days)?.end(),
        };
        Some(day.to_string().into())
    }
}

impl<T> Clone for Ranged<T> {
    fn clone(&self) -> Self {
        Self {
            person: self.person.clone(),
            arguments: Arc::clone(&self.arguments),
            ask: Arc::clone(&self.ask),
            ..*self
        }
    }
}

impl<T> fmt::Debug for Ranged<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ranged")
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}

/// The answer for some days of a series: a [`Reply`] through `Deref`, and which days it was asked for.
pub struct Chunk<T> {
    days: DateRange,
    reply: Reply<T>,
}

impl<T> Chunk<T> {
    /// The days that were asked for. Days without data may be missing from the answer.
    pub fn days(&self) -> DateRange {
        self.days
    }

    /// The answer, without its days.
    pub fn into_reply(self) -> Reply<T> {
        self.reply
    }
}

impl<T> Deref for Chunk<T> {
    type Target = Reply<T>;

    fn deref(&self) -> &Reply<T> {
        &self.reply
    }
}

impl<T> fmt::Debug for Chunk<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Chunk")
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}
