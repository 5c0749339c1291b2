//! An inbox in the memory of one process: for tests, for tools, and to show what an inbox must do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};
use jiff::Timestamp;

use super::{AcceptError, Accepted, Ended, Inbox, Lease, Notice, Pending, StoreError};
use crate::clock::{Clock, SystemClock};

/// An inbox in the memory of one process. Clones are the same inbox; with the last one everything is gone.
///
/// What it has accepted does not outlive the process: a service that must lose nothing takes one on disk.
#[derive(Clone)]
pub struct MemoryInbox {
    rows: Arc<Mutex<Rows>>,
    clock: Arc<dyn Clock>,
    capacity: usize,
}

#[derive(Default)]
struct Rows {
    by_notice: BTreeMap<Notice, Row>,
    /// The same rows by the time at which they are due.
    by_time: BTreeMap<Place, Notice>,
    /// Counts leases and places, so that no two are alike.
    last: u64,
}

/// When a row is due, and a number that tells it from others that are due then.
type Place = (Timestamp, u64);

struct Row {
    place: Place,
    /// The latest lease, as long as its holder has not given it back.
    lent: Option<u64>,
    /// A notice arrived since the latest lease began.
    further: bool,
    attempts: u32,
}

impl MemoryInbox {
    /// An empty inbox with room for so many rows, whose leases end by this machine's clock.
    pub fn new(capacity: usize) -> Self {
        Self::with_clock(capacity, Arc::new(SystemClock))
    }

    /// An empty inbox with room for so many rows, whose leases end by this clock.
    pub fn with_clock(capacity: usize, clock: Arc<dyn Clock>) -> Self {
        Self {
            rows: Arc::default(),
            clock,
            capacity,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Rows> {
        // Nothing that is done while it is held panics half-way.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept_now(&self, notices: &[Notice]) -> Result<Accepted, AcceptError> {
        let mut rows = self.lock();
        let now = self.clock.now();
        let notices: BTreeSet<&Notice> = notices.iter().collect();
        let is_new = |notice: &&&Notice| !rows.by_notice.contains_key(**notice);
        let new = notices.iter().filter(is_new).count();
        if new > self.capacity.saturating_sub(rows.by_notice.len()) {
            return Err(AcceptError::Full);
        }
        for notice in &notices {
            rows.arrive(notice, now);
        }
        Ok(Accepted::new(new, notices.len() - new))
    }

    fn lease_now(&self, up_to: usize, lasts: Duration) -> Vec<Lease> {
        let mut rows = self.lock();
        let now = self.clock.now();
        let due: Vec<Notice> = rows
            .by_time
            .range(..=(now, u64::MAX))
            .map(|(_, notice)| notice.clone())
            .take(up_to)
            .collect();
        due.into_iter()
            .filter_map(|notice| rows.lend(notice, later(now, lasts)))
            .collect()
    }

    /// Ends a lease; the row is due `after` so long, or is removed.
    fn end_now(&self, lease: &Lease, after: Option<Duration>) -> Ended {
        let mut rows = self.lock();
        let now = self.clock.now();
        let Some(row) = rows.by_notice.get_mut(lease.notice()) else {
            return Ended::Superseded;
        };
        if row.lent != Some(lease.fence()) {
            return Ended::Superseded;
        }
        row.lent = None;
        if row.further {
            rows.place(lease.notice(), now);
            return Ended::DueAgain;
        }
        match after {
            Some(after) => rows.place(lease.notice(), later(now, after)),
            None => rows.remove(lease.notice()),
        }
        Ended::Done
    }
}

impl Rows {
    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn arrive(&mut self, notice: &Notice, now: Timestamp) {
        let number = self.number();
        if let Some(row) = self.by_notice.get_mut(notice) {
            row.further = true;
            row.attempts = 0;
            if row.lent.is_none() && now < row.place.0 {
                self.place(notice, now);
            }
            return;
        }
        let row = Row {
            place: (now, number),
            lent: None,
            further: false,
            attempts: 0,
        };
        self.by_time.insert(row.place, notice.clone());
        self.by_notice.insert(notice.clone(), row);
    }

    fn lend(&mut self, notice: Notice, until: Timestamp) -> Option<Lease> {
        let fence = self.number();
        let row = self.by_notice.get_mut(&notice)?;
        row.lent = Some(fence);
        row.further = false;
        row.attempts = row.attempts.saturating_add(1);
        let attempt = row.attempts;
        self.place(&notice, until);
        Some(Lease::new(notice, fence, attempt))
    }

    /// Says when a row is due.
    fn place(&mut self, notice: &Notice, due: Timestamp) {
        let number = self.number();
        if let Some(row) = self.by_notice.get_mut(notice) {
            self.by_time.remove(&row.place);
            row.place = (due, number);
            self.by_time.insert(row.place, notice.clone());
        }
    }

    fn remove(&mut self, notice: &Notice) {
        if let Some(row) = self.by_notice.remove(notice) {
            self.by_time.remove(&row.place);
        }
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl fmt::Debug for MemoryInbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryInbox")
    }
}

impl Inbox for MemoryInbox {
    fn accept<'a>(&'a self, notices: &'a [Notice]) -> BoxFuture<'a, Result<Accepted, AcceptError>> {
        Box::pin(async move { self.accept_now(notices) })
    }

    fn lease(
        &self,
        up_to: usize,
        lasts: Duration,
    ) -> BoxFuture<'_, Result<Vec<Lease>, StoreError>> {
        Box::pin(async move { Ok(self.lease_now(up_to, lasts)) })
    }

    fn finish<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async move { Ok(self.end_now(lease, None)) })
    }

    fn postpone<'a>(
        &'a self,
        lease: &'a Lease,
        after: Duration,
    ) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async move { Ok(self.end_now(lease, Some(after))) })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(async move {
            let mut rows = self.lock();
            let before = rows.by_notice.len();
            rows.by_notice.retain(|notice, _| notice.person() != person);
            rows.by_time.retain(|_, notice| notice.person() != person);
            Ok(before - rows.by_notice.len())
        })
    }

    fn pending(&self) -> BoxFuture<'_, Result<Pending, StoreError>> {
        Box::pin(async move {
            let rows = self.lock();
            let now = self.clock.now();
            let first = rows.by_time.keys().next();
            let waiting_for =
                first.and_then(|(due, _)| Duration::try_from(now.duration_since(*due)).ok());
            Ok(Pending::new(rows.by_notice.len(), waiting_for))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::inbox::conformance;

    #[tokio::test]
    async fn the_inbox_in_memory_conforms() {
        let clock = ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap());
        let one = MemoryInbox::with_clock(conformance::CAPACITY, Arc::new(clock.clone()));
        let other = one.clone();
        conformance::check(&one, &other, async || clock.advance(conformance::LEASE)).await;
        let rows = one.lock();
        assert!(rows.by_notice.is_empty() && rows.by_time.is_empty());
    }
}
