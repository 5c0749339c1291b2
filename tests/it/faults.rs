//! What the service can do to a call and to a long walk, and what becomes of it: nothing is lost, nothing comes twice, and
//! nothing is sent that cannot help.

use std::num::NonZeroU32;

use fitbit_core::jiff::civil::date;
use fitbit_core::types::ActivityResource;
use fitbit_core::{DateRange, ErrorKind, ListQuery, LogId, User};
use fitbit_sandbox::{AbsurdHeaders, Effect, Fault, Scenario};
use futures_util::TryStreamExt;

use crate::stage::{Stage, read};

async fn struck(effect: Effect) -> (Stage, User) {
    let stage = Stage::new().await;
    stage.sandbox.inject(Fault::everywhere(effect)).unwrap();
    let user = stage.user().await;
    (stage, user)
}

#[tokio::test]
async fn a_service_that_is_switched_off_is_asked_twice_and_never_again() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.sandbox.play(Scenario::SwitchedOff);
    let error = stage.standing(read(user.clone())).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Retired, 1));
    let friends = stage.standing(async { user.get_friends().await }).await;
    assert_eq!(friends.unwrap_err().kind(), ErrorKind::Retired);
    for _ in 0..3 {
        let error = stage.standing(read(user.clone())).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Retired, 0));
    }
    assert_eq!(stage.sandbox.requests().len(), 2, "no refresh either");
}

#[tokio::test]
async fn a_token_endpoint_that_is_switched_off_ends_everything_at_once() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    stage.clock.advance(std::time::Duration::from_hours(9));
    stage.sandbox.play(Scenario::SwitchedOff);
    for _ in 0..3 {
        let error = stage.standing(read(user.clone())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Retired);
    }
    assert_eq!(stage.sent("oauth2_token"), 1);
    assert_eq!(stage.sandbox.requests().len(), 1);
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_of_its_own_kind() {
    for (effect, kind) in [
        (Effect::Redirect, ErrorKind::Redirected),
        (Effect::HtmlPage, ErrorKind::Decode),
        (Effect::ErrorWithSuccess, ErrorKind::Rejected),
    ] {
        let (stage, user) = struck(effect).await;
        let error = stage.standing(read(user)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1));
    }
}

#[tokio::test]
async fn what_is_only_odd_about_an_answer_is_read_all_the_same() {
    for effect in [
        Effect::WrongContentType,
        Effect::MissingHeaders,
        Effect::AbsurdHeaders(AbsurdHeaders::Huge),
        Effect::AbsurdHeaders(AbsurdHeaders::Words),
        Effect::Nulls,
        Effect::UnknownEnum,
        Effect::UnknownField,
    ] {
        let (stage, user) = struck(effect).await;
        stage.standing(read(user.clone())).await.unwrap();
        let list = user.get_activity_log_list(ListQuery::after(date(2026, 1, 1)));
        let mut items = list.items();
        assert!(stage.standing(items.next()).await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn a_link_that_repeats_or_leads_away_ends_the_list_with_an_error() {
    for (effect, kind) in [
        (Effect::RepeatedNext, ErrorKind::RepeatedPage),
        (Effect::ForeignNext, ErrorKind::ForeignLink),
    ] {
        let (stage, user) = struck(effect).await;
        let list = user.get_activity_log_list(ListQuery::after(date(2007, 1, 1)));
        let ids = list.items().map_ok(|item| item.raw().log_id);
        let error = stage
            .standing(ids.try_collect::<Vec<_>>())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test]
async fn what_nobody_has_heard_of_is_counted_by_its_place() {
    let stage = Stage::new().await;
    stage.sandbox.play(Scenario::Drift);
    let client = stage
        .client()
        .drift_sample(NonZeroU32::MIN)
        .build()
        .unwrap();
    assert!(client.drift().is_empty());
    let user = client.user(stage.credentials().await);
    stage.standing(read(user)).await.unwrap();
    assert!(!client.drift().is_empty());
}

#[tokio::test]
async fn a_write_whose_answer_is_missing_is_sent_once_and_says_that_it_may_be_done() {
    for (effect, written) in [(Effect::ResetAfter, 1), (Effect::ResetBefore, 0)] {
        let stage = Stage::new().await;
        let user = stage.user().await;
        let day = date(2026, 5, 20);
        let before = stage.standing(async { user.get_water_log(day).await });
        let before = before.await.unwrap().raw().water.len();
        let fault = Fault::on("create_water_log", effect).times(1);
        stage.sandbox.inject(fault).unwrap();
        let error = stage
            .passing(async { user.create_water_log(day, 250.0).await })
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Interrupted, 1)
        );
        assert!(error.may_have_taken_effect());
        assert_eq!(stage.sent("create_water_log"), 1);
        let after = stage.standing(async { user.get_water_log(day).await });
        assert_eq!(after.await.unwrap().raw().water.len(), before + written);
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_is_missing_is_sent_again_and_not_found_is_done() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    let day = date(2026, 5, 20);
    let written = stage
        .standing(async { user.create_water_log(day, 250.0).await })
        .await
        .unwrap();
    let id = written.raw().water_log.log_id;
    let fault = Fault::on("delete_water_log", Effect::ResetAfter).times(1);
    stage.sandbox.inject(fault).unwrap();
    let reply = stage
        .passing(async { user.delete_water_log(id).await })
        .await
        .unwrap();
    assert_eq!((reply.status(), reply.attempts()), (404, 2));
}

/// The ids of all activities that the service has for the person.
async fn all_ids(stage: &Stage, user: &User) -> Vec<LogId> {
    let list = user.get_activity_log_list(ListQuery::after(date(2007, 1, 1)).with_limit(20));
    let ids = list.items().map_ok(|item| item.raw().log_id);
    stage.standing(ids.try_collect()).await.unwrap()
}

#[tokio::test]
async fn every_item_of_a_long_walk_comes_once_while_every_third_call_fails() {
    let stage = Stage::with(|sandbox| sandbox.quota(None)).await;
    let client = stage.client().without_budget().build().unwrap();
    let user = client.user(stage.credentials().await);
    let whole = all_ids(&stage, &user).await;
    assert!(whole.len() > 60, "several pages");
    stage.sandbox.play(Scenario::Unsteady);
    let list = || user.get_activity_log_list(ListQuery::after(date(2007, 1, 1)).with_limit(20));
    for stop in [0, 1, 20, 50] {
        let mut ids = Vec::new();
        let mut items = list().items().with_prefetch();
        for _ in 0..stop {
            ids.push(
                stage
                    .passing(items.next())
                    .await
                    .unwrap()
                    .unwrap()
                    .raw()
                    .log_id,
            );
        }
        let mut items = list().resume_items(&items.cursor()).unwrap();
        while let Some(item) = stage.passing(items.next()).await {
            ids.push(item.unwrap().raw().log_id);
        }
        assert!(ids == whole, "stopped after {stop}");
    }
}

#[tokio::test]
async fn every_day_of_years_of_steps_comes_once_while_every_third_call_fails() {
    let stage = Stage::new().await;
    stage.sandbox.play(Scenario::Unsteady);
    let user = stage.user().await;
    let days = DateRange::new(date(2016, 5, 21), date(2026, 5, 20)).unwrap();
    let steps = user.get_activity_time_series_over(ActivityResource::Steps, days);
    let mut answers = steps.answers();
    let mut expected = days.start();
    while let Some(answer) = stage.passing(answers.next()).await {
        let answer = answer.unwrap();
        for day in answer.raw().activities_steps.as_ref().unwrap() {
            assert_eq!(day.date_time, Some(expected));
            expected = expected.tomorrow().unwrap();
        }
    }
    assert_eq!(expected, days.end().tomorrow().unwrap());
    assert!(
        stage
            .sandbox
            .requests()
            .iter()
            .any(fitbit_sandbox::LoggedRequest::is_faulty)
    );
}
