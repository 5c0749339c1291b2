//! Verdicts on what people show, on two people shaped like those of the documentation's friends page.

use fitbit_core::jiff::civil::date;
use fitbit_core::{AccessToken, Field, Grant, Setting, Subject, View, Visibility, types};

use crate::scripted::{Scripted, json};

/// The first shows everything and has no picture and no strides; the second shows a height and a place in the world.
const TWO_FRIENDS: &str = r#"{"friends":[
    {"user":{"aboutMe":"I sail.","avatar":"http://example.com/images/profile/defaultProfile_100_female.gif",
        "city":"Bergen","country":"NO","dateOfBirth":"1985-06-01","displayName":"Kari","encodedId":"2KARI1",
        "fullName":"Kari Dal","gender":"FEMALE","height":168.2,"offsetFromUTCMillis":3600000,"state":"VL",
        "strideLengthRunning":0,"strideLengthWalking":0,"timezone":"Europe/Oslo","weight":63.5}},
    {"user":{"aboutMe":"","avatar":"http://example.com/images/profile/defaultProfile_100_male.gif",
        "city":"","country":"","dateOfBirth":"","displayName":"Some U.","encodedId":"2SOME1",
        "fullName":"Some User","gender":"NA","height":181.4,"offsetFromUTCMillis":0,"state":"",
        "strideLengthRunning":0,"strideLengthWalking":0,"timezone":"Atlantic/Reykjavik","weight":0}}
]}"#;

fn profiles(list: View<'_, types::FriendListV1>) -> Vec<View<'_, types::FriendProfileV1>> {
    list.friends()
        .filter_map(View::<types::FriendV1>::user)
        .collect()
}

#[tokio::test]
async fn the_open_person_has_nothing_closed_and_the_other_only_what_a_whole_blank_group_shows() {
    let server = Scripted::start([json("200 OK", TWO_FRIENDS)]).await;
    let reply = server.user().get_friends_v1().await.unwrap();
    let people = profiles(reply.view());
    assert_eq!(people[0].evidently_closed(), []);
    // A height beside a blank date of birth, and a zone beside a blank city, keep those two open.
    assert_eq!(
        people[1].evidently_closed(),
        [Setting::AboutMe, Setting::MyBody]
    );
}

#[tokio::test]
async fn the_documentations_own_two_people_get_those_verdicts_where_the_page_is_at_hand() {
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/corpus/samples/get_friends_v1/hyper-docs.json"
    );
    let Ok(body) = std::fs::read_to_string(page) else {
        eprintln!("skipped: the recorded bodies are not at hand");
        return;
    };
    let server = Scripted::start([json("200 OK", &body)]).await;
    let reply = server.user().get_friends_v1().await.unwrap();
    let people = profiles(reply.view());
    assert_eq!(people[0].evidently_closed(), []);
    assert_eq!(
        people[1].evidently_closed(),
        [Setting::AboutMe, Setting::MyBody]
    );
}

#[tokio::test]
async fn a_field_is_shown_blank_or_absent() {
    let server = Scripted::start([json("200 OK", TWO_FRIENDS)]).await;
    let reply = server.user().get_friends_v1().await.unwrap();
    let people = profiles(reply.view());
    assert!(people[0].date_of_birth() == Field::Shown(date(1985, 6, 1)));
    assert!(people[1].date_of_birth() == Field::Blank);
    assert_eq!(people[1].weight().visibility(), Visibility::Blank);
    assert_eq!(people[1].avatar().visibility(), Visibility::Blank);
    assert_eq!(people[1].avatar150().visibility(), Visibility::Absent);
    // An offset of 0 is an offset.
    assert!(people[1].offset_from_utc_millis() == Field::Shown(0));
    // The raw field stays reachable.
    assert_eq!(people[1].raw().weight, Some(0.0));
}

#[tokio::test]
async fn the_tokens_owner_in_a_ranking_is_never_called_closed() {
    let body = r#"{"hideMeFromLeaderboard":"false","friends":[
        {"user":{"encodedId":"2OWNER","aboutMe":"","gender":"NA","weight":0}},
        {"user":{"encodedId":"2OTHER","aboutMe":"","gender":"NA","weight":0}}]}"#;
    let token = AccessToken::new("a.test.token").unwrap();
    let known = Grant::new(token.clone()).with_owner("2OWNER".parse().unwrap());
    let server = Scripted::start([json("200 OK", body), json("200 OK", body)]).await;

    let reply = server
        .user_with(known)
        .get_friends_leaderboard_v1()
        .await
        .unwrap();
    assert_eq!(reply.view().hide_me_from_leaderboard(), Some(false));
    let entries: Vec<_> = reply
        .view()
        .friends()
        .filter_map(View::<types::LeaderboardEntryV1>::user)
        .collect();
    assert_eq!(entries[0].subject(), Subject::Owner);
    assert_eq!(entries[0].evidently_closed(), []);
    assert_eq!(
        entries[1].evidently_closed(),
        [Setting::AboutMe, Setting::MyBody]
    );

    // Nobody says whose token it is: then nobody is judged.
    let reply = server
        .user_with(Grant::new(token))
        .get_friends_leaderboard_v1()
        .await
        .unwrap();
    for entry in reply
        .view()
        .friends()
        .filter_map(View::<types::LeaderboardEntryV1>::user)
    {
        assert_eq!(
            (entry.subject(), entry.evidently_closed()),
            (Subject::Unknown, vec![])
        );
    }
}
