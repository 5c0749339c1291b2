//! The statements that SQLite and PostgreSQL understand alike.

/// The [columns](crate::row::Columns) of a person's record: app, person.
pub(crate) const READ: &str = "select state, key, tokens, refresh, fence, leased_until, marked_at
    from fitbit_tokens where app = $1 and person = $2";

/// Puts a record in place of whatever is there: app, person, columns.
pub(crate) const WRITE: &str = "insert into fitbit_tokens
    (app, person, state, key, tokens, refresh, fence, leased_until, marked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (app, person) do update set state = excluded.state, key = excluded.key,
    tokens = excluded.tokens, refresh = excluded.refresh, fence = excluded.fence,
    leased_until = excluded.leased_until, marked_at = excluded.marked_at";

/// Removes a record: app, person.
pub(crate) const REMOVE: &str = "delete from fitbit_tokens where app = $1 and person = $2";

/// People in order: app, two [words](crate::row::states) of a state, the person before the first, how many.
pub(crate) const LIST: &str = "select person from fitbit_tokens
    where app = $1 and state in ($2, $3) and person > $4 order by person limit $5";

/// Puts a ledger in place of whatever is there: key, ledger, until when it is kept.
pub(crate) const COUNT: &str =
    "insert into fitbit_budgets (key, ledger, kept_until) values ($1, $2, $3)
    on conflict (key) do update set ledger = excluded.ledger, kept_until = excluded.kept_until";

/// Removes the ledgers that need not be kept longer than this.
pub(crate) const SWEEP: &str = "delete from fitbit_budgets where kept_until < $1";
