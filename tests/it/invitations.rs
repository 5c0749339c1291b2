//! Invitations change what later reads return, and are sent once.

use fitbit_core::{AccessToken, Client, ErrorKind, Invitee, User, UserId};
use fitbit_sandbox::{Sandbox, people};

use crate::scripted::{Scripted, Turn, json};

fn user(sandbox: &Sandbox, person: &str) -> User {
    Client::builder()
        .base_url(sandbox.url())
        .build()
        .unwrap()
        .user(AccessToken::new(sandbox.token(person)).unwrap())
}

async fn is_friend(user: &User, id: &UserId) -> bool {
    let friends = user.get_friends().await.unwrap();
    friends.view().data().any(|friend| friend.id == *id)
}

#[tokio::test]
async fn an_accepted_invitation_makes_friends_of_both() {
    let sandbox = Sandbox::start().await.unwrap();
    let (marit, stranger) = (
        user(&sandbox, people::OPEN),
        user(&sandbox, people::STRANGER),
    );
    let [marit_id, stranger_id]: [UserId; 2] =
        [people::OPEN, people::STRANGER].map(|id| id.parse().unwrap());
    assert!(!is_friend(&marit, &stranger_id).await);

    let reply = marit
        .invite_friend_v1(Invitee::Id(stranger_id.clone()))
        .await
        .unwrap();
    assert_eq!(reply.status(), 201);
    let waiting = stranger.get_friend_invitations_v1().await.unwrap();
    let from: Vec<_> = waiting
        .view()
        .friends()
        .filter_map(|invitation| invitation.user().and_then(|user| user.encoded_id.clone()))
        .collect();
    assert!(from.contains(&marit_id));

    let answer = stranger
        .respond_friend_invitation_v1(&marit_id, true)
        .await
        .unwrap();
    assert_eq!(answer.view().friends().len(), 1);
    assert!(is_friend(&marit, &stranger_id).await);
    assert!(is_friend(&stranger, &marit_id).await);
}

#[tokio::test]
async fn an_answer_to_nobodys_invitation_is_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let stranger = user(&sandbox, people::STRANGER);
    let nobody: UserId = people::CLOSED.parse().unwrap();
    let error = stranger
        .respond_friend_invitation_v1(&nobody, true)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn an_invitation_goes_out_as_a_form_with_one_of_the_two_and_a_length() {
    let server = Scripted::start([json("201 Created", "")]).await;
    let invitee = Invitee::Email("kari@example.com".to_owned());
    server.user().invite_friend_v1(invitee).await.unwrap();
    let request = server.requests().remove(0);
    assert!(request.starts_with("POST /1/user/-/friends/invitations.json HTTP/1.1\r\n"));
    assert!(request.contains("application/x-www-form-urlencoded"));
    assert!(
        request
            .to_ascii_lowercase()
            .contains("\r\ncontent-length: 35\r\n")
    );
    assert!(request.ends_with("\r\n\r\ninvitedUserEmail=kari%40example.com"));
}

#[tokio::test]
async fn an_invitation_is_never_sent_twice_and_says_when_it_may_have_gone_out() {
    for turn in [Turn::HangUp, json("503 Service Unavailable", "")] {
        let server = Scripted::start([turn]).await;
        let invitee = Invitee::Id("2AAAAA".parse().unwrap());
        let error = server.user().invite_friend_v1(invitee).await.unwrap_err();
        assert!(error.may_have_taken_effect());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_address_is_refused_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    for wrong in ["", "kari", "@example.com", "kari@", "kari dal@example.com"] {
        let error = server
            .user()
            .invite_friend_v1(Invitee::Email(wrong.to_owned()))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("invitedUserEmail"));
    }
    assert!(server.requests().is_empty());
}
