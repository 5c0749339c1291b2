//! From the consent page to kept tokens, and to their end.

use fitbit_core::auth::{AuthErrorKind, PendingAuthorization, TokenState};
use fitbit_core::{ScopeSet, TokenSource};

use super::*;

/// Somebody is sent to the consent page for these scopes and comes back with a code.
fn come_back(app: &App, scopes: &str) -> (PendingAuthorization, String) {
    let (page, pending) = app.authorize(ScopeSet::parse(scopes)).begin().unwrap();
    let state = page
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    (
        pending,
        format!("https://service.example/fitbit?code=c0de&state={state}#_=_"),
    )
}

#[tokio::test]
async fn a_consent_is_exchanged_kept_and_compared_with_what_was_asked() {
    let world = World::empty([tokens(1)]).await;
    let (pending, redirect) = come_back(world.authenticator.app(), "activity heartrate sleep");
    let consent = world
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap();
    assert_eq!(consent.missing(), &ScopeSet::parse("heartrate"));
    world.assert_stored(1).await;
    let grant = world.credentials().grant().await.unwrap();
    assert_eq!(grant.scopes(), Some(&ScopeSet::parse("activity sleep")));
    let seen = world.server.seen();
    assert_eq!((seen.len(), seen[0].path.as_str()), (1, "/oauth2/token"));
    let form = seen[0].form();
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "c0de");
    assert_eq!(form["code_verifier"].len(), 43);
    assert!(!form.contains_key("client_id"));
    assert_eq!(
        seen[0].authorization.as_deref(),
        Some("Basic MjNBQkNEOnMzY3JldA==")
    );
}

#[tokio::test]
async fn an_app_without_a_secret_says_its_id_in_the_body() {
    let world = World::empty([tokens(1)]).await;
    let app = App::client("23ABCD")
        .base_url(&world.server.url)
        .redirect_uri("https://service.example/fitbit")
        .build()
        .unwrap();
    let (pending, redirect) = come_back(&app, "sleep");
    let code = pending.code(&redirect).unwrap();
    app.exchange(&pending, code).await.unwrap();
    let seen = world.server.seen();
    assert_eq!(seen[0].authorization, None);
    assert_eq!(seen[0].form()["client_id"], "23ABCD");
    assert_eq!(
        seen[0].form()["redirect_uri"],
        "https://service.example/fitbit"
    );
}

#[tokio::test]
async fn a_foreign_redirect_sends_nothing() {
    let world = World::empty([]).await;
    let (pending, _) = come_back(world.authenticator.app(), "sleep");
    let (_, foreign) = come_back(world.authenticator.app(), "sleep");
    let error = world
        .authenticator
        .accept(pending, &foreign)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::StateMismatch);
    assert!(world.server.seen().is_empty());
}

#[tokio::test]
async fn a_consent_of_another_person_than_expected_is_not_kept() {
    let world = World::empty([tokens(1)]).await;
    let app = world.authenticator.app();
    let question = app
        .authorize(ScopeSet::parse("sleep"))
        .expect("28H22H".parse().unwrap());
    let (page, pending) = question.begin().unwrap();
    let state = page
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let redirect = format!("code=c0de&state={state}");
    let error = world
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::OtherPerson);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_spent_code_is_an_invalid_grant_and_not_a_lost_person() {
    let world = World::new(HOUR, [refusal(400, "invalid_grant")]).await;
    let (pending, redirect) = come_back(world.authenticator.app(), "sleep");
    let error = world
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::InvalidGrant);
    world.assert_stored(0).await;
}

#[tokio::test]
async fn a_consent_given_anew_is_used_at_once() {
    let world = World::new(Duration::ZERO, [refusal(400, "invalid_grant"), tokens(5)]).await;
    let credentials = world.credentials();
    assert!(
        credentials
            .grant()
            .await
            .unwrap_err()
            .auth()
            .unwrap()
            .needs_consent()
    );
    let (pending, redirect) = come_back(world.authenticator.app(), "activity sleep");
    world
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap();
    assert!(credentials.grant().await.unwrap().token() == &access(5));
}

#[tokio::test]
async fn an_import_can_be_repeated_without_undoing_a_refresh() {
    let world = World::empty([tokens(1)]).await;
    let old = world.token(0, Duration::ZERO);
    assert!(world.authenticator.import(&old).await.unwrap());
    world.credentials().grant().await.unwrap();
    assert!(!world.authenticator.import(&old).await.unwrap());
    world.assert_stored(1).await;
}

#[tokio::test]
async fn a_revoked_consent_is_over_at_the_service_and_here() {
    let world = World::new(HOUR, [Reply::Whole(200, String::new())]).await;
    let credentials = world.credentials();
    credentials.grant().await.unwrap();
    assert!(world.authenticator.revoke(&person()).await.unwrap());
    let seen = world.server.seen();
    assert_eq!((seen.len(), seen[0].path.as_str()), (1, "/oauth2/revoke"));
    assert_eq!(seen[0].form()["token"], "refresh.0");
    assert_eq!(world.stored().await.unwrap().state(), TokenState::Revoked);
    let error = credentials.grant().await.unwrap_err();
    assert_eq!(error.auth().unwrap().kind(), AuthErrorKind::Revoked);
}

#[tokio::test]
async fn a_revocation_that_did_not_reach_the_service_changes_nothing_here() {
    let world = World::new(HOUR, [Reply::Nothing, refusal(401, "invalid_token")]).await;
    let error = world.authenticator.revoke(&person()).await.unwrap_err();
    assert!(error.is_retryable());
    world.assert_stored(0).await;
    assert!(
        world.authenticator.revoke(&person()).await.unwrap(),
        "it was over already"
    );
}

#[tokio::test]
async fn a_forgotten_person_is_gone_also_while_a_refresh_is_under_way() {
    let (go, held) = tokio::sync::oneshot::channel();
    let world = World::new(Duration::ZERO, [Reply::Held(held, Box::new(tokens(1)))]).await;
    let credentials = world.credentials();
    let asking = credentials.clone();
    let call = tokio::spawn(async move { asking.grant().await });
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(world.authenticator.forget(&person()).await.unwrap());
    go.send(()).unwrap();
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.auth().unwrap().kind(), AuthErrorKind::UnknownPerson);
    assert!(world.stored().await.is_none());
    let error = credentials.grant().await.unwrap_err();
    assert_eq!(error.auth().unwrap().kind(), AuthErrorKind::UnknownPerson);
}

#[tokio::test]
async fn introspection_tells_an_active_token_from_one_that_is_over() {
    let active = r#"{"active":true,"scope":"{SLEEP=READ}","user_id":"GGNJL9","exp":1700028800000}"#;
    let script = [
        Reply::Whole(200, active.to_owned()),
        Reply::Whole(200, r#"{"active":false}"#.to_owned()),
    ];
    let world = World::empty(script).await;
    let app = world.authenticator.app();
    let told = app.introspect(&access(0)).await.unwrap().unwrap();
    assert_eq!(told.scopes(), ScopeSet::parse("sleep"));
    assert_eq!(app.introspect(&access(0)).await.unwrap(), None);
    let seen = world.server.seen();
    assert_eq!(seen[0].path, "/1.1/oauth2/introspect");
    assert_eq!(seen[0].authorization.as_deref(), Some("Bearer access.0"));
    assert_eq!(seen[0].body, "token=access.0");
}

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let world = World::empty([Reply::Whole(200, "x".repeat(70_000))]).await;
    let error = world
        .authenticator
        .app()
        .introspect(&access(0))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::MalformedAnswer);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::empty([Reply::Whole(302, String::new())]).await;
    let error = world
        .authenticator
        .app()
        .introspect(&access(0))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (AuthErrorKind::Rejected, Some(302))
    );
}
