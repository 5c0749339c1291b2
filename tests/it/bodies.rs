//! Bodies that are not what they should be, and settings of connections, seen on the wire.

use std::io::Write as _;

use fitbit_core::{AccessToken, Client, Error, ErrorKind, HttpSettings, RetryPolicy};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::scripted::{Scripted, Turn, json};

const BADGES: &str = r#"{"badges":[]}"#;

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn compressed(announced: usize, body: &[u8]) -> Turn {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n"
    );
    Turn::Say([head.as_bytes(), body].concat())
}

fn plain(announced: usize, body: &[u8]) -> Turn {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n");
    Turn::Say([head.as_bytes(), body].concat())
}

async fn get_badges(base: &str, http: HttpSettings) -> Result<Vec<u8>, Error> {
    let client = Client::builder()
        .base_url(base)
        .http(http)
        .retry(RetryPolicy::never())
        .build()?;
    let user = client.user(AccessToken::new("a.test.token").unwrap());
    user.get_badges().await.map(|reply| reply.body().to_vec())
}

async fn result_of(turn: Turn, http: HttpSettings) -> Result<Vec<u8>, Error> {
    let server = Scripted::start([turn]).await;
    get_badges(server.base(), http).await
}

#[tokio::test]
async fn a_compressed_answer_is_asked_for_and_read() {
    let body = gzip(BADGES.as_bytes());
    let server = Scripted::start([compressed(body.len(), &body), json("200 OK", BADGES)]).await;
    let read = get_badges(server.base(), HttpSettings::new()).await;
    assert_eq!(read.unwrap(), BADGES.as_bytes());
    let read = get_badges(server.base(), HttpSettings::new().with_compression(false)).await;
    assert_eq!(read.unwrap(), BADGES.as_bytes());
    let requests: Vec<String> = server.requests();
    let asks = |request: &str| {
        request
            .to_ascii_lowercase()
            .contains("accept-encoding: gzip")
    };
    assert!(asks(&requests[0]) && !asks(&requests[1]));
}

#[tokio::test]
async fn a_compressed_bomb_hits_the_limit() {
    let bomb = gzip(&vec![b' '; 8 * 1024 * 1024]);
    assert!(bomb.len() < 10_000);
    let http = HttpSettings::new().with_largest_body(1_000_000);
    let error = result_of(compressed(bomb.len(), &bomb), http)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("1000000 bytes"));
    assert_eq!((error.status(), error.body().len()), (Some(200), 0));
}

#[tokio::test]
async fn the_limit_of_a_body_is_its_last_byte() {
    let exact = HttpSettings::new().with_largest_body(BADGES.len());
    let less = HttpSettings::new().with_largest_body(BADGES.len() - 1);
    let chunked = || {
        let (first, second) = BADGES.split_at(5);
        let body = format!(
            "5\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
            second.len()
        );
        Turn::Say(
            format!(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{body}"
            )
            .into_bytes(),
        )
    };
    let body = BADGES.as_bytes();
    for turn in [
        plain(body.len(), body),
        chunked(),
        compressed(gzip(body).len(), &gzip(body)),
    ] {
        assert_eq!(result_of(turn.clone(), exact.clone()).await.unwrap(), body);
        let error = result_of(turn, less.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }
}

#[tokio::test]
async fn a_length_that_is_too_large_is_believed_and_one_that_is_none_is_refused() {
    let error = result_of(plain(64 * 1024 * 1024 + 1, b"{"), HttpSettings::new()).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::TooLarge);
    for length in ["-1", "many", "99999999999999999999999"] {
        let turn = Turn::Say(
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{BADGES}").into_bytes(),
        );
        let error = result_of(turn, HttpSettings::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{length}");
    }
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_or_none_is_an_answer_that_broke_off() {
    let whole = gzip(&BADGES.repeat(50).into_bytes());
    let half = &whole[..whole.len() / 2];
    for turn in [
        compressed(whole.len(), half),
        compressed(half.len(), half),
        compressed(BADGES.len(), BADGES.as_bytes()),
    ] {
        let error = result_of(turn, HttpSettings::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_body_that_is_no_text_or_no_json_is_a_misfit_with_its_bytes() {
    for body in [
        &b"\xff\xfe{}"[..],
        b"<html>",
        b"{\"badges\":",
        b"",
        b"null",
        b"[]",
    ] {
        let error = result_of(plain(body.len(), body), HttpSettings::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.misfit().is_some());
        assert_eq!((error.body(), error.attempts()), (body, 1));
    }
}

#[tokio::test]
async fn of_the_body_of_a_refusal_a_part_is_kept_and_of_a_success_all() {
    let long = "x".repeat(100_000);
    let server = Scripted::start([
        json("500 Internal Server Error", &long),
        json("200 OK", &long),
    ])
    .await;
    for kept in [65_536, 100_000] {
        let error = get_badges(server.base(), HttpSettings::new())
            .await
            .unwrap_err();
        assert_eq!(error.body().len(), kept);
    }
}

#[tokio::test]
async fn the_id_of_a_failure_comes_out_of_its_message() {
    let body = r#"{"errors":[{"errorType":"request","fieldName":"500","message":
        "An error occurred with the Fitbit Web API while processing the request. Error id: AB12:34CD_EF:56"}]}"#;
    let error = result_of(json("500 Internal Server Error", body), HttpSettings::new()).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_id(), Some("AB12:34CD_EF:56"));
    assert!(!format!("{error} {error:?}").contains("AB12"));
}

#[tokio::test]
async fn a_proxy_that_is_named_is_used_and_told_the_whole_address() {
    let proxy = Scripted::start([json("200 OK", BADGES)]).await;
    let password = proxy.base().replace("http://", "http://somebody:s3cret@");
    let http = HttpSettings::new().with_proxy(password);
    get_badges("http://127.0.0.1:9", http).await.unwrap();
    let request = proxy.requests().remove(0);
    assert!(request.starts_with("GET http://127.0.0.1:9/1/user/-/badges.json"));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_not_waited_for_longer_than_set() {
    let short = std::time::Duration::from_millis(50);
    for http in [
        HttpSettings::new().with_read_timeout(short),
        HttpSettings::new()
            .with_connect_timeout(short)
            .with_call_timeout(short),
    ] {
        let error = result_of(Turn::Hold, http).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
    }
}
