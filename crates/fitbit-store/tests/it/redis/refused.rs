//! Servers that do not let a store in, or do not let it write: typed errors and no grant.

use fitbit_store::OpenError;

use super::server::{Server, free_port};
use super::*;
use crate::engines::{APP, protection};

async fn error(url: &str) -> OpenError {
    let error = Store::open(url).await.unwrap_err();
    let text = format!("{error} {error:?}");
    for part in ["secret", "nobody-of-that-name", "127.0.0.1"] {
        assert!(!text.contains(part), "{text}");
    }
    error
}

#[tokio::test]
async fn a_wrong_password_or_user_is_not_let_in() {
    let mut url: url::Url = redis().parse().unwrap();
    url.set_password(Some("a wrong secret")).unwrap();
    assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
    url.set_username("nobody-of-that-name").unwrap();
    assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
    url.set_username("").unwrap();
    url.set_password(None).unwrap();
    assert_eq!(error(url.as_str()).await, OpenError::AccessDenied);
}

#[tokio::test]
async fn nobody_at_the_address_is_said_so() {
    let url = format!("redis://:secret@127.0.0.1:{}/", free_port());
    assert_eq!(error(&url).await, OpenError::Unreachable);
    let url = "redis://:secret@nobody-of-that-name.invalid/";
    assert_eq!(error(url).await, OpenError::Unreachable);
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_in_the_clear() {
    let url = redis().replace("redis://", "rediss://");
    let error = error(&url).await;
    let OpenError::Failed { reason } = error else {
        panic!("{error:?}");
    };
    assert!(reason.contains("TLS"), "{reason}");
}

#[tokio::test]
async fn tokens_are_not_kept_there() {
    let store = Keys::new("tokens").await.open().await;
    let error = store.tokens(APP, protection()).unwrap_err();
    assert!(matches!(error, OpenError::NotOffered { .. }), "{error:?}");
    assert!(error.to_string().contains("PostgreSQL"));
}

#[tokio::test]
async fn a_server_that_takes_no_writes_is_refused_when_it_is_opened() {
    let nobody = format!("127.0.0.1 {}", free_port());
    for settings in [["--replicaof", &nobody], ["--min-replicas-to-write", "1"]] {
        let server = Server::start(&settings).await;
        assert_eq!(
            error(&server.url()).await,
            OpenError::ReadOnly,
            "{settings:?}"
        );
    }
    let server = Server::start(&["--maxmemory", "1"]).await;
    assert_eq!(error(&server.url()).await, OpenError::NoSpace);
}

#[tokio::test]
async fn a_server_that_takes_no_writes_any_more_grants_nothing() {
    let server = Server::start(&[]).await;
    let store = budgets(&Store::open(&server.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    let mut connection = connection(&server.url()).await;
    let nobody = free_port().to_string();
    for (on, off, says) in [
        (
            &["CONFIG", "SET", "min-replicas-to-write", "1"][..],
            &["CONFIG", "SET", "min-replicas-to-write", "0"][..],
            "read-only",
        ),
        (
            &["CONFIG", "SET", "maxmemory", "1"],
            &["CONFIG", "SET", "maxmemory", "0"],
            "space",
        ),
        (
            &["REPLICAOF", "127.0.0.1", &nobody],
            &["REPLICAOF", "NO", "ONE"],
            "read-only",
        ),
    ] {
        let () = ask(&mut connection, on).await;
        let error = typed(take(&store).await);
        assert!(error.contains(says), "{error}");
        let () = ask(&mut connection, off).await;
    }
    assert_eq!(
        left(&store).await,
        LIMIT - 2,
        "nothing was booked meanwhile"
    );
}

/// The rights that the documentation of the crate names.
#[tokio::test]
async fn a_user_with_the_rights_of_a_step_and_no_less_is_let_in() {
    const RIGHTS: [&str; 6] = [
        "~fitbit:budget:*",
        "+evalsha",
        "+script|load",
        "+get",
        "+set",
        "+time",
    ];
    let server = Server::start(&[]).await;
    let mut admin = connection(&server.url()).await;
    let mut set = async |rights: &[&str]| {
        let user = ["ACL", "SETUSER", "service", "reset", "on", ">secret"];
        let () = ask(&mut admin, &[&user, rights].concat()).await;
    };
    let url = server.url().replace("redis://:", "redis://service:");
    set(&RIGHTS).await;
    let store = budgets(&Store::open(&url).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    for missing in RIGHTS.iter().filter(|right| **right != "+script|load") {
        let rights = RIGHTS.into_iter().filter(|right| right != missing);
        set(&rights.collect::<Vec<_>>()).await;
        assert_eq!(error(&url).await, OpenError::AccessDenied, "{missing}");
    }
}
