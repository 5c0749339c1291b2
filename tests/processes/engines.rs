//! An empty database for a scenario. A server that it needs is named by the environment; without it the test fails,
//! because a skipped test looks like one that passed.

use fitbit_store::sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use fitbit_tests::pace::Pace;
use tempfile::TempDir;

/// The engines, as far as they are tried here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    /// For budgets alone.
    Redis,
}

/// A database for one scenario.
pub(crate) struct Database {
    pub(crate) url: String,
    _folder: TempDir,
}

impl Engine {
    /// An empty database whose time is that of this clock, also where the engine asks its own.
    pub(crate) async fn empty(self, scenario: &str, pace: Pace) -> Database {
        let folder = tempfile::tempdir().unwrap();
        let url = match self {
            Self::Sqlite => format!("sqlite:{}/fitbit.sqlite", folder.path().display()),
            Self::Postgres => schema(scenario, pace).await,
            // Nobody uses a key twice: every service has tokens of its own.
            Self::Redis => server("FITBIT_TEST_REDIS_URL"),
        };
        Database {
            url,
            _folder: folder,
        }
    }
}

/// A schema of its own. To let the server's time pass faster for it, the schema has a clock of its own, which stands before
/// the system's in the search path.
async fn schema(name: &str, pace: Pace) -> String {
    let server = server("FITBIT_TEST_POSTGRES_URL");
    let (from, times) = (pace.from(), pace.times());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = format!(
        "drop schema if exists {name} cascade;
         create schema {name};
         create function {name}.clock_timestamp() returns timestamptz language sql volatile as
         $$ select to_timestamp({from} / 1000.0)
            + (pg_catalog.clock_timestamp() - to_timestamp({from} / 1000.0)) * {times} $$"
    );
    connection.execute(AssertSqlSafe(create)).await.unwrap();
    connection.close().await.unwrap();
    let mut url: url::Url = server.parse().unwrap();
    url.query_pairs_mut()
        .append_pair("options[search_path]", &format!("{name},pg_catalog"));
    url.into()
}

/// The server that this variable names.
fn server(variable: &str) -> String {
    let missing = "names no server: run `cargo xtask test`, or `cargo xtask services` beside this";
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} {missing}"))
}
