//! Works the inbox off: one read for all notices about a day, within the budget, behind people who wait and before what
//! can wait.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fitbit_core::auth::Authenticator;
use fitbit_core::inbox::{Collection, Inbox, Lease};
use fitbit_core::jiff::civil::Date;
use fitbit_core::{
    Budget, Client, Clock as _, Error, ErrorKind, Patience, Priority, SystemClock, UserId,
};
use fitbit_store::Store;
use futures_util::future::join_all;

use crate::Result;
use crate::settings::{self, AGAIN, LEASE, Settings};

/// How many notices are worked off side by side.
const AT_ONCE: usize = 8;

/// How long nobody looks into an inbox that was empty.
const REST: Duration = Duration::from_millis(200);

/// Whether anything can be read after this.
enum Next {
    More,
    /// The API is switched off, for everybody and for good.
    Nothing,
}

pub(crate) struct Consumer {
    inbox: Arc<dyn Inbox>,
    authenticator: Authenticator,
    client: Client,
    /// Stands for the service's own database.
    journal: Mutex<File>,
}

impl Consumer {
    pub(crate) fn new(settings: &Settings, store: &Store, inbox: Arc<dyn Inbox>) -> Result<Self> {
        let tokens = store.tokens(settings::CLIENT_ID, settings::protection()?)?;
        let budgets = store.budgets(settings::budget());
        let client = Client::builder()
            .base_url(&settings.fitbit)
            .budget(Budget::new(Arc::new(budgets), Arc::new(SystemClock)))
            .build()?;
        let journal = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&settings.journal)?;
        Ok(Self {
            inbox,
            authenticator: Authenticator::new(settings::app(&settings.fitbit)?, tokens),
            client,
            journal: Mutex::new(journal),
        })
    }

    /// Until the API is switched off.
    pub(crate) async fn run(&self) -> Result<()> {
        loop {
            let leases = match self.inbox.lease(AT_ONCE, LEASE).await {
                Ok(leases) => leases,
                Err(error) => {
                    // It may come back, and a notice that cannot be read stands in nobody else's way.
                    eprintln!("the inbox: {error}");
                    SystemClock.sleep(LEASE).await;
                    continue;
                }
            };
            if leases.is_empty() {
                SystemClock.sleep(REST).await;
            }
            let work = leases.iter().map(|lease| self.work(lease));
            for done in join_all(work).await {
                match done {
                    Ok(Next::More) => {}
                    Ok(Next::Nothing) => return Err("the API is switched off".into()),
                    // The store failed. The notice is lent again when the lease is over.
                    Err(error) => eprintln!("put aside: {error}"),
                }
            }
        }
    }

    /// Everything here may happen twice: a process that ends before `finish` has its notices lent to the next one.
    async fn work(&self, lease: &Lease) -> Result<Next> {
        let notice = lease.notice();
        let person = notice.person();
        match (notice.collection(), notice.date()) {
            (Collection::UserRevokedAccess, _) => {
                self.authenticator.note_revoked(person).await?;
                self.write("revoked")?;
                self.inbox.forget(person).await?;
            }
            (Collection::DeleteUser, _) => {
                self.authenticator.forget(person).await?;
                self.write("deleted")?;
                self.inbox.forget(person).await?;
            }
            // A month, or nothing: there is no day to read. Reading a few days back now and then finds what it was about.
            (_, None) => drop(self.inbox.finish(lease).await?),
            (collection, Some(date)) => match self.read(person, collection, date).await {
                Ok(what) => {
                    self.write(what)?;
                    // A notice that came meanwhile makes the day due at once, whatever is said here.
                    let _ = if lease.attempt() == 1 {
                        self.inbox.postpone(lease, AGAIN).await?
                    } else {
                        self.inbox.finish(lease).await?
                    };
                }
                Err(error) => return self.failed(lease, &error).await,
            },
        }
        Ok(Next::More)
    }

    async fn read(
        &self,
        person: &UserId,
        collection: &Collection,
        date: Date,
    ) -> std::result::Result<&'static str, Error> {
        let user = self
            .client
            .user(self.authenticator.credentials(person))
            .with_priority(Priority::Webhook)
            .with_patience(Patience::AtOnce);
        match collection {
            Collection::Activities => {
                user.get_daily_activity_summary(date).await?;
                Ok("read activities")
            }
            Collection::Sleep => {
                user.get_sleep_log_by_date(date).await?;
                Ok("read sleep")
            }
            Collection::Body => {
                user.get_weight_log(date).await?;
                Ok("read body")
            }
            Collection::Foods => {
                user.get_food_log(date).await?;
                Ok("read foods")
            }
            _ => Ok("passed over"),
        }
    }

    async fn failed(&self, lease: &Lease, error: &Error) -> Result<Next> {
        match error.kind() {
            // Only the person can help. What is to be read then is told again, or read with the first consent.
            ErrorKind::NeedsConsent | ErrorKind::MissingScope => {
                self.write("gave up")?;
                let _ = self.inbox.finish(lease).await?;
            }
            ErrorKind::Retired => return Ok(Next::Nothing),
            _ => {
                // Without a time in the error, each time twice as long: 1 s, 2 s, … at most about an hour.
                let pause = Duration::from_secs(1 << lease.attempt().min(12));
                let after = error.retry_after().unwrap_or(pause);
                self.write("put off")?;
                let _ = self.inbox.postpone(lease, after).await?;
            }
        }
        Ok(Next::More)
    }

    /// A line without a name and without a value: a journal is no place for health data.
    fn write(&self, what: &str) -> Result<()> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(writeln!(journal, "{what}")?)
    }
}
