//! A token store on SQLite, as small as it can be: it shows that the trait can be kept by a database that several
//! processes share. It is for this test alone.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, Lease, Loss, Mark, RefreshToken, StoreError, StoreErrorKind, StoredToken,
    Swap, TokenHash, TokenSet, TokenState, TokenStore,
};
use fitbit_core::jiff::Timestamp;
use fitbit_core::{AccessToken, BoxFuture, Clock, ScopeSet, UserId};
use rusqlite::{
    Connection, OptionalExtension, Row, Transaction, TransactionBehavior, named_params,
};

const SCHEMA: &str = "
    create table if not exists tokens (
        person text primary key,
        state text not null,
        access text, refresh text, scopes text, expires_at integer,
        hash blob not null,
        fence integer not null default 0,
        leased_until integer, marked_at integer
    ) without rowid;";

pub(crate) struct SqliteTokenStore {
    connection: Mutex<Connection>,
    /// Stands for the clock of the store.
    clock: Arc<dyn Clock>,
}

impl SqliteTokenStore {
    pub(crate) fn open(path: &Path, clock: Arc<dyn Clock>) -> Self {
        let connection = Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection
            .pragma_update(None, "journal_mode", "wal")
            .unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        Self {
            connection: Mutex::new(connection),
            clock,
        }
    }

    fn step<T>(
        &self,
        act: impl FnOnce(&Transaction<'_>, i64) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let now = self.clock.now().as_millisecond();
        let run = || {
            let mut connection = self.connection.lock().unwrap();
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = act(&transaction, now)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|_: rusqlite::Error| {
            StoreError::new(StoreErrorKind::Unavailable, "SQLite failed")
        })
    }
}

fn swap(changed: usize) -> Swap {
    if changed == 1 {
        Swap::Swapped
    } else {
        Swap::Superseded
    }
}

const fn word(state: TokenState) -> &'static str {
    match state {
        TokenState::Active => "active",
        TokenState::NeedsConsent => "refused",
        TokenState::Revoked => "revoked",
    }
}

fn read(person: &UserId, row: &Row<'_>) -> rusqlite::Result<StoredToken> {
    Ok(match &*row.get::<_, String>("state")? {
        "refused" => StoredToken::NeedsConsent(Loss::Refused),
        "lost" => StoredToken::NeedsConsent(Loss::AnswerLost),
        "revoked" => StoredToken::Revoked,
        _ => {
            let access = AccessToken::new(row.get::<_, String>("access")?).unwrap();
            let refresh = RefreshToken::new(row.get::<_, String>("refresh")?).unwrap();
            let mut token = TokenSet::new(person.clone(), access, refresh);
            if let Some(scopes) = row.get::<_, Option<String>>("scopes")? {
                token = token.with_scopes(ScopeSet::parse(&scopes));
            }
            if let Some(end) = row.get::<_, Option<i64>>("expires_at")? {
                token = token.with_expires_at(Timestamp::from_millisecond(end).unwrap());
            }
            StoredToken::Active(token)
        }
    })
}

const TOKENS: &str = "state = 'active', access = :access, refresh = :refresh, scopes = :scopes, \
    expires_at = :expires_at, hash = :hash, leased_until = null, marked_at = null";

fn write(
    transaction: &Transaction<'_>,
    sql: &str,
    token: &TokenSet,
    more: (i64, &[u8]),
) -> rusqlite::Result<usize> {
    let scopes = token
        .scopes()
        .map(|scopes| scopes.iter().collect::<Vec<_>>().join(" "));
    transaction.execute(
        sql,
        named_params! {
            ":person": token.owner().as_str(),
            ":access": token.access().expose_secret(),
            ":refresh": token.refresh().expose_secret(),
            ":scopes": scopes,
            ":expires_at": token.expires_at().map(Timestamp::as_millisecond),
            ":hash": token.refresh().hash().as_bytes(),
            ":fence": more.0,
            ":spends": more.1,
        },
    )
}

fn fence(lease: &Lease) -> i64 {
    i64::try_from(lease.fence()).unwrap()
}

impl TokenStore for SqliteTokenStore {
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(async move {
            self.step(|transaction, _| {
                transaction
                    .query_row(
                        "select * from tokens where person = ?1",
                        [person.as_str()],
                        |row| read(person, row),
                    )
                    .optional()
            })
        })
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>> {
        Box::pin(async move {
            self.step(|transaction, now| {
                let record = transaction
                    .query_row(
                        "select fence, leased_until, marked_at from tokens
                         where person = ?1 and state = 'active' and hash = ?2",
                        (person.as_str(), spends.as_bytes()),
                        |row| {
                            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?))
                        },
                    )
                    .optional()?;
                let Some((fence, leased_until, marked_at)) = record else {
                    return Ok(Begun::Moved);
                };
                if leased_until.is_some_and(|until| now < until) {
                    return Ok(Begun::Busy);
                }
                transaction.execute(
                    "update tokens set fence = fence + 1, leased_until = ?2, marked_at = coalesce(marked_at, ?3)
                     where person = ?1",
                    (person.as_str(), now + i64::try_from(lasts.as_millis()).unwrap(), now),
                )?;
                let lease = Lease::new(u64::try_from(fence + 1).unwrap(), spends);
                Ok(Begun::Leased(match marked_at {
                    Some(at) => lease.with_mark_found(Duration::from_millis(u64::try_from(now - at).unwrap_or(0))),
                    None => lease,
                }))
            })
        })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let sql = format!(
                "update tokens set {TOKENS} where person = :person and hash = :spends and
                 (state = 'active' and fence = :fence or state in ('refused', 'lost'))"
            );
            let spends = lease.spends();
            self.step(|transaction, _| {
                write(transaction, &sql, issued, (fence(lease), spends.as_bytes())).map(swap)
            })
        })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.step(|transaction, _| {
                transaction.execute(
                    "update tokens set leased_until = null, marked_at = iif(?4, null, marked_at)
                     where person = ?1 and fence = ?2 and hash = ?3",
                    (
                        person.as_str(),
                        fence(lease),
                        lease.spends().as_bytes(),
                        mark == Mark::Goes,
                    ),
                )?;
                Ok(())
            })
        })
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let state = if loss == Loss::AnswerLost {
                "lost"
            } else {
                "refused"
            };
            self.step(|transaction, _| {
                transaction
                    .execute(
                        "update tokens set state = ?4, access = null, refresh = null, leased_until = null,
                         marked_at = null where person = ?1 and fence = ?2 and hash = ?3 and state = 'active'",
                        (person.as_str(), fence(lease), lease.spends().as_bytes(), state),
                    )
                    .map(swap)
            })
        })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let conflict = match insertion {
                Insertion::IfAbsent => "nothing".to_owned(),
                Insertion::Replace => format!("update set {TOKENS}, fence = fence + 1"),
            };
            // The named parameters of a swap have no meaning here, and SQLite wants every one to be there.
            let sql = format!(
                "insert into tokens (person, state, access, refresh, scopes, expires_at, hash, fence)
                 select :person, 'active', :access, :refresh, :scopes, :expires_at, :hash, :fence
                 where :spends is not null on conflict (person) do {conflict}"
            );
            self.step(|transaction, _| Ok(write(transaction, &sql, token, (0, &[]))? == 1))
        })
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            self.step(|transaction, _| {
                let changed = transaction.execute(
                    "update tokens set state = 'revoked', access = null, refresh = null, leased_until = null,
                     marked_at = null where person = ?1",
                    [person.as_str()],
                )?;
                Ok(changed == 1)
            })
        })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            self.step(|transaction, _| {
                Ok(transaction
                    .execute("delete from tokens where person = ?1", [person.as_str()])?
                    == 1)
            })
        })
    }

    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>> {
        Box::pin(async move {
            let lost = if state == TokenState::NeedsConsent {
                "lost"
            } else {
                word(state)
            };
            self.step(|transaction, _| {
                let mut people = transaction.prepare(
                    "select person from tokens where state in (?1, ?2) and person > ?3 order by person limit ?4",
                )?;
                let after = after.map_or("", UserId::as_str);
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                people
                    .query_map((word(state), lost, after, limit), |row| row.get::<_, String>(0))?
                    .map(|person| Ok(person?.parse().unwrap()))
                    .collect()
            })
        })
    }
}
