//! What a process did with the leases that a store lent it, kept so that a kill loses nothing of it: a line is with the
//! system before the process goes on, and everybody who judges reads the lines.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, Lease, Loss, Mark, StoreError, StoredToken, Swap, TokenHash, TokenSet,
    TokenState, TokenStore,
};
use fitbit_core::{BoxFuture, Clock, UserId};
use serde::{Deserialize, Serialize};

use crate::pace::Pace;

/// A line of a record. Times are milliseconds since 1970 by the right clock of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A lease was lent.
    Leased {
        /// Whose token.
        person: String,
        /// The number of the lease.
        fence: u64,
        /// The hash of the token, in hexadecimal digits.
        spends: String,
        /// Whether an earlier holder had left a mark.
        found_mark: bool,
        /// When it was asked for.
        asked_at: i64,
        /// When it was there.
        lent_at: i64,
    },
    /// A lease is over.
    Ended {
        /// Whose token.
        person: String,
        /// The number of the lease.
        fence: u64,
        /// How.
        end: End,
    },
    /// A call failed.
    Failed {
        /// With what kind of error.
        kind: String,
    },
}

/// How a lease ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// New tokens are in the store.
    Saved,
    /// The store did not take them: the record was another one by then.
    Superseded,
    /// It is about to be given back: whoever comes next may have it sooner than this line is followed by another one.
    GivenBack,
    /// The consent was given up.
    GivenUp,
}

/// The file of one process.
#[derive(Debug)]
pub struct Record {
    file: File,
    clock: Pace,
}

impl Record {
    /// A new file. Its times are the right ones of this clock.
    ///
    /// # Panics
    ///
    /// Where it cannot be made: a record with a gap proves nothing.
    pub fn create(path: &Path, clock: Pace) -> Self {
        let file = File::options().append(true).create_new(true).open(path);
        Self {
            file: file.expect("the file of the record can be made"),
            clock: clock.put_right(),
        }
    }

    /// Adds a line, with one write.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn add(&self, entry: &Entry) {
        let mut line = serde_json::to_vec(entry).expect("an entry is JSON");
        line.push(b'\n');
        (&self.file)
            .write_all(&line)
            .expect("the record can be written");
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

/// The lines of a record. The last one of a process that was killed is whole or not there.
///
/// # Panics
///
/// Where a line is none.
pub fn read(path: &Path) -> Vec<Entry> {
    let text = std::fs::read_to_string(path).expect("the record can be read");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of a record"))
        .collect()
}

/// A store whose leases are recorded.
#[derive(Debug)]
pub struct Recorded<S> {
    store: S,
    record: std::sync::Arc<Record>,
}

impl<S> Recorded<S> {
    /// This store, recorded there.
    pub fn new(store: S, record: std::sync::Arc<Record>) -> Self {
        Self { store, record }
    }

    fn ended(&self, person: &UserId, lease: &Lease, end: End) {
        self.record.add(&Entry::Ended {
            person: person.as_str().to_owned(),
            fence: lease.fence(),
            end,
        });
    }
}

impl<S: TokenStore> TokenStore for Recorded<S> {
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        self.store.load(person)
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>> {
        Box::pin(async move {
            let asked_at = self.record.now();
            let begun = self.store.begin(person, spends, lasts).await?;
            if let Begun::Leased(lease) = begun {
                self.record.add(&Entry::Leased {
                    person: person.as_str().to_owned(),
                    fence: lease.fence(),
                    spends: hexadecimal(lease.spends()),
                    found_mark: lease.mark_found().is_some(),
                    asked_at,
                    lent_at: self.record.now(),
                });
            }
            Ok(begun)
        })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let swap = self.store.complete(lease, issued).await?;
            let end = match swap {
                Swap::Swapped => End::Saved,
                Swap::Superseded => End::Superseded,
            };
            self.ended(issued.owner(), lease, end);
            Ok(swap)
        })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ended(person, lease, End::GivenBack);
        self.store.abandon(person, lease, mark)
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let swap = self.store.give_up(person, lease, loss).await?;
            let end = match swap {
                Swap::Swapped => End::GivenUp,
                Swap::Superseded => End::Superseded,
            };
            self.ended(person, lease, end);
            Ok(swap)
        })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.store.insert(token, insertion)
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.store.revoke(person)
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.store.forget(person)
    }

    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>> {
        self.store.list(state, after, limit)
    }
}

fn hexadecimal(hash: TokenHash) -> String {
    use std::fmt::Write as _;

    hash.as_bytes()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
