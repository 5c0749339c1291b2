//! The inbox on SQLite: a row a notice, and on the disk before a step is done.

use std::collections::BTreeSet;
use std::time::Duration;

use fitbit_core::UserId;
use fitbit_core::inbox::{Accepted, Ended, Lease, Notice, Pending};
use sqlx::sqlite::SqliteConnection;

use super::{Sqlite, fault, in_transaction};
use crate::fault::Fault;
use crate::notices::row::{later, limit, read};

impl Sqlite {
    /// Keeps all or none of them; `None` when there is no room.
    pub(crate) async fn accept(
        &self,
        app: &str,
        notices: &[Notice],
        capacity: usize,
    ) -> Result<Option<Accepted>, Fault> {
        let texts: BTreeSet<String> = notices.iter().map(Notice::to_text).collect();
        let list = serde_json::to_string(&texts).expect("texts are JSON");
        let step = async |transaction: &mut SqliteConnection| {
            let (kept, new): (i64, i64) = sqlx::query_as(
                "select (select count(*) from fitbit_notices where app = $1),
                 (select count(*) from json_each($2) as given where not exists
                 (select 1 from fitbit_notices where app = $1 and notice = given.value))",
            )
            .bind(app)
            .bind(&list)
            .fetch_one(&mut *transaction)
            .await?;
            if new > 0 && kept.saturating_add(new) > limit(capacity) {
                return Ok(None);
            }
            sqlx::query(
                "insert into fitbit_notices (app, notice, person, due, fence, further, attempts)
                 select $1, value, value ->> 0, $3, null, 0, 0 from json_each($2) where true
                 on conflict (app, notice) do update set further = 1, attempts = 0,
                 due = case when fence is null then min(due, excluded.due) else due end",
            )
            .bind(app)
            .bind(&list)
            .bind(self.now())
            .execute(&mut *transaction)
            .await?;
            let new = usize::try_from(new).unwrap_or_default();
            Ok(Some(Accepted::new(new, texts.len() - new)))
        };
        in_transaction(&self.notices, step).await
    }

    pub(crate) async fn lease(
        &self,
        app: &str,
        up_to: usize,
        lasts: Duration,
    ) -> Result<Vec<Lease>, Fault> {
        let step = async |transaction: &mut SqliteConnection| {
            let now = self.now();
            let due: Vec<(String, i64)> = sqlx::query_as(
                "select notice, attempts from fitbit_notices where app = $1 and due <= $2
                 order by due limit $3",
            )
            .bind(app)
            .bind(now)
            .bind(limit(up_to))
            .fetch_all(&mut *transaction)
            .await?;
            if due.is_empty() {
                return Ok(Ok(Vec::new()));
            }
            let last: i64 = sqlx::query_scalar(
                "insert into fitbit_fences (app, last) values ($1, $2)
                 on conflict (app) do update set last = last + excluded.last returning last",
            )
            .bind(app)
            .bind(limit(due.len()))
            .fetch_one(&mut *transaction)
            .await?;
            let mut leases = Vec::with_capacity(due.len());
            for (fence, (text, attempts)) in (last - limit(due.len()) + 1..).zip(due) {
                let attempt = attempts.saturating_add(1);
                sqlx::query(
                    "update fitbit_notices set due = $3, fence = $4, further = 0, attempts = $5
                     where app = $1 and notice = $2",
                )
                .bind(app)
                .bind(&text)
                .bind(later(now, lasts))
                .bind(fence)
                .bind(attempt)
                .execute(&mut *transaction)
                .await?;
                match read(&text, fence, attempt) {
                    Ok(lease) => leases.push(lease),
                    Err(fault) => return Ok(Err(fault)),
                }
            }
            Ok(Ok(leases))
        };
        in_transaction(&self.notices, step).await?
    }

    /// Ends a lease; the row is due `after` so long, or is removed.
    pub(crate) async fn end(
        &self,
        app: &str,
        lease: &Lease,
        after: Option<Duration>,
    ) -> Result<Ended, Fault> {
        let text = lease.notice().to_text();
        // A fence that is too large for the table was lent by no row of it.
        let Ok(fence) = i64::try_from(lease.fence()) else {
            return Ok(Ended::Superseded);
        };
        let step = async |transaction: &mut SqliteConnection| {
            let further: Option<bool> = sqlx::query_scalar(
                "select further from fitbit_notices where app = $1 and notice = $2 and fence = $3",
            )
            .bind(app)
            .bind(&text)
            .bind(fence)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(further) = further else {
                return Ok(Ended::Superseded);
            };
            let now = self.now();
            let due = match after {
                _ if further => now,
                Some(after) => later(now, after),
                None => {
                    sqlx::query("delete from fitbit_notices where app = $1 and notice = $2")
                        .bind(app)
                        .bind(&text)
                        .execute(&mut *transaction)
                        .await?;
                    return Ok(Ended::Done);
                }
            };
            sqlx::query(
                "update fitbit_notices set due = $3, fence = null where app = $1 and notice = $2",
            )
            .bind(app)
            .bind(&text)
            .bind(due)
            .execute(&mut *transaction)
            .await?;
            Ok(if further {
                Ended::DueAgain
            } else {
                Ended::Done
            })
        };
        in_transaction(&self.notices, step).await
    }

    pub(crate) async fn forget(&self, app: &str, person: &UserId) -> Result<usize, Fault> {
        let removed = sqlx::query("delete from fitbit_notices where app = $1 and person = $2")
            .bind(app)
            .bind(person.as_str())
            .execute(&self.notices)
            .await;
        let removed = removed.map_err(|error| fault::of(&error))?;
        Ok(usize::try_from(removed.rows_affected()).unwrap_or(usize::MAX))
    }

    pub(crate) async fn pending(&self, app: &str) -> Result<Pending, Fault> {
        let (count, first): (i64, Option<i64>) =
            sqlx::query_as("select count(*), min(due) from fitbit_notices where app = $1")
                .bind(app)
                .fetch_one(&self.reads)
                .await
                .map_err(|error| fault::of(&error))?;
        let waited = first.and_then(|due| u64::try_from(self.now().saturating_sub(due)).ok());
        Ok(Pending::new(
            usize::try_from(count).unwrap_or_default(),
            waited.map(Duration::from_millis),
        ))
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}
