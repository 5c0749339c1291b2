//! No token, id or value of a person comes out of anything that is formatted, on success or on error.

use fitbit_core::jiff::civil::date;
use fitbit_core::{AccessToken, ErrorDocument, Grant, Invitee, ListQuery, PageLink, UserId};

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
