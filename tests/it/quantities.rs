//! Units and times of an answer, read in the context of the request that it answers.

use fitbit_core::jiff::tz::TimeZone;
use fitbit_core::{
    AccessToken, BadgeGoal, Client, LengthUnit, ListQuery, UnitSystem, User, View, jiff, types,
};
use fitbit_sandbox::{Sandbox, people};

use crate::scripted::{Scripted, json};

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-6 * left.abs().max(1.0)
}

fn user(base: &str, units: UnitSystem, token: &str) -> User {
    let client = Client::builder()
        .base_url(base)
        .units(units)
        .build()
        .unwrap();
    client.user(AccessToken::new(token).unwrap())
}

#[tokio::test]
async fn the_same_height_and_weight_come_out_of_every_unit_system() {
    for (units, height, weight) in [
        (UnitSystem::Metric, 180.0, 80.0),
        (UnitSystem::UnitedStates, 180.0 / 2.54, 80.0 / 0.453_592_37),
        (UnitSystem::UnitedKingdom, 180.0, 80.0 / 6.350_293_18),
    ] {
        let body = format!(
            r#"{{"friends":[{{"user":{{"encodedId":"2AAAAA","height":{height},"weight":{weight}}}}}]}}"#
        );
        let server = Scripted::start([json("200 OK", &body)]).await;
        let reply = user(server.base(), units, "a.test.token")
            .get_friends_v1()
            .await
            .unwrap();
        let friend = reply
            .view()
            .friends()
            .find_map(View::<types::FriendV1>::user)
            .unwrap();
        assert!(close(friend.height().shown().unwrap().centimetres(), 180.0));
        assert!(close(friend.weight().shown().unwrap().kilograms(), 80.0));
    }
}

#[tokio::test]
async fn an_exercise_is_the_same_in_miles_and_in_kilometres() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut distances = Vec::new();
    for (units, unit) in [
        (UnitSystem::Metric, LengthUnit::Kilometre),
        (UnitSystem::UnitedStates, LengthUnit::Mile),
    ] {
        let user = user(sandbox.url(), units, &sandbox.token(people::OPEN));
        let query = ListQuery::before(jiff::civil::date(2026, 5, 20));
        let mut items = user.get_activity_log_list(query).items();
        loop {
            let item = items.next().await.expect("somebody moved").unwrap();
            if let Some(distance) = item.view().distance() {
                assert_eq!(distance.unit(), unit);
                distances.push(distance.metres());
                break;
            }
        }
    }
    assert!(
        (distances[0] - distances[1]).abs() < 20.0,
        "up to the rounding of the wire"
    );
}

#[tokio::test]
async fn the_unit_that_an_answer_names_rules_over_the_one_that_was_asked_for() {
    let body = r#"{"activities":[
        {"logId":1,"distance":2.0,"distanceUnit":"Mile","speed":6.0,"pace":600.0},
        {"logId":2,"distance":2.0,"distanceUnit":"Steps"},
        {"logId":3,"distance":2.0}]}"#;
    let server = Scripted::start([json("200 OK", body)]).await;
    let user = user(server.base(), UnitSystem::Metric, "a.test.token");
    let query = ListQuery::after(jiff::civil::date(2026, 1, 1));
    let page = user
        .get_activity_log_list(query)
        .pages()
        .next()
        .await
        .unwrap()
        .unwrap();
    let items: Vec<_> = page.items().map(Result::unwrap).collect();
    let [named, steps, unnamed] = items.try_into().unwrap();
    assert!(close(named.distance().unwrap().metres(), 3218.688));
    assert!(close(
        named.speed().unwrap().kilometres_per_hour(),
        9.656_064
    ));
    assert!(close(named.pace().unwrap().seconds_per_mile(), 600.0));
    assert!(steps.distance().is_none(), "steps measure no length");
    assert!(close(unnamed.distance().unwrap().metres(), 2000.0));
}

#[tokio::test]
async fn a_badge_is_in_the_unit_of_the_profile_whatever_was_asked_for() {
    let body = r#"{"badges":[{"badgeType":"LIFETIME_DISTANCE","unit":"MILES","value":26}]}"#;
    let server = Scripted::start([json("200 OK", body)]).await;
    let user = user(server.base(), UnitSystem::Metric, "a.test.token");
    let reply = user.get_badges().await.unwrap();
    let badge = reply.view().badges().next().unwrap();
    let Some(BadgeGoal::Length(distance)) = badge.value() else {
        panic!("miles are a length");
    };
    assert!(close(distance.miles(), 26.0));
}

#[tokio::test]
async fn a_time_without_zone_is_resolved_only_through_the_zone_that_was_set() {
    let body =
        r#"{"friends":[{"dateTime":"2012-06-05T02:26:29.000","user":{"encodedId":"2AAAAA"}}]}"#;
    let server = Scripted::start([json("200 OK", body), json("200 OK", body)]).await;
    let user = user(server.base(), UnitSystem::Metric, "a.test.token");
    let reply = user.get_friend_invitations_v1().await.unwrap();
    let time = reply.view().friends().next().unwrap().date_time().unwrap();
    assert!(time.resolved().is_none());
    let zone = TimeZone::get("Europe/Oslo").unwrap();
    let reply = user
        .in_zone(zone)
        .get_friend_invitations_v1()
        .await
        .unwrap();
    let time = reply.view().friends().next().unwrap().date_time().unwrap();
    assert_eq!(time.resolved().unwrap().to_string(), "2012-06-05T00:26:29Z");
}

#[tokio::test]
async fn a_sleep_is_read_by_the_offset_of_its_start_all_night() {
    let night = |start: &str, end: &str| {
        let body = format!(
            r#"{{"sleep":[{{"logId":1,"startTime":"{start}","endTime":"{end}","duration":28800000}}]}}"#
        );
        json("200 OK", &body)
    };
    // Both nights are eight hours long. In spring the clock of the wall is an hour ahead at the end, in autumn one behind.
    let spring = night("2026-03-28T23:00:00.000", "2026-03-29T07:00:00.000");
    let autumn = night("2026-10-24T23:00:00.000", "2026-10-25T07:00:00.000");
    let server = Scripted::start([spring, autumn]).await;
    let user = user(server.base(), UnitSystem::Metric, "a.test.token");
    let user = user.in_zone(TimeZone::get("Europe/Oslo").unwrap());
    for (day, woke_up) in [
        (jiff::civil::date(2026, 3, 29), "2026-03-29T06:00:00Z"),
        (jiff::civil::date(2026, 10, 25), "2026-10-25T05:00:00Z"),
    ] {
        let reply = user.get_sleep_log_by_date(day).await.unwrap();
        let sleep = reply.view().sleep().next().unwrap();
        let night = sleep.night().unwrap();
        let start = night.instant(sleep.raw().start_time.unwrap()).unwrap();
        let end = night.instant(sleep.raw().end_time.unwrap()).unwrap();
        assert_eq!(end.to_string(), woke_up);
        assert_eq!(end.duration_since(start), sleep.duration().unwrap());
    }
}

#[tokio::test]
async fn links_inside_an_exercise_are_references_that_a_later_call_can_follow() {
    let sandbox = Sandbox::start().await.unwrap();
    let user = user(
        sandbox.url(),
        UnitSystem::Metric,
        &sandbox.token(people::OPEN),
    );
    let query = ListQuery::after(jiff::civil::date(2007, 1, 1));
    let mut items = user.get_activity_log_list(query).items();
    let mut read = 0;
    while let Some(item) = items.next().await {
        let item = item.unwrap();
        let entry = item.view();
        for reference in [
            entry.calories_link().unwrap(),
            entry.heart_rate_link().unwrap(),
        ]
        .into_iter()
        .flatten()
        {
            assert!(reference.start_date <= reference.end_date);
            read += 1;
        }
        for reference in [entry.tcx_link().unwrap(), entry.details_link().unwrap()]
            .into_iter()
            .flatten()
        {
            assert!(reference.log_id == entry.log_id);
        }
    }
    assert!(read > 200, "the history has links");
}
