//! Stores that cannot be opened: a typed error that says what to do, nothing changed, no part of the URL in the text.

use std::fs;

use fitbit_store::sqlx::sqlite::SqliteConnectOptions;
use fitbit_store::sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use fitbit_store::{OpenError, Store, StoreOptions};

use crate::engines::File;

async fn error(url: &str) -> OpenError {
    let error = Store::open(url).await.unwrap_err();
    let text = format!("{error} {error:?}");
    for part in [
        "secret",
        "fitbit.sqlite",
        "127.0.0.1",
        "nobody-of-that-name",
    ] {
        assert!(!text.contains(part), "{text}");
    }
    error
}

async fn execute(file: &File, sql: &str) {
    let options = SqliteConnectOptions::new()
        .filename(file.path())
        .create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    connection
        .execute(AssertSqlSafe(sql.to_owned()))
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_url_that_names_no_store_is_refused_without_a_look() {
    assert_eq!(error("fitbit.sqlite").await, OpenError::UnknownScheme);
    assert_eq!(
        error("mysql://root:secret@127.0.0.1/fitbit").await,
        OpenError::UnknownScheme
    );
    for url in [
        "sqlite:",
        "sqlite::memory:",
        "sqlite:fitbit.sqlite?mode=secret",
        "sqlite:fitbit.sqlite?password=secret",
    ] {
        let error = error(url).await;
        assert!(matches!(error, OpenError::InvalidUrl { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_not_made() {
    let file = File::new();
    let url = format!("sqlite:{}/deep/fitbit.sqlite", file.path().display());
    assert_eq!(error(&url).await, OpenError::Unreachable);
    let url = format!("{}?mode=rw", file.url());
    assert_eq!(error(&url).await, OpenError::Unreachable);
    assert!(!file.path().exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_stays_as_it_was() {
    let file = File::new();
    fs::write(
        file.path(),
        "a letter to a friend, long enough to have a header".repeat(99),
    )
    .unwrap();
    let before = fs::read(file.path()).unwrap();
    assert_eq!(error(&file.url()).await, OpenError::NotADatabase);
    assert!(fs::read(file.path()).unwrap() == before);
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let file = File::new();
    drop(Store::open(&file.url()).await.unwrap());
    execute(
        &file,
        "update fitbit_schema set version = 1000; pragma journal_mode = delete",
    )
    .await;
    let before = fs::read(file.path()).unwrap();
    let found = error(&file.url()).await;
    assert!(
        matches!(found, OpenError::SchemaTooNew { found: 1000, .. }),
        "{found:?}"
    );
    assert!(fs::read(file.path()).unwrap() == before);
}

#[tokio::test]
async fn an_older_schema_is_left_alone_where_that_was_said() {
    let file = File::new();
    let open = async || {
        let options = StoreOptions::new(&file.url()).unwrap();
        options.without_migrations().open().await
    };
    let error = open().await.unwrap_err();
    assert!(
        matches!(error, OpenError::SchemaTooOld { found: 0, .. }),
        "{error:?}"
    );
    execute(&file, include_str!("../../src/sqlite/schema/1.sql")).await;
    let error = open().await.unwrap_err();
    assert!(
        matches!(error, OpenError::SchemaTooOld { found: 1, .. }),
        "{error:?}"
    );
    drop(Store::open(&file.url()).await.unwrap());
    assert!(open().await.is_ok());
}

#[tokio::test]
async fn tables_of_somebody_else_are_left_alone() {
    let file = File::new();
    execute(&file, "create table fitbit_tokens (token text)").await;
    assert_eq!(error(&file.url()).await, OpenError::ForeignTables);
}

#[tokio::test]
async fn a_store_that_is_read_only_is_refused_when_it_is_opened() {
    let file = File::new();
    drop(Store::open(&file.url()).await.unwrap());
    let url = format!("{}?mode=ro", file.url());
    assert_eq!(error(&url).await, OpenError::ReadOnly);
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let file = File::new();
    let _store = Store::open(&file.url()).await.unwrap();
    let folder = file.path();
    for entry in fs::read_dir(folder.parent().unwrap()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn many_may_open_a_new_store_at_once() {
    let file = File::new();
    let opened: Vec<_> = (0..16)
        .map(|_| tokio::spawn(file.options().open()))
        .collect();
    for store in opened {
        store.await.unwrap().unwrap();
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use crate::engines::{Schema, server};
    use fitbit_core::inbox::Inbox as _;
    use fitbit_store::sqlx::PgConnection;
    use fitbit_store::sqlx::postgres::PgPoolOptions;

    async fn execute(url: &str, sql: &str) {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection
            .execute(AssertSqlSafe(sql.to_owned()))
            .await
            .unwrap();
        connection.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_wrong_password_or_user_is_not_let_in() {
        let mut url: url::Url = server().parse().unwrap();
        url.set_password(Some("a wrong secret")).unwrap();
        assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
        url.set_username("nobody-of-that-name").unwrap();
        assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
    }

    #[tokio::test]
    async fn a_database_that_is_not_there_is_not_let_into() {
        let mut url: url::Url = server().parse().unwrap();
        url.set_path("nobody-of-that-name");
        assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_said_so() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let url = format!("postgres://fitbit:secret@127.0.0.1:{port}/fitbit");
        assert_eq!(error(&url).await, OpenError::Unreachable);
    }

    #[tokio::test]
    async fn a_newer_or_foreign_schema_is_left_alone() {
        let schema = Schema::new("opening").await;
        drop(schema.open().await);
        execute(schema.url(), "update fitbit_schema set version = 1000").await;
        let found = error(schema.url()).await;
        assert!(
            matches!(found, OpenError::SchemaTooNew { found: 1000, .. }),
            "{found:?}"
        );
        execute(schema.url(), "drop table fitbit_schema").await;
        assert_eq!(error(schema.url()).await, OpenError::ForeignTables);
    }

    #[tokio::test]
    async fn an_older_schema_is_brought_up_to_date_unless_it_is_to_be_left_alone() {
        let schema = Schema::new("older").await;
        execute(
            schema.url(),
            include_str!("../../src/postgres/schema/1.sql"),
        )
        .await;
        let options = StoreOptions::new(schema.url()).unwrap();
        let error = options.without_migrations().open().await.unwrap_err();
        assert!(
            matches!(error, OpenError::SchemaTooOld { found: 1, .. }),
            "{error:?}"
        );
        let inbox = schema.open().await.inbox("23ABCD", 1).unwrap();
        assert_eq!(inbox.pending().await.unwrap().notices, 0);
    }

    #[tokio::test]
    async fn a_user_who_may_only_read_is_refused_when_the_store_is_opened() {
        let schema = Schema::new("reading").await;
        drop(schema.open().await);
        let url = format!("{}&options[default_transaction_read_only]=on", schema.url());
        assert_eq!(error(&url).await, OpenError::ReadOnly);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn many_may_open_a_new_store_at_once() {
        let schema = Schema::new("at_once").await;
        let opened: Vec<_> = (0..16)
            .map(|_| {
                let options = StoreOptions::new(schema.url()).unwrap();
                tokio::spawn(options.open())
            })
            .collect();
        for store in opened {
            store.await.unwrap().unwrap();
        }
    }

    /// A pool of one connection looks, and looks again under the lock, by the same one.
    #[tokio::test]
    async fn what_another_made_since_the_first_look_is_seen_under_the_lock() {
        let schema = Schema::new("second_look").await;
        let mut pools = Vec::new();
        for _ in 0..8 {
            let pool = PgPoolOptions::new().max_connections(1);
            pools.push(pool.connect(schema.url()).await.unwrap());
        }
        let open = |pool| tokio::spawn(StoreOptions::postgres(pool).open());
        let opened: Vec<_> = pools.into_iter().map(open).collect();
        for store in opened {
            store.await.unwrap().unwrap();
        }
    }
}
