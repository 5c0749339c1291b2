//! From the consent page to calls, through every way in which a token ends: nobody loses a consent that is not over.

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{
    App, AppBuilder, AuthErrorKind, Authenticator, ClientSecret, MemoryTokenStore, StoredToken,
    TokenState,
};
use fitbit_core::jiff::civil::date;
use fitbit_core::{Error, ErrorKind, ScopeSet, TokenSource};
use fitbit_sandbox::{
    App as Registered, Effect, Fault, OAuthRules, Scenario, TokenEventKind, people,
};

use crate::stage::{Stage, person, read};

const NINE_HOURS: Duration = Duration::from_hours(9);

fn authenticator(stage: &Stage, app: AppBuilder) -> Authenticator {
    let clock = Arc::new(stage.clock.clone());
    let app = app
        .redirect_uri(Registered::REDIRECT)
        .base_url(stage.sandbox.url())
        .consent_base_url(stage.sandbox.url())
        .clock(Arc::<fitbit_core::ManualClock>::clone(&clock));
    Authenticator::new(app.build().unwrap(), MemoryTokenStore::with_clock(clock))
}

fn auth_kind(error: &Error) -> Option<AuthErrorKind> {
    error.auth().map(fitbit_core::auth::AuthError::kind)
}

#[tokio::test]
async fn a_consent_to_each_type_of_app_leads_to_calls_and_outlives_its_token() {
    let stage = Stage::new().await;
    let secret = || ClientSecret::new(Registered::SECRET);
    for (id, app) in [
        (
            Registered::SERVER,
            App::server(Registered::SERVER, secret()),
        ),
        (Registered::CLIENT, App::client(Registered::CLIENT)),
        (
            Registered::PERSONAL,
            App::personal(Registered::PERSONAL, Some(secret())),
        ),
    ] {
        let authenticator = authenticator(&stage, app);
        let asked = ScopeSet::parse("profile activity settings");
        let (page, pending) = authenticator.app().authorize(asked).begin().unwrap();
        let redirect = stage.sandbox.approve(page.as_str(), people::OPEN).unwrap();
        let consent = authenticator.accept(pending, &redirect).await.unwrap();
        assert_eq!(consent.token().owner(), &person());
        assert!(consent.missing().is_empty());

        let credentials = authenticator.credentials(consent.token().owner());
        let user = stage.client().build().unwrap().user(credentials);
        stage.standing(read(user.clone())).await.unwrap();
        stage.clock.advance(NINE_HOURS);
        stage.standing(read(user)).await.unwrap();
        let events = stage.sandbox.token_events(id, people::OPEN).unwrap();
        let kinds: Vec<TokenEventKind> = events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [
                TokenEventKind::Authorized,
                TokenEventKind::Exchanged,
                TokenEventKind::Refreshed
            ]
        );
    }
}

#[tokio::test]
async fn a_person_who_says_no_costs_nothing_and_is_told_as_such() {
    let stage = Stage::new().await;
    let app = stage.authenticator.app();
    let (page, pending) = app.authorize(ScopeSet::parse("sleep")).begin().unwrap();
    let redirect = stage.sandbox.deny(page.as_str()).unwrap();
    let error = stage
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Denied);
    assert_eq!(stage.sent("oauth2_token"), 0);
    assert!(
        stage
            .authenticator
            .stored(&person())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn an_unticked_scope_is_a_smaller_consent_and_costs_no_call() {
    let stage = Stage::new().await;
    let app = stage.authenticator.app();
    let asked = ScopeSet::parse("profile activity sleep social");
    let (page, pending) = app.authorize(asked).begin().unwrap();
    let redirect = stage
        .sandbox
        .approve_scopes(page.as_str(), people::OPEN, &["profile", "activity"])
        .unwrap();
    let consent = stage
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap();
    assert_eq!(consent.missing(), &ScopeSet::parse("sleep social"));
    let budget = stage.budget(fitbit_core::BudgetSettings::fitbit());
    let client = stage.client().budget(budget.clone()).build().unwrap();
    let user = client.user(stage.authenticator.credentials(&person()));
    let error = user.get_friends().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingScope);
    assert!(error.to_string().contains("social"));
    assert_eq!(stage.sent("get_friends"), 0);
    stage.standing(read(user)).await.unwrap();
    assert_eq!(stage.windows(), [(1, 0)]);
}

#[tokio::test]
async fn a_thousand_calls_with_an_expired_token_cause_one_refresh_at_the_service() {
    let stage = Stage::with(|sandbox| sandbox.quota(None)).await;
    let client = stage.client().without_budget().build().unwrap();
    let user = client.user(stage.credentials().await);
    stage.clock.advance(NINE_HOURS);
    let calls: Vec<_> = (0..1_000)
        .map(|_| tokio::spawn(read(user.clone())))
        .collect();
    for call in calls {
        assert_eq!(stage.standing(call).await.unwrap().unwrap(), 1);
    }
    assert_eq!(stage.count(TokenEventKind::Refreshed), 1);
    assert_eq!(stage.sent("oauth2_token"), 1);
    assert_eq!(stage.sent("get_badges"), 1_000);
}

#[tokio::test]
async fn a_thousand_calls_whose_token_the_service_let_expire_cause_one_refresh() {
    let stage = Stage::with(|sandbox| sandbox.quota(None)).await;
    let client = stage.client().without_budget().build().unwrap();
    let user = client.user(stage.credentials().await);
    stage.sandbox.expire_tokens(people::OPEN).unwrap();
    let calls: Vec<_> = (0..1_000)
        .map(|_| tokio::spawn(read(user.clone())))
        .collect();
    for call in calls {
        assert!(stage.standing(call).await.unwrap().unwrap() <= 2);
    }
    assert_eq!(stage.count(TokenEventKind::Refreshed), 1);
    assert_eq!(stage.sent("oauth2_token"), 1);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_renewed_once_also_for_a_write() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.sandbox.expire_tokens(people::OPEN).unwrap();
    let reply = stage
        .standing(async { user.create_water_log(date(2026, 5, 20), 250.0).await })
        .await
        .unwrap();
    assert_eq!(reply.attempts(), 2);
    let water = stage
        .standing(async { user.get_water_log(date(2026, 5, 20)).await })
        .await
        .unwrap();
    let written = reply.raw().water_log.log_id;
    let same = water.raw().water.iter().filter(|log| log.log_id == written);
    assert_eq!(same.count(), 1, "it is there once");
    assert_eq!(stage.count(TokenEventKind::Refreshed), 1);
}

#[tokio::test]
async fn a_consent_that_the_person_ended_is_a_state_and_no_loop() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.standing(read(user.clone())).await.unwrap();
    stage
        .sandbox
        .revoke(Registered::SERVER, people::OPEN)
        .unwrap();
    for _ in 0..3 {
        let error = stage.standing(read(user.clone())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NeedsConsent);
        assert_eq!(auth_kind(&error), Some(AuthErrorKind::NeedsConsent));
        assert!(!error.is_transient() && error.retry_after().is_none());
    }
    assert_eq!(stage.sent("get_badges"), 2, "the last one found it out");
    assert_eq!(stage.sent("oauth2_token"), 1);
    let stored = stage
        .authenticator
        .stored(&person())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.state(), TokenState::NeedsConsent);
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_or_cut_is_healed_by_a_replay() {
    for effect in [Effect::ResetAfter, Effect::CutBody] {
        let stage = Stage::new().await;
        let user = stage.user().await;
        stage.clock.advance(NINE_HOURS);
        let fault = Fault::on("oauth2_token", effect).times(1);
        stage.sandbox.inject(fault).unwrap();
        stage.passing(read(user.clone())).await.unwrap();
        assert_eq!(
            stage.events(),
            [TokenEventKind::Refreshed, TokenEventKind::Replayed]
        );
        // The new refresh token is the one that was saved.
        stage.clock.advance(NINE_HOURS);
        stage.passing(read(user)).await.unwrap();
        assert_eq!(stage.count(TokenEventKind::Refreshed), 2);
        assert_eq!(stage.count(TokenEventKind::Refused), 0);
    }
}

#[tokio::test]
async fn the_scenario_of_a_lost_refresh_loses_nobody() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.clock.advance(NINE_HOURS);
    stage.sandbox.play(Scenario::LostRefresh);
    stage.passing(read(user)).await.unwrap();
    assert_eq!(stage.count(TokenEventKind::Replayed), 1);
}

#[tokio::test]
async fn a_refresh_that_another_program_contests_is_healed_by_a_replay() {
    let stage = Stage::new().await;
    let here = stage.user().await;
    // Another program that has the same tokens, and does not share the store.
    let secret = ClientSecret::new(Registered::SECRET);
    let other = authenticator(&stage, App::server(Registered::SERVER, secret));
    let stored = stage.authenticator.stored(&person()).await.unwrap();
    let Some(StoredToken::Active(token)) = stored else {
        panic!("no tokens in the store");
    };
    other.import(&token).await.unwrap();
    stage.clock.advance(NINE_HOURS);
    stage.sandbox.play(Scenario::ContestedRefresh);
    let there = other.credentials(&person());
    let there = tokio::spawn(async move { there.grant().await.map(|_| ()) });
    stage
        .until("the other refresh has arrived", |stage| {
            stage.sandbox.is_refreshing()
        })
        .await;
    stage.passing(read(here)).await.unwrap();
    there.await.unwrap().unwrap();
    assert_eq!(
        stage.events(),
        [
            TokenEventKind::Refused,
            TokenEventKind::Refreshed,
            TokenEventKind::Replayed
        ],
        "ours, theirs, and ours again"
    );
    let requests = stage.sandbox.requests();
    assert!(requests.iter().any(|request| request.status() == 409));
}

#[tokio::test]
async fn two_processes_with_a_common_store_refresh_once() {
    let stage = Stage::new().await;
    let here = stage.user().await;
    let other = Authenticator::new(stage.authenticator.app().clone(), stage.store.clone());
    let there = stage.client().build().unwrap();
    let there = there.user(other.credentials(&person()));
    stage.clock.advance(NINE_HOURS);
    stage.sandbox.play(Scenario::ContestedRefresh);
    let (one, two) = stage
        .passing(async { tokio::join!(read(here), read(there)) })
        .await;
    one.unwrap();
    two.unwrap();
    assert_eq!(stage.events(), [TokenEventKind::Refreshed]);
    assert_eq!(stage.sent("oauth2_token"), 1);
}

#[tokio::test]
async fn a_lost_answer_that_is_not_repeated_is_told_as_what_it_is() {
    let rules = OAuthRules::default().without_replay();
    let stage = Stage::with(|sandbox| sandbox.oauth_rules(rules)).await;
    let user = stage.user().await;
    stage.clock.advance(NINE_HOURS);
    stage.sandbox.play(Scenario::LostRefresh);
    let error = stage.passing(read(user.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NeedsConsent);
    assert!(error.to_string().contains("lost"), "{error}");
    assert_eq!(error.attempts(), 0, "no call was spent");
    assert_eq!(stage.windows(), []);
    // It is known now, and nothing is asked again.
    let sent = stage.sent("oauth2_token");
    stage.passing(read(user)).await.unwrap_err();
    assert_eq!(stage.sent("oauth2_token"), sent);
}

#[tokio::test]
async fn a_person_who_consents_again_is_served_by_the_same_handle() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage
        .sandbox
        .revoke(Registered::SERVER, people::OPEN)
        .unwrap();
    stage.standing(read(user.clone())).await.unwrap_err();
    let app = stage.authenticator.app();
    let (page, pending) = app.authorize(ScopeSet::parse("profile")).begin().unwrap();
    let redirect = stage.sandbox.approve(page.as_str(), people::OPEN).unwrap();
    stage
        .authenticator
        .accept(pending, &redirect)
        .await
        .unwrap();
    stage.standing(read(user)).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_person_is_unknown_and_nothing_is_sent() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.standing(read(user.clone())).await.unwrap();
    assert!(stage.authenticator.forget(&person()).await.unwrap());
    assert!(
        stage
            .authenticator
            .stored(&person())
            .await
            .unwrap()
            .is_none()
    );
    let error = stage.standing(read(user)).await.unwrap_err();
    assert_eq!(auth_kind(&error), Some(AuthErrorKind::UnknownPerson));
    assert_eq!(stage.sent("get_badges"), 1);
    assert!(!stage.authenticator.forget(&person()).await.unwrap());
}

#[tokio::test]
async fn a_changed_secret_is_tried_and_the_replaced_one_serves_until_the_service_knows() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    let app = stage.authenticator.app();
    app.replace_secret(ClientSecret::new("a.new.secret"))
        .unwrap();
    stage.clock.advance(NINE_HOURS);
    stage.standing(read(user.clone())).await.unwrap();
    stage
        .sandbox
        .change_secret(Registered::SERVER, "a.new.secret")
        .unwrap();
    stage.clock.advance(NINE_HOURS);
    stage.standing(read(user)).await.unwrap();
    assert_eq!(stage.count(TokenEventKind::Refreshed), 2);
}
