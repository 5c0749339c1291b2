//! What the fake service refuses, seen through the client.

use fitbit_core::{AccessToken, Client, ErrorKind, Setting, User};
use fitbit_sandbox::{Sandbox, people};

fn user(sandbox: &Sandbox, token: String) -> User {
    Client::builder()
        .base_url(sandbox.url())
        .build()
        .unwrap()
        .user(AccessToken::new(token).unwrap())
}

#[tokio::test]
async fn closed_achievements_and_friends_are_private_for_another_person() {
    let sandbox = Sandbox::start().await.unwrap();
    let viewer = user(&sandbox, sandbox.token(people::OPEN));
    let closed = viewer.person(people::CLOSED).unwrap();
    assert_eq!(
        closed.get_badges().await.unwrap_err().kind(),
        ErrorKind::Private
    );
    assert_eq!(
        closed.get_friends().await.unwrap_err().kind(),
        ErrorKind::Private
    );
    assert_eq!(
        closed.get_friends_v1().await.unwrap_err().kind(),
        ErrorKind::Private
    );
}

#[tokio::test]
async fn an_answer_that_may_lack_items_says_by_which_setting() {
    let sandbox = Sandbox::start().await.unwrap();
    let viewer = user(&sandbox, sandbox.token(people::OPEN));
    let own = viewer.get_badges().await.unwrap();
    assert!(own.may_be_incomplete().is_empty());
    let other = viewer
        .person(people::NO_BODY)
        .unwrap()
        .get_badges()
        .await
        .unwrap();
    assert_eq!(other.may_be_incomplete(), [Setting::MyBody]);
    let ranks = viewer.get_friends_leaderboard().await.unwrap();
    assert_eq!(ranks.may_be_incomplete(), [Setting::HideMeFromRankings]);
}

#[tokio::test]
async fn a_scope_that_the_token_lacks_is_forbidden_by_the_server_where_nobody_knew_before() {
    let sandbox = Sandbox::start().await.unwrap();
    let narrow = user(
        &sandbox,
        sandbox.token_with_scopes(people::OPEN, &["profile"]),
    );
    assert!(narrow.get_badges().await.is_ok());
    let error = narrow.get_friends_v1().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(error.error_type(), Some("insufficient_scope"));
}

#[tokio::test]
async fn a_person_that_is_not_there_is_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let viewer = user(&sandbox, sandbox.token(people::OPEN));
    let nobody = viewer.person("2ZZZZZ").unwrap();
    assert_eq!(
        nobody.get_badges().await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
}
