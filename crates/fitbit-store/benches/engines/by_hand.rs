//! The rival: the counter that services write by hand, a single statement on the same engine. It knows no window's end, no
//! headers, no reserve and no call that was never sent; what it costs is what the engine itself costs.

use fitbit_store::redis_rs::aio::ConnectionManager;
use fitbit_store::redis_rs::{Client, pipe};
use fitbit_store::sqlx::postgres::PgPool;
use fitbit_store::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous,
};
use fitbit_store::sqlx::{self, Executor as _};

use crate::Result;

const TABLE: &str =
    "create table if not exists by_hand (person text primary key, calls bigint not null)";
const COUNT: &str = "insert into by_hand (person, calls) values ($1, 1)
    on conflict (person) do update set calls = by_hand.calls + 1 returning calls";

pub(crate) enum Counter {
    Sqlite(SqlitePool),
    Postgres(PgPool),
    Redis(ConnectionManager),
}

impl Counter {
    pub(crate) async fn prepare(url: &str) -> Result<()> {
        match Self::open(url).await? {
            Self::Sqlite(pool) => {
                pool.execute(TABLE).await?;
            }
            Self::Postgres(pool) => {
                pool.execute(TABLE).await?;
            }
            Self::Redis(_) => {}
        }
        Ok(())
    }

    pub(crate) async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let options = url
                .parse::<SqliteConnectOptions>()?
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal);
            return Ok(Self::Sqlite(SqlitePool::connect_with(options).await?));
        }
        if url.starts_with("redis:") {
            let client = Client::open(url)?;
            return Ok(Self::Redis(client.get_connection_manager().await?));
        }
        Ok(Self::Postgres(PgPool::connect(url).await?))
    }

    pub(crate) async fn count(&self, person: &str) -> Result<()> {
        let calls: i64 = match self {
            Self::Sqlite(pool) => {
                let query = sqlx::query_scalar(COUNT).bind(person);
                query.fetch_one(pool).await?
            }
            Self::Postgres(pool) => {
                let query = sqlx::query_scalar(COUNT).bind(person);
                query.fetch_one(pool).await?
            }
            Self::Redis(connection) => {
                let mut pipeline = pipe();
                let counted = pipeline.incr(person, 1).expire(person, 3_600).ignore();
                let (calls,): (i64,) = counted.query_async(&mut connection.clone()).await?;
                calls
            }
        };
        std::hint::black_box(calls);
        Ok(())
    }
}
