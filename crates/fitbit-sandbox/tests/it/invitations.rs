//! Invitations: what is done is what is read later.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_TEXT, OPEN, STRANGER, UNFILLED};
use serde_json::Value;

use crate::http::{get, post, send};

const INVITATIONS: &str = "/1/user/-/friends/invitations.json";

async fn inviters(sandbox: &Sandbox, person: &str) -> Vec<String> {
    let body = get(sandbox, person, INVITATIONS).await.json();
    ids(&body)
}

async fn friends(sandbox: &Sandbox, person: &str) -> Vec<String> {
    ids(&get(sandbox, person, "/1/user/-/friends.json").await.json())
}

fn ids(body: &Value) -> Vec<String> {
    let friends = body["friends"].as_array().unwrap().iter();
    friends
        .map(|friend| friend["user"]["encodedId"].as_str().unwrap().to_owned())
        .collect()
}

async fn respond(sandbox: &Sandbox, person: &str, from: &str, form: &str) -> crate::http::Reply {
    post(
        sandbox,
        person,
        &format!("/1/user/-/friends/invitations/{from}.json"),
        form,
    )
    .await
}

#[tokio::test]
async fn an_invitation_waits_with_the_invited_person() {
    let sandbox = Sandbox::start().await.unwrap();
    for form in [
        format!("invitedUserId={STRANGER}"),
        "invitedUserEmail=sbx9q6%40people.example".to_owned(),
    ] {
        let reply = post(&sandbox, OPEN, INVITATIONS, &form).await;
        assert_eq!((reply.status, reply.text.as_str()), (201, ""));
    }
    assert_eq!(
        inviters(&sandbox, STRANGER).await,
        [OPEN],
        "the second one changed nothing"
    );
    let body = get(&sandbox, STRANGER, INVITATIONS).await.json();
    assert_eq!(
        body["friends"][0]["dateTime"], "2026-05-20T20:47:30.000",
        "in the time of the invited person"
    );
    assert!(!friends(&sandbox, STRANGER).await.contains(&OPEN.to_owned()));
}

#[tokio::test]
async fn arguments_may_stand_in_the_query() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        post(
            &sandbox,
            NO_TEXT,
            &format!("{INVITATIONS}?invitedUserId={STRANGER}"),
            ""
        )
        .await
        .status,
        201
    );
    assert_eq!(inviters(&sandbox, STRANGER).await, [NO_TEXT]);
}

#[tokio::test]
async fn arguments_in_a_json_body_are_not_seen() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = format!("{{\"invitedUserId\":\"{STRANGER}\"}}");
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        sandbox.token(NO_TEXT),
        body.len()
    );
    let reply = send(&sandbox, "POST", INVITATIONS, &headers, &body).await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (400, "validation")
    );
}

#[tokio::test]
async fn accepting_makes_friends_of_both_and_leaves_nothing_waiting() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(inviters(&sandbox, OPEN).await, [STRANGER]);
    let reply = respond(&sandbox, OPEN, STRANGER, "accept=true").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["friends"][0]["userId"], STRANGER);
    assert_eq!(
        reply.json()["friends"][0]["dateTime"],
        "2026-05-20T12:17:30.000+02:00"
    );
    assert!(friends(&sandbox, OPEN).await.contains(&STRANGER.to_owned()));
    assert_eq!(friends(&sandbox, STRANGER).await, [OPEN]);
    assert!(inviters(&sandbox, OPEN).await.is_empty());
    let new = get(&sandbox, STRANGER, "/1.1/user/-/friends.json")
        .await
        .json();
    assert_eq!(new["data"][0]["id"], OPEN);
}

#[tokio::test]
async fn rejecting_makes_no_friends_and_leaves_nothing_waiting() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        respond(&sandbox, OPEN, STRANGER, "accept=false")
            .await
            .status,
        200
    );
    assert!(friends(&sandbox, STRANGER).await.is_empty());
    assert!(inviters(&sandbox, OPEN).await.is_empty());
}

#[tokio::test]
async fn answering_what_was_not_asked_is_404() {
    let sandbox = Sandbox::start().await.unwrap();
    for from in [NO_TEXT, "NOBODY"] {
        assert_eq!(
            respond(&sandbox, OPEN, from, "accept=true").await.status,
            404
        );
    }
    respond(&sandbox, OPEN, STRANGER, "accept=true").await;
    assert_eq!(
        respond(&sandbox, OPEN, STRANGER, "accept=true")
            .await
            .status,
        404,
        "it was answered already"
    );
}

#[tokio::test]
async fn a_wrong_invitation_or_answer_is_400_and_names_the_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let wrong = [
        (String::new(), "invitedUserEmail"),
        (
            format!("invitedUserId={STRANGER}&invitedUserEmail=a%40b.example"),
            "invitedUserId",
        ),
        ("invitedUserEmail=nonsense".to_owned(), "invitedUserEmail"),
        (format!("invitedUserId={OPEN}"), "invitedUserId"),
        (format!("invitedUserId={NO_TEXT}"), "invitedUserId"),
    ];
    for (form, field) in wrong {
        let reply = post(&sandbox, OPEN, INVITATIONS, &form).await;
        assert_eq!(
            (reply.status, reply.error()),
            (400, ("validation".to_owned(), field.to_owned())),
            "{form}"
        );
    }
    assert_eq!(
        post(&sandbox, OPEN, INVITATIONS, "invitedUserId=NOBODY")
            .await
            .status,
        404
    );
    assert_eq!(
        post(
            &sandbox,
            OPEN,
            INVITATIONS,
            "invitedUserEmail=a%40b.example"
        )
        .await
        .status,
        201,
        "of no member"
    );
    for form in ["", "accept=", "accept=yes"] {
        let reply = respond(&sandbox, OPEN, STRANGER, form).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (400, "accept"),
            "{form}"
        );
    }
}

#[tokio::test]
async fn nobody_invites_or_answers_for_another() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = format!("/1/user/{NO_TEXT}/friends/invitations.json");
    assert_eq!(
        post(&sandbox, OPEN, &path, &format!("invitedUserId={STRANGER}"))
            .await
            .status,
        401
    );
    assert_eq!(get(&sandbox, OPEN, &path).await.status, 401);
    assert!(inviters(&sandbox, STRANGER).await.is_empty());
}

#[tokio::test]
async fn version_1_1_keeps_the_same_invitations() {
    let sandbox = Sandbox::start().await.unwrap();
    let target = "/1.1/user/-/friends/invitations";
    let form = format!("invitedUserId={STRANGER}");
    let invited = post(&sandbox, UNFILLED, target, &form).await;
    assert_eq!((invited.status, invited.text.as_str()), (201, ""));
    let answer = format!("{target}/{UNFILLED}");
    let accepted = post(&sandbox, STRANGER, &answer, "accept=true").await;
    assert_eq!((accepted.status, accepted.text.as_str()), (204, ""));
    let friends = get(&sandbox, STRANGER, "/1/user/-/friends.json")
        .await
        .json();
    assert_eq!(friends["friends"][0]["user"]["encodedId"], UNFILLED);
    let again = post(&sandbox, STRANGER, &answer, "accept=true").await;
    assert_eq!(again.status, 404);
    let neither = post(&sandbox, UNFILLED, target, "").await;
    assert_eq!(
        (
            neither.status,
            neither.json()["errors"][0]["title"].as_str()
        ),
        (400, Some("Bad Request"))
    );
}
