//! No token, id or value of a person comes out of anything that is formatted, on success or on error.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use fitbit_core::auth::{
    App, Authenticator, ClientSecret, MemoryTokenStore, RefreshToken, TokenSet,
};
use fitbit_core::jiff::civil::date;
use fitbit_core::types::ActivityResource;
use fitbit_core::{
    AccessToken, BudgetKey, Client, DateRange, ErrorDocument, Grant, HttpSettings, Invitee,
    ListQuery, ManualClock, Measurement, PageLink, RetryPolicy, ScopeSet, UserId,
};
use tracing::instrument::WithSubscriber;

use crate::capture::Capture;
use crate::scripted::{Scripted, Turn, answer, json};

const CANARIES: [&str; 7] = [
    "canarytoken",
    "2CANARY",
    "Canaria",
    "1912-04-15",
    "4711.5",
    "canary.example",
    "4242424242",
];

fn clean(text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

#[tokio::test]
async fn a_success_shows_nothing_of_a_person_when_it_is_formatted() {
    let friends = r#"{"friends":[{"user":{"encodedId":"2CANARY","displayName":"Canaria",
        "dateOfBirth":"1912-04-15","height":4711.5,"weight":4711.5,"city":"Canaria"}}]}"#;
    let list = r#"{"activities":[{"logId":4242424242,"activityName":"Canaria","distance":4711.5,
        "startTime":"1912-04-15T08:00:00.000+01:00"}],
        "pagination":{"next":"http://canary.example/1912-04-15"}}"#;
    let server = Scripted::start([json("200 OK", friends), json("200 OK", list)]).await;
    let token = AccessToken::new("canarytoken").unwrap();
    let user = server.user_with(Grant::new(token.clone()).with_owner("2CANARY".parse().unwrap()));
    clean(&format!("{token:?} {user:?}"));

    let reply = user.get_friends_v1().await.unwrap();
    let view = reply.view();
    let friend = view.friends().next().unwrap();
    let profile = friend.user().unwrap();
    clean(&format!(
        "{reply:?} {view:?} {friend:?} {profile:?} {:?}",
        reply.raw()
    ));
    clean(&format!(
        "{:?} {:?} {:?}",
        profile.raw(),
        profile.encoded_id,
        profile.context()
    ));
    clean(&format!(
        "{:?} {:?}",
        profile.height(),
        profile.date_of_birth()
    ));
    clean(&format!("{:?}", profile.height().shown()));

    let query = ListQuery::after(date(1912, 4, 15));
    let listing = user.get_activity_log_list(query);
    let mut pages = listing.pages();
    let page = pages.next().await.unwrap().unwrap();
    clean(&format!(
        "{query:?} {listing:?} {pages:?} {page:?} {:?}",
        page.next()
    ));
    let items = page.into_items();
    clean(&format!(
        "{items:?} {:?} {:?}",
        items[0].as_ref().unwrap().raw(),
        items[0].as_ref().unwrap().raw().log_id
    ));
    let error = pages.next().await.unwrap().unwrap_err();
    clean(&format!("{error} {error:?} {:?} {pages:?}", pages.cursor()));
}

#[tokio::test]
async fn an_error_shows_nothing_of_what_the_server_said() {
    let message = r#"{"errors":[{"errorType":"expired_token","fieldName":"2CANARY",
        "message":"Access token expired: canarytoken 4242424242"}]}"#;
    let misfit = r#"{"badges":[{"timesAchieved":"Canaria"}],"1912-04-15":"2CANARY"}"#;
    for turn in [
        json("401 Unauthorized", message),
        json("200 OK", message),
        json("200 OK", misfit),
        json("200 OK", "Canaria 4711.5"),
        json("200 OK", r#"{"badges":[{"value":4711.5,"#),
        answer(
            "500 Internal Server Error",
            "text/html",
            "<p>Canaria 2CANARY</p>",
        ),
        Turn::HangUp,
    ] {
        let server = Scripted::start([turn]).await;
        let person = server.user().person("2CANARY").unwrap();
        let error = person.get_badges().await.unwrap_err();
        clean(&format!("{error} {error:?} {:?}", error.misfit()));
        assert!(std::error::Error::source(&error).is_none());
        // The scrubbed message keeps its words and none of its values.
        if let Some(message) = error.document().and_then(ErrorDocument::message) {
            assert!(message.starts_with("Access token expired:"));
            assert!(!message.contains("4242424242") && !message.contains("2CANARY"));
        }
    }
}

#[tokio::test]
async fn arguments_are_not_in_what_is_formatted_either() {
    let id: UserId = "2CANARY".parse().unwrap();
    clean(&format!(
        "{id:?} {:?}",
        Invitee::Email("Canaria@canary.example".to_owned())
    ));
    clean(&format!(
        "{:?}",
        PageLink::new("http://canary.example/1912-04-15")
    ));
    clean(
        &AccessToken::new("canarytoken with a blank")
            .unwrap_err()
            .to_string(),
    );
    let server = Scripted::start([]).await;
    let invitee = Invitee::Email("Canaria canary.example".to_owned());
    let error = server.user().invite_friend_v1(invitee).await.unwrap_err();
    clean(&format!("{error} {error:?}"));
}

#[tokio::test]
async fn tokens_places_and_days_show_nothing_when_they_are_formatted() {
    let owner: UserId = "2CANARY".parse().unwrap();
    let access = AccessToken::new("canarytoken").unwrap();
    let refresh = RefreshToken::new("canarytoken").unwrap();
    let tokens = TokenSet::new(owner.clone(), access, refresh);
    let app = App::server("23ABCD", ClientSecret::new("canarytoken"))
        .build()
        .unwrap();
    let (_, pending) = app.authorize(ScopeSet::parse("sleep")).begin().unwrap();
    let store = MemoryTokenStore::new();
    let authenticator = Authenticator::new(app.clone(), store.clone());
    assert!(authenticator.import(&tokens).await.unwrap());
    let stored = authenticator.stored(&owner).await.unwrap();
    let credentials = authenticator.credentials(&owner);
    clean(&format!("{tokens:?} {app:?} {pending:?} {store:?}"));
    clean(&format!("{authenticator:?} {stored:?} {credentials:?}"));
    clean(&format!("{:?}", BudgetKey::new("canarytoken", "2CANARY")));

    let days = DateRange::new(date(1912, 4, 15), date(1912, 4, 20)).unwrap();
    let server = Scripted::start([]).await;
    let user = server.user();
    let series = user.get_activity_time_series_over(ActivityResource::Steps, days);
    clean(&format!("{days:?} {series:?} {:?}", days.plan(None)));
    let mut answers = series.answers();
    let failed = answers.next().await.unwrap().unwrap_err();
    let place = answers.cursor();
    clean(&format!("{failed} {failed:?} {answers:?} {place:?}"));
}

/// Everything that can happen to a call, with the canaries in every place where the server or the caller may put them.
fn turns() -> Vec<Turn> {
    let friends = r#"{"friends":[{"user":{"encodedId":"2CANARY","displayName":"Canaria",
        "dateOfBirth":"1912-04-15","height":4711.5,"Canaria2":"2CANARY","sparkle":4711.5}}]}"#;
    let expired = r#"{"errors":[{"errorType":"expired_token","fieldName":"2CANARY",
        "message":"Access token expired: canarytoken 4242424242"}]}"#;
    let odd = r#"{"errors":[{"errorType":"Canaria","fieldName":"2CANARY","message":"canarytoken. Error id: 4242424242"}]}"#;
    vec![
        json("200 OK", friends),
        Turn::HangUp,
        json("503 Service Unavailable", odd),
        answer("502 Bad Gateway", "text/html", "<p>Canaria 2CANARY</p>"),
        json("200 OK", friends),
        json("401 Unauthorized", expired),
        json("403 Forbidden", odd),
        json("404 Not Found", odd),
        json("429 Too Many Requests", odd),
        Turn::Say(
            b"HTTP/1.1 302 Found\r\nLocation: http://canary.example/1912-04-15\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .to_vec(),
        ),
        json("200 OK", r#"{"friends":[{"user":{"height":"Canaria"}}]}"#),
        json("200 OK", odd),
        json("410 Gone", odd),
    ]
}

#[tokio::test]
async fn neither_traces_nor_measurements_show_anything_of_a_person() {
    let server = Scripted::start(turns()).await;
    let measured = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&measured);
    let clock = ManualClock::new("2026-05-20T10:17:30Z".parse().unwrap());
    let client = Client::builder()
        .without_budget()
        .base_url(server.base())
        .clock(clock.clone())
        .jitter_seed(1)
        .drift_sample(NonZeroU32::MIN)
        .metrics(move |measurement: &Measurement<'_>| {
            let text = format!("{} {measurement:?}", measurement.name());
            listener.lock().unwrap().push(text);
        })
        .build()
        .unwrap();
    let token = AccessToken::new("canarytoken").unwrap();
    let user = client.user(Grant::new(token).with_owner("2CANARY".parse().unwrap()));
    let capture = Capture::new();
    let calls = async {
        while server.requests().len() < turns().len() {
            let person = user.person("2CANARY").unwrap();
            let result = person.get_friends_v1().await;
            clean(&format!("{result:?}"));
            if let Err(error) = result {
                clean(&format!("{error} {}", error.kind().remedy()));
            }
        }
        clean(&format!("{:?} {:?}", client.drift(), client));
        assert!(!client.drift().is_empty());
    };
    let time = async {
        loop {
            clock.until_sleepers(2).await;
            clock.advance(clock.until_first().unwrap_or_default());
            tokio::task::yield_now().await;
        }
    };
    let both = async {
        tokio::select! {
            () = calls => {}
            () = time => {}
        }
    };
    both.with_subscriber(capture.clone()).await;

    let traced = capture.text();
    clean(&traced);
    // It did see something, and by the names that it should have.
    for name in [
        "fitbit.call",
        "operation=get_friends_v1",
        "http.request.method=GET",
        "url.template=/1/user/{user-id}/friends.json",
        "server.address=127.0.0.1",
        "http.response.status_code=200",
        "http.request.resend_count=3",
        "error.type=rate_limited",
        "fitbit.wait_ms=",
        "fitbit.budget.left=149",
    ] {
        assert!(traced.contains(name), "{name} in {traced}");
    }
    let measured = measured.lock().unwrap().join("\n");
    clean(&measured);
    for name in [
        "calls",
        "retries",
        "rate_limited",
        "waits",
        "refreshes",
        "drift",
    ] {
        assert!(
            measured.contains(&format!("fitbit.client.{name} ")),
            "{name} in {measured}"
        );
    }
}

#[tokio::test]
async fn settings_show_no_secret_when_they_are_formatted() {
    let http = HttpSettings::new()
        .with_proxy("http://Canaria:canarytoken@canary.example:1")
        .with_user_agent("Canaria");
    let builder = Client::builder()
        .base_url("http://Canaria:canarytoken@canary.example")
        .http(http.clone())
        .retry(RetryPolicy::never());
    clean(&format!("{http:?} {builder:?}"));
    clean(&format!("{:?}", builder.build().unwrap_err()));
}

#[tokio::test]
async fn a_panic_over_a_result_shows_nothing_of_a_person() {
    for turn in turns() {
        let server = Scripted::start([turn]).await;
        let person = server.user().person("2CANARY").unwrap();
        let result = person.get_friends_v1().await;
        let is_error = result.is_err();
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            if is_error {
                drop(result.unwrap());
            } else {
                drop(result.unwrap_err());
            }
        }));
        let payload = panic.unwrap_err();
        clean(payload.downcast_ref::<String>().unwrap());
    }
}
