//! The road: what is sent, what is checked before, and what an answer that is none becomes.

use fitbit_core::raw::{self, prelude::*};
use fitbit_core::{AccessToken, Client, ErrorKind, Locale, RetryPolicy, UnitSystem, types};
use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people;

use crate::scripted::{Scripted, Turn, answer, json};

async fn kind_of(turn: Turn) -> ErrorKind {
    let server = Scripted::start([turn]).await;
    server.user().get_badges().await.unwrap_err().kind()
}

#[tokio::test]
async fn a_request_carries_token_units_and_language_and_nothing_of_the_generator() {
    let server = Scripted::start([json("200 OK", r#"{"badges":[]}"#)]).await;
    let client = Client::builder()
        .base_url(server.base())
        .units(UnitSystem::UnitedKingdom)
        .locale(Locale::DeDe)
        .build()
        .unwrap();
    let user = client.user(AccessToken::new("a.test.token").unwrap());
    user.get_badges().await.unwrap();
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.starts_with("get /1/user/-/badges.json http/1.1\r\n"));
    assert!(request.contains("\r\nauthorization: bearer a.test.token\r\n"));
    assert!(request.contains("\r\naccept-language: en_gb\r\n"));
    assert!(request.contains("\r\naccept-locale: de_de\r\n"));
    assert!(!request.contains("api-version"));
}

#[tokio::test]
async fn rate_headers_are_on_a_success_and_on_an_error() {
    let server = Scripted::start([
        json("200 OK", r#"{"badges":[]}"#),
        json("500 Internal Server Error", ""),
    ])
    .await;
    let user = server.user();
    let reply = user.get_badges().await.unwrap();
    assert_eq!(reply.rate_limit().remaining, Some(149));
    let error = user.get_badges().await.unwrap_err();
    assert_eq!(error.rate_limit().remaining, Some(149));
    assert_eq!(error.kind(), ErrorKind::Server);
}

#[tokio::test]
async fn error_bodies_of_all_three_forms_and_of_none_are_read_by_status_first() {
    let legacy = r#"{"errors":[{"errorType":"invalid_token","message":"m"}],"success":false}"#;
    let google = r#"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}"#;
    let json_api = r#"{"errors":[{"title":"Not found","detail":"d"}]}"#;
    for (turn, kind) in [
        (json("401 Unauthorized", legacy), ErrorKind::Unauthorized),
        (json("403 Forbidden", google), ErrorKind::Forbidden),
        (json("404 Not Found", json_api), ErrorKind::NotFound),
        (json("429 Too Many Requests", ""), ErrorKind::RateLimited),
        (json("400 Bad Request", "not json"), ErrorKind::Rejected),
        (json("410 Gone", ""), ErrorKind::Retired),
        (
            answer("502 Bad Gateway", "text/html", "<html>bad gateway</html>"),
            ErrorKind::Server,
        ),
    ] {
        assert_eq!(kind_of(turn).await, kind);
    }
}

#[tokio::test]
async fn an_error_document_with_a_status_of_success_is_an_error() {
    let body = r#"{"errors":[{"errorType":"validation","fieldName":"n/a","message":"m"}]}"#;
    let server = Scripted::start([json("200 OK", body), json("200 OK", body)]).await;
    let user = server.user();
    let error = user.get_badges().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(
        (error.status(), error.error_type()),
        (Some(200), Some("validation"))
    );
    // The list of subscriptions has nothing required: only its root tells it from an error.
    let error = user.get_subscription_list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn an_html_page_with_a_status_of_success_is_a_misfit_with_its_bytes() {
    let page = "<html>sign in</html>";
    let server = Scripted::start([answer("200 OK", "text/html", page)]).await;
    let error = server.user().get_badges().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body(), page.as_bytes());
    assert_eq!(error.misfit().unwrap().path(), "$");
}

#[tokio::test]
async fn a_body_cut_in_the_middle_is_told_from_a_wrong_one() {
    // The connection ends before the announced length.
    let cut = Turn::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"badges\":[".to_vec());
    assert_eq!(kind_of(cut).await, ErrorKind::Interrupted);
    // The length is right and the document is not whole.
    assert_eq!(
        kind_of(json("200 OK", r#"{"badges":["#)).await,
        ErrorKind::Decode
    );
}

#[tokio::test]
async fn a_misfit_names_the_place_and_not_the_value() {
    let body = r#"{"badges":[{"timesAchieved":1},{"timesAchieved":"eleven"}]}"#;
    let server = Scripted::start([json("200 OK", body)]).await;
    let error = server.user().get_badges().await.unwrap_err();
    assert_eq!(error.misfit().unwrap().path(), "$.badges[1].timesAchieved");
    assert!(!format!("{error} {error:?}").contains("eleven"));
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let redirect = Turn::Say(
        b"HTTP/1.1 302 Found\r\nLocation: {base}/1/user/-/badges.json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_vec(),
    );
    let server = Scripted::start([redirect, json("200 OK", r#"{"badges":[]}"#)]).await;
    let error = server.user().get_badges().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirected);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_and_one_that_hangs_up_are_told_apart() {
    assert_eq!(kind_of(Turn::HangUp).await, ErrorKind::Interrupted);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let client = Client::builder()
        .base_url(base)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let user = client.user(AccessToken::new("a.test.token").unwrap());
    assert_eq!(
        user.get_badges().await.unwrap_err().kind(),
        ErrorKind::Connect
    );
}

#[tokio::test]
async fn two_operations_that_answer_gone_retire_the_whole_client() {
    let server = Scripted::start([json("410 Gone", ""), json("410 Gone", "")]).await;
    let user = server.user();
    assert_eq!(
        user.get_badges().await.unwrap_err().kind(),
        ErrorKind::Retired
    );
    assert_eq!(
        user.get_friends().await.unwrap_err().kind(),
        ErrorKind::Retired
    );
    assert_eq!(
        user.get_badges().await.unwrap_err().kind(),
        ErrorKind::Retired
    );
    assert_eq!(server.requests().len(), 2, "nothing is sent any more");
}

#[tokio::test]
async fn a_missing_scope_is_named_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    let user = server.user_with_scopes("profile activity");
    let error = user.get_friends().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingScope);
    assert!(error.to_string().contains("social"));
    let collection = types::CollectionPath::Foods;
    let error = user
        .get_collection_subscription_list(collection)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("nutrition"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn another_persons_refusal_is_private_and_a_dead_token_is_not() {
    let denied = r#"{"errors":[{"errorType":"authorization","message":"m"}]}"#;
    let expired = r#"{"errors":[{"errorType":"expired_token","message":"m"}]}"#;
    let server = Scripted::start([
        json("401 Unauthorized", denied),
        json("403 Forbidden", ""),
        json("401 Unauthorized", expired),
        json("401 Unauthorized", denied),
    ])
    .await;
    let user = server.user();
    let other = user.person("2ABCDE").unwrap();
    assert_eq!(
        other.get_badges().await.unwrap_err().kind(),
        ErrorKind::Private
    );
    assert_eq!(
        other.get_badges().await.unwrap_err().kind(),
        ErrorKind::Private
    );
    assert_eq!(
        other.get_badges().await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    assert_eq!(
        user.get_badges().await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
}

#[tokio::test]
async fn an_id_that_cannot_be_one_is_refused_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    let error = server.user().person("../1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_operation_on_the_raw_client_takes_the_same_road() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder().base_url(sandbox.url()).build().unwrap();
    let token = |text: String| AccessToken::new(text).unwrap();
    let user = client.user(token(sandbox.token(people::OPEN)));
    let badges = raw::client(&user)
        .get_badges()
        .user_id("-")
        .send()
        .await
        .unwrap();
    assert!(!badges.badges.is_empty());

    let stranger = client.user(token("no.such.token".to_owned()));
    let error = raw::client(&stranger)
        .get_badges()
        .user_id("-")
        .send()
        .await
        .unwrap_err();
    let error = raw::error(error);
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Unauthorized, Some("get_badges"))
    );

    let error = raw::client(&user).get_badges().send().await.unwrap_err();
    assert_eq!(raw::error(error).kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn the_raw_client_follows_a_link_to_its_own_origin_only() {
    let elsewhere = Scripted::start([]).await;
    let server = Scripted::start([json("200 OK", r#"{"activities":[]}"#)]).await;
    let client = raw::client(&server.user());
    let follow = async |base: &str| {
        let link = format!("{base}/1/user/-/activities/list.json?offset=1");
        client
            .follow::<types::ActivityLogList>("get_activity_log_list", &link)
            .await
            .map_err(|error| raw::error(error).kind())
            .map(|_| ())
    };
    assert_eq!(
        follow(elsewhere.base()).await,
        Err(ErrorKind::InvalidRequest)
    );
    assert!(elsewhere.requests().is_empty());
    assert_eq!(follow(server.base()).await, Ok(()));
}

#[tokio::test]
async fn no_subscription_is_an_empty_list_in_each_of_its_forms() {
    let item = r#"{"collectionType":"activities","subscriptionId":"1"}"#;
    let server = Scripted::start([
        json("200 OK", ""),
        json("200 OK", "{}"),
        json("200 OK", r#"{"apiSubscriptions":null}"#),
        json("200 OK", item),
        json("200 OK", &format!("[{item},{item}]")),
    ])
    .await;
    let user = server.user();
    for expected in [0, 0, 0, 1, 2] {
        let reply = user.get_subscription_list().await.unwrap();
        assert_eq!(reply.view().api_subscriptions().len(), expected);
    }
}

#[tokio::test]
async fn an_empty_body_is_an_error_where_something_is_always_there() {
    assert_eq!(kind_of(json("200 OK", "")).await, ErrorKind::Decode);
    assert_eq!(kind_of(json("200 OK", "{}")).await, ErrorKind::Decode);
}
