//! The inbox on PostgreSQL: a row a notice, one step of an app's inbox at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use fitbit_core::UserId;
use fitbit_core::inbox::{Accepted, Ended, Lease, Notice, Pending};
use sqlx::{AssertSqlSafe, Postgres as Driver, Transaction};

use super::{NOW, Postgres, begin, in_time, lock};
use crate::fault::Fault;
use crate::notices::row::{later, limit, read};

impl Postgres {
    /// Keeps all or none of them; `None` when there is no room.
    pub(crate) async fn accept(
        &self,
        app: &str,
        notices: &[Notice],
        capacity: usize,
    ) -> Result<Option<Accepted>, Fault> {
        let notices: BTreeSet<&Notice> = notices.iter().collect();
        let texts: Vec<String> = notices.iter().map(|notice| notice.to_text()).collect();
        let people: Vec<&str> = notices
            .iter()
            .map(|notice| notice.person().as_str())
            .collect();
        let step = async |transaction: &mut Transaction<'_, Driver>| {
            let (kept, known): (i64, i64) = sqlx::query_as(
                "select count(*), count(*) filter (where notice = any($2)) from fitbit_notices where app = $1",
            )
            .bind(app)
            .bind(&texts)
            .fetch_one(&mut **transaction)
            .await?;
            let new = limit(texts.len()).saturating_sub(known);
            if new > 0 && kept.saturating_add(new) > limit(capacity) {
                return Ok(None);
            }
            let now = now(transaction).await?;
            sqlx::query(
                "insert into fitbit_notices (app, notice, person, due, fence, further, attempts)
                 select $1, notice, person, $4, null, false, 0 from unnest($2::text[], $3::text[]) as given (notice, person)
                 on conflict (app, notice) do update set further = true, attempts = 0,
                 due = case when fitbit_notices.fence is null
                 then least(fitbit_notices.due, excluded.due) else fitbit_notices.due end",
            )
            .bind(app)
            .bind(&texts)
            .bind(&people)
            .bind(now)
            .execute(&mut **transaction)
            .await?;
            let new = usize::try_from(new).unwrap_or_default();
            Ok(Some(Accepted::new(new, texts.len() - new)))
        };
        self.on_inbox(app, step).await
    }

    pub(crate) async fn lease(
        &self,
        app: &str,
        up_to: usize,
        lasts: Duration,
    ) -> Result<Vec<Lease>, Fault> {
        let step = async |transaction: &mut Transaction<'_, Driver>| {
            let now = now(transaction).await?;
            let due: Vec<(String, i64)> = sqlx::query_as(
                "select notice, attempts from fitbit_notices where app = $1 and due <= $2
                 order by due, notice limit $3",
            )
            .bind(app)
            .bind(now)
            .bind(limit(up_to))
            .fetch_all(&mut **transaction)
            .await?;
            if due.is_empty() {
                return Ok(Vec::new());
            }
            let last: i64 = sqlx::query_scalar(
                "insert into fitbit_fences as fences (app, last) values ($1, $2)
                 on conflict (app) do update set last = fences.last + excluded.last returning last",
            )
            .bind(app)
            .bind(limit(due.len()))
            .fetch_one(&mut **transaction)
            .await?;
            let first = last - limit(due.len()) + 1;
            let texts: Vec<&str> = due.iter().map(|(text, _)| text.as_str()).collect();
            sqlx::query(
                "update fitbit_notices as lent set due = $3, fence = $4 + place - 1, further = false,
                 attempts = attempts + 1 from unnest($2::text[]) with ordinality as given (notice, place)
                 where lent.app = $1 and lent.notice = given.notice",
            )
            .bind(app)
            .bind(&texts)
            .bind(later(now, lasts))
            .bind(first)
            .execute(&mut **transaction)
            .await?;
            Ok((first..).zip(due).collect::<Vec<_>>())
        };
        let lent = self.on_inbox(app, step).await?;
        lent.into_iter()
            .map(|(fence, (text, attempts))| read(&text, fence, attempts.saturating_add(1)))
            .collect()
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
        let step = async |transaction: &mut Transaction<'_, Driver>| {
            let further: Option<bool> = sqlx::query_scalar(
                "select further from fitbit_notices where app = $1 and notice = $2 and fence = $3",
            )
            .bind(app)
            .bind(&text)
            .bind(fence)
            .fetch_optional(&mut **transaction)
            .await?;
            let Some(further) = further else {
                return Ok(Ended::Superseded);
            };
            let now = now(transaction).await?;
            let due = match after {
                _ if further => now,
                Some(after) => later(now, after),
                None => {
                    sqlx::query("delete from fitbit_notices where app = $1 and notice = $2")
                        .bind(app)
                        .bind(&text)
                        .execute(&mut **transaction)
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
            .execute(&mut **transaction)
            .await?;
            Ok(if further {
                Ended::DueAgain
            } else {
                Ended::Done
            })
        };
        self.on_inbox(app, step).await
    }

    pub(crate) async fn forget(&self, app: &str, person: &UserId) -> Result<usize, Fault> {
        let step = async |transaction: &mut Transaction<'_, Driver>| {
            let removed = sqlx::query("delete from fitbit_notices where app = $1 and person = $2")
                .bind(app)
                .bind(person.as_str())
                .execute(&mut **transaction)
                .await?;
            Ok(usize::try_from(removed.rows_affected()).unwrap_or(usize::MAX))
        };
        self.on_inbox(app, step).await
    }

    pub(crate) async fn pending(&self, app: &str) -> Result<Pending, Fault> {
        let (count, first, now): (i64, Option<i64>, i64) = in_time(
            sqlx::query_as(AssertSqlSafe(format!(
                "select count(*), min(due), {NOW} from fitbit_notices where app = $1"
            )))
            .bind(app)
            .fetch_one(&self.pool),
        )
        .await?;
        let waited = first.and_then(|due| u64::try_from(now.saturating_sub(due)).ok());
        Ok(Pending::new(
            usize::try_from(count).unwrap_or_default(),
            waited.map(Duration::from_millis),
        ))
    }

    /// One step of an app's inbox.
    async fn on_inbox<T>(
        &self,
        app: &str,
        step: impl AsyncFnOnce(&mut Transaction<'_, Driver>) -> sqlx::Result<T>,
    ) -> Result<T, Fault> {
        in_time(async {
            let mut transaction = begin(&self.pool, lock(&[b"notices", app.as_bytes()])).await?;
            let result = step(&mut transaction).await?;
            transaction.commit().await?;
            Ok(result)
        })
        .await
    }
}

async fn now(transaction: &mut Transaction<'_, Driver>) -> sqlx::Result<i64> {
    sqlx::query_scalar(AssertSqlSafe(format!("select {NOW}")))
        .fetch_one(&mut **transaction)
        .await
}
