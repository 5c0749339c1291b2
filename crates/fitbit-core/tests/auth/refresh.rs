//! How tokens stay alive.

use std::sync::atomic::Ordering;

use fitbit_core::auth::{AuthErrorKind, Begun, Loss, TokenState, timing};
use fitbit_core::{Grant, TokenError, TokenSource};
use tokio::sync::oneshot;

use super::*;

/// No pause of a refresh that waits for nobody is longer.
const PAUSE: Duration = Duration::from_secs(5);

fn kind(result: Result<Grant, TokenError>) -> AuthErrorKind {
    result
        .unwrap_err()
        .auth()
        .expect("it is about the consent")
        .kind()
}

fn assert_is(grant: &Grant, generation: u32) {
    assert!(grant.token() == &access(generation), "another token");
    assert_eq!(grant.owner(), Some(&person()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_with_an_expired_token_cause_one_refresh() {
    let (go, held) = oneshot::channel();
    let world = World::new(Duration::ZERO, [Reply::Held(held, Box::new(tokens(1)))]).await;
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let credentials = world.credentials();
            tokio::spawn(async move { credentials.grant().await })
        })
        .collect();
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    go.send(()).unwrap();
    for call in calls {
        assert_is(&call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(world.server.seen().len(), 1);
    world.assert_stored(1).await;
}

#[tokio::test]
async fn while_the_old_token_serves_nobody_waits_but_the_call_that_notices() {
    let (go, held) = oneshot::channel();
    let script = [Reply::Held(held, Box::new(tokens(1)))];
    let world = World::new(timing::AHEAD / 2, script).await;
    let credentials = world.credentials();
    let asking = credentials.clone();
    let first = tokio::spawn(async move { asking.grant().await });
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    // The first look at the store was this flight's, so there is nothing to go on with before it lands.
    go.send(()).unwrap();
    assert_is(&first.await.unwrap().unwrap(), 1);

    let (go, held) = oneshot::channel();
    world.server.then(Reply::Held(held, Box::new(tokens(2))));
    world
        .clock
        .advance((8 * HOUR).saturating_sub(timing::AHEAD / 2));
    let asking = credentials.clone();
    let notices = tokio::spawn(async move { asking.grant().await });
    while world.server.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        assert_is(&credentials.grant().await.unwrap(), 1);
    }
    assert!(!notices.is_finished());
    go.send(()).unwrap();
    assert_is(&notices.await.unwrap().unwrap(), 2);
    assert_eq!(world.server.seen().len(), 2);
}

#[tokio::test]
async fn a_failed_refresh_ahead_of_the_end_costs_nothing_and_is_not_tried_on_every_call() {
    let world = World::new(8 * HOUR, []).await;
    let credentials = world.credentials();
    assert_is(&credentials.grant().await.unwrap(), 0);
    world
        .clock
        .advance((8 * HOUR).saturating_sub(timing::AHEAD / 2));
    for _ in 0..4 {
        world.server.then(Reply::Whole(503, String::new()));
    }
    assert_is(
        &passing(&world.clock, PAUSE, credentials.grant())
            .await
            .unwrap(),
        0,
    );
    assert_eq!(world.server.seen().len(), 4);
    for _ in 0..10 {
        assert_is(&credentials.grant().await.unwrap(), 0);
    }
    assert_eq!(world.server.seen().len(), 4);
    world.server.then(tokens(1));
    world.clock.advance(timing::PACE);
    assert_is(&credentials.grant().await.unwrap(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_healed_by_the_identical_request() {
    for lost in [
        Reply::Nothing,
        Reply::Cut(issued(1)),
        Reply::Whole(500, String::new()),
        Reply::Whole(200, "<html>".to_owned()),
    ] {
        let world = World::new(Duration::ZERO, [lost, tokens(1)]).await;
        let credentials = world.credentials();
        assert_is(
            &passing(&world.clock, PAUSE, credentials.grant())
                .await
                .unwrap(),
            1,
        );
        let seen = world.server.seen();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0].form()["refresh_token"], "refresh.0");
        world.assert_stored(1).await;
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up_in_time_to_heal_it_under_the_same_lease() {
    let (_never, held) = oneshot::channel();
    let script = [Reply::Held(held, Box::new(tokens(1))), tokens(1)];
    let world = World::new(Duration::ZERO, script).await;
    let credentials = world.credentials();
    let call = tokio::spawn(async move { credentials.grant().await });
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    world.clock.advance(timing::REQUEST_TIMEOUT);
    assert_is(
        &passing(&world.clock, PAUSE, call).await.unwrap().unwrap(),
        1,
    );
    assert_eq!(world.server.seen().len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_when_too_little_of_the_lease_is_left() {
    let holds: Vec<_> = (0..4).map(|_| oneshot::channel::<()>()).collect();
    let (_keep, script): (Vec<_>, Vec<_>) = holds
        .into_iter()
        .map(|(go, held)| (go, Reply::Held(held, Box::new(Reply::Nothing))))
        .unzip();
    let world = World::new(Duration::ZERO, script).await;
    let credentials = world.credentials();
    let began = world.clock.now();
    let call = tokio::spawn(async move { credentials.grant().await });
    for sent in 1..=2 {
        while world.server.seen().len() < sent {
            tokio::task::yield_now().await;
            if let Some(first) = world.clock.until_first()
                && first <= PAUSE
            {
                world.clock.advance(first);
            }
        }
        world.clock.advance(timing::REQUEST_TIMEOUT);
    }
    let result = passing(&world.clock, PAUSE, call).await.unwrap();
    assert_eq!(kind(result), AuthErrorKind::Unreachable);
    // Two requests of 15 seconds fit into 45 so that both end before the lease does; a third would not.
    assert_eq!(world.server.seen().len(), 2);
    let took = world.clock.now().duration_since(began);
    assert!(took < timing::LEASE.try_into().unwrap());
    // Whoever comes next knows that a request was sent.
    match world
        .store
        .begin(
            &person(),
            world.token(0, HOUR).refresh().hash(),
            timing::LEASE,
        )
        .await
    {
        Ok(Begun::Leased(lease)) => assert!(lease.mark_found().is_some()),
        other => panic!("the lease was not given back: {other:?}"),
    }
}

#[tokio::test]
async fn a_mark_of_a_dead_process_is_healed_by_the_identical_request() {
    let world = World::new(Duration::ZERO, [tokens(1)]).await;
    let hash = world.token(0, HOUR).refresh().hash();
    let dead = world
        .store
        .begin(&person(), hash, timing::LEASE)
        .await
        .unwrap();
    assert!(matches!(dead, Begun::Leased(_)));
    let began = world.clock.now();
    let credentials = world.credentials();
    assert_is(
        &passing(&world.clock, PAUSE, credentials.grant())
            .await
            .unwrap(),
        1,
    );
    assert_eq!(world.server.seen().len(), 1);
    let waited: Duration = world.clock.now().duration_since(began).try_into().unwrap();
    assert!(waited >= timing::LEASE, "the lease was respected");
    assert!(waited + timing::REQUEST_TIMEOUT < timing::REPLAY);
}

#[tokio::test]
async fn a_refresh_of_another_process_is_waited_for_and_shared() {
    let (go, held) = oneshot::channel();
    let world = World::new(Duration::ZERO, [Reply::Held(held, Box::new(tokens(1)))]).await;
    let one = world.credentials();
    let first = tokio::spawn(async move { one.grant().await });
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    let other = world.other_process().credentials(&person());
    let second = tokio::spawn(async move { other.grant().await });
    // The request timeout, the watch over the lease, and the pause of the second process.
    world.clock.until_sleepers(4).await;
    go.send(()).unwrap();
    assert_is(&first.await.unwrap().unwrap(), 1);
    assert_is(
        &passing(&world.clock, PAUSE, second).await.unwrap().unwrap(),
        1,
    );
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn after_a_refusal_the_store_is_read_again_before_a_person_is_given_up() {
    for (status, error_type) in [(400, "invalid_grant"), (401, "invalid_grant"), (409, "")] {
        let world = World::new(Duration::ZERO, []).await;
        let (store, new) = (world.store.clone(), world.token(1, HOUR));
        world.server.then(Reply::Meanwhile(Box::new(move || {
            futures_util::FutureExt::now_or_never(store.insert(&new, Insertion::Replace))
                .unwrap()
                .unwrap();
            refusal(status, error_type)
        })));
        assert_is(&world.credentials().grant().await.unwrap(), 1);
        assert_eq!(world.server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_dead_refresh_token_is_a_state_and_is_not_sent_again() {
    let world = World::new(Duration::ZERO, [refusal(400, "invalid_grant")]).await;
    let credentials = world.credentials();
    let error = credentials.grant().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("refresh.0"));
    let auth = error.auth().unwrap();
    assert!(auth.needs_consent() && !auth.is_retryable());
    assert!(matches!(
        world.stored().await,
        Some(StoredToken::NeedsConsent(Loss::Refused))
    ));
    assert_eq!(kind(credentials.grant().await), AuthErrorKind::NeedsConsent);
    assert_eq!(
        kind(world.other_process().credentials(&person()).grant().await),
        AuthErrorKind::NeedsConsent
    );
    assert_eq!(world.server.seen().len(), 1);
    let listed = world
        .store
        .list(TokenState::NeedsConsent, None, 10)
        .await
        .unwrap();
    assert_eq!(listed, [person()]);
}

#[tokio::test]
async fn a_loss_that_cannot_be_healed_is_reported_as_what_it_is() {
    let world = World::new(
        Duration::ZERO,
        [Reply::Nothing, refusal(400, "invalid_grant")],
    )
    .await;
    let result = passing(&world.clock, PAUSE, world.credentials().grant()).await;
    assert_eq!(kind(result), AuthErrorKind::NeedsConsent);
    assert!(matches!(
        world.stored().await,
        Some(StoredToken::NeedsConsent(Loss::AnswerLost))
    ));
}

#[tokio::test]
async fn a_failed_save_is_tried_again_before_the_token_is_used() {
    let world = World::new(Duration::ZERO, [tokens(1)]).await;
    world.store.saves.store(3, Ordering::SeqCst);
    let credentials = world.credentials();
    let call = tokio::spawn(async move { credentials.grant().await });
    while world.store.saves.load(Ordering::SeqCst) == 3 {
        tokio::task::yield_now().await;
    }
    assert!(!call.is_finished());
    world.assert_stored(0).await;
    assert_is(
        &passing(&world.clock, PAUSE, call).await.unwrap().unwrap(),
        1,
    );
    world.assert_stored(1).await;
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn a_save_that_said_that_it_failed_and_did_not_is_found_out() {
    let world = World::new(Duration::ZERO, [tokens(1)]).await;
    world.store.saves_in_silence.store(1, Ordering::SeqCst);
    assert_is(
        &passing(&world.clock, PAUSE, world.credentials().grant())
            .await
            .unwrap(),
        1,
    );
    world.assert_stored(1).await;
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn tokens_that_could_not_be_saved_are_not_used_and_not_lost() {
    let world = World::new(Duration::ZERO, [tokens(1)]).await;
    world.store.saves.store(usize::MAX, Ordering::SeqCst);
    let error = passing(&world.clock, PAUSE, world.credentials().grant())
        .await
        .unwrap_err();
    let auth = error.auth().unwrap();
    assert_eq!(
        (auth.kind(), auth.is_retryable()),
        (AuthErrorKind::Store, true)
    );
    world.assert_stored(0).await;
    // Long after the lease and the server's window; the credentials of that time are gone.
    world.clock.advance(HOUR);
    world.store.saves.store(0, Ordering::SeqCst);
    assert_is(
        &passing(&world.clock, PAUSE, world.credentials().grant())
            .await
            .unwrap(),
        1,
    );
    world.assert_stored(1).await;
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn tokens_in_hand_rescue_a_person_whom_another_process_had_to_give_up() {
    let world = World::new(Duration::ZERO, [tokens(1), refusal(400, "invalid_grant")]).await;
    world.store.saves.store(usize::MAX, Ordering::SeqCst);
    let credentials = world.credentials();
    assert_eq!(
        kind(passing(&world.clock, PAUSE, credentials.grant()).await),
        AuthErrorKind::Store
    );
    world.clock.advance(HOUR);
    let other = world.other_process().credentials(&person());
    assert_eq!(
        kind(passing(&world.clock, PAUSE, other.grant()).await),
        AuthErrorKind::NeedsConsent
    );
    world.store.saves.store(0, Ordering::SeqCst);
    assert_is(
        &passing(&world.clock, PAUSE, credentials.grant())
            .await
            .unwrap(),
        1,
    );
    world.assert_stored(1).await;
}

#[tokio::test]
async fn a_store_that_is_down_is_an_error_and_not_a_person_without_a_token() {
    let world = World::new(HOUR, []).await;
    world.store.loads.store(1, Ordering::SeqCst);
    let error = world.credentials().grant().await.unwrap_err();
    let auth = error.auth().unwrap();
    assert_eq!(
        (auth.kind(), auth.is_retryable(), auth.needs_consent()),
        (AuthErrorKind::Store, true, false)
    );
    assert_is(&world.credentials().grant().await.unwrap(), 0);

    let nobody = world.authenticator.credentials(&"28H22H".parse().unwrap());
    assert_eq!(kind(nobody.grant().await), AuthErrorKind::UnknownPerson);
}

#[tokio::test]
async fn a_known_token_serves_while_the_store_is_down() {
    let world = World::new(HOUR, []).await;
    let credentials = world.credentials();
    assert_is(&credentials.grant().await.unwrap(), 0);
    world.store.loads.store(1, Ordering::SeqCst);
    world.clock.advance(timing::RECHECK);
    assert_is(&credentials.grant().await.unwrap(), 0);
    assert_eq!(
        world.store.loads.load(Ordering::SeqCst),
        0,
        "the store was asked"
    );
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_who_were_refused() {
    let world = World::new(HOUR, [tokens(1)]).await;
    let credentials = world.credentials();
    let refused = credentials.grant().await.unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (credentials, refused) = (credentials.clone(), refused.clone());
            tokio::spawn(async move { credentials.renewed(refused.token()).await })
        })
        .collect();
    for call in calls {
        assert_is(&call.await.unwrap().unwrap().unwrap(), 1);
    }
    assert_is(&credentials.grant().await.unwrap(), 1);
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn a_token_refused_right_after_a_refresh_is_not_renewed_again() {
    let world = World::new(HOUR, [tokens(1), tokens(2)]).await;
    let credentials = world.credentials();
    let renewed = credentials.renewed(&access(0)).await.unwrap().unwrap();
    for _ in 0..10 {
        assert!(
            credentials
                .renewed(renewed.token())
                .await
                .unwrap()
                .is_none()
        );
    }
    assert_eq!(world.server.seen().len(), 1);
    world.clock.advance(timing::PACE);
    assert_is(
        &credentials.renewed(renewed.token()).await.unwrap().unwrap(),
        2,
    );
}

#[tokio::test]
async fn a_token_that_another_process_changed_is_taken_from_the_store() {
    let world = World::new(HOUR, []).await;
    let credentials = world.credentials();
    let refused = credentials.grant().await.unwrap();
    world.put(1, HOUR).await;
    assert_is(
        &credentials.renewed(refused.token()).await.unwrap().unwrap(),
        1,
    );
    assert_eq!(world.server.seen().len(), 0);
}

#[tokio::test]
async fn a_refresh_runs_to_its_end_when_everybody_stops_waiting() {
    let (go, held) = oneshot::channel();
    let world = World::new(Duration::ZERO, [Reply::Held(held, Box::new(tokens(1)))]).await;
    let credentials = world.credentials();
    let call = tokio::spawn(async move { credentials.grant().await });
    while world.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    while !matches!(world.stored().await, Some(StoredToken::Active(token)) if token.access() == &access(1))
    {
        tokio::task::yield_now().await;
    }
    assert_is(&world.credentials().grant().await.unwrap(), 1);
    assert_eq!(world.server.seen().len(), 1);
}

#[tokio::test]
async fn a_switched_off_endpoint_is_asked_once_and_nobody_is_given_up() {
    let world = World::new(Duration::ZERO, [Reply::Whole(410, String::new())]).await;
    for _ in 0..3 {
        let error = world.credentials().grant().await.unwrap_err();
        let auth = error.auth().unwrap();
        assert_eq!(
            (auth.kind(), auth.is_retryable()),
            (AuthErrorKind::Retired, false)
        );
    }
    assert_eq!(world.server.seen().len(), 1);
    world.assert_stored(0).await;
}

#[tokio::test]
async fn an_answer_that_is_not_this_persons_is_never_saved() {
    let foreign = issued(1).replace("GGNJL9", "28H22H");
    let without = issued(1).replace("refresh_token", "other_token");
    for (body, expected) in [
        (foreign, AuthErrorKind::OtherPerson),
        (without, AuthErrorKind::MalformedAnswer),
    ] {
        let script = (0..4).map(|_| Reply::Whole(200, body.clone()));
        let world = World::new(Duration::ZERO, script).await;
        let result = passing(&world.clock, PAUSE, world.credentials().grant()).await;
        assert_eq!(kind(result), expected);
        world.assert_stored(0).await;
        assert!(
            world
                .authenticator
                .stored(&"28H22H".parse().unwrap())
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test]
async fn a_new_secret_and_the_one_it_replaces_both_work_while_they_change() {
    let world = World::new(Duration::ZERO, [refusal(401, "invalid_client"), tokens(1)]).await;
    world
        .authenticator
        .app()
        .replace_secret(ClientSecret::new("n3w"))
        .unwrap();
    assert_is(&world.credentials().grant().await.unwrap(), 1);
    let sent: Vec<_> = world
        .server
        .seen()
        .into_iter()
        .map(|request| request.authorization.unwrap())
        .collect();
    // Made with `printf 23ABCD:n3w | base64`.
    assert_eq!(
        sent,
        ["Basic MjNBQkNEOm4zdw==", "Basic MjNBQkNEOnMzY3JldA=="]
    );
}

#[tokio::test]
async fn a_client_that_the_server_does_not_know_spends_nothing() {
    let world = World::new(Duration::ZERO, [refusal(401, "invalid_client"), tokens(1)]).await;
    assert_eq!(
        kind(world.credentials().grant().await),
        AuthErrorKind::InvalidClient
    );
    world.assert_stored(0).await;
    assert_is(&world.credentials().grant().await.unwrap(), 1);
}

#[tokio::test]
async fn a_wall_clock_set_back_delays_nothing() {
    let world = World::new(Duration::ZERO, [tokens(1), tokens(2)]).await;
    let credentials = world.credentials();
    assert_is(&credentials.grant().await.unwrap(), 1);
    world
        .clock
        .set(world.clock.now().checked_sub(HOUR).unwrap());
    assert_is(&credentials.grant().await.unwrap(), 1);
    assert_is(&credentials.renewed(&access(1)).await.unwrap().unwrap(), 2);
}
