//! The route of axum answers as the receiver does.

use axum::Router;
use axum::body::Body;
use fitbit_core::inbox::MemoryInbox;
use fitbit_webhooks::{Receiver, SIGNATURE_HEADER, endpoint};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::stage::{BODY, CODE, Chunks, End, Sick, receiver, rows, sign, signed};

async fn answer(receiver: Receiver, request: Request<Body>) -> Response<Body> {
    let router: Router = Router::new().route("/fitbit", endpoint(receiver));
    router.oneshot(request).await.unwrap()
}

fn request(method: Method, uri: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(uri)
        .body(Body::empty())
        .unwrap()
}

fn notification(body: &str) -> Request<Body> {
    signed(body.to_owned()).map(Body::new)
}

#[tokio::test]
async fn every_status_comes_through_with_its_headers_and_an_empty_body() {
    let inbox = MemoryInbox::new(1);
    let unsigned = Request::post("/fitbit").body(Body::from(BODY)).unwrap();
    let mut xml = notification(BODY);
    xml.headers_mut()
        .insert("content-type", "application/xml".parse().unwrap());
    let endless = Request::post("/fitbit")
        .header(SIGNATURE_HEADER, sign(b""))
        .body(Body::new(Chunks::new(vec![b' '; 4096], End::More)))
        .unwrap();
    let two = BODY.replace(
        ']',
        &format!(",{}]", BODY[1..BODY.len() - 1].replace("foods", "sleep")),
    );
    let verify = |code: &str| request(Method::GET, &format!("/fitbit?verify={code}"));
    let well = || receiver(inbox.clone());
    for (receiver, request, expected) in [
        (well(), verify(CODE), 204),
        (well(), verify("wrong"), 404),
        (well(), request(Method::GET, "/fitbit"), 404),
        (well(), request(Method::HEAD, "/fitbit"), 405),
        (well(), request(Method::PUT, "/fitbit"), 405),
        (well(), unsigned, 404),
        (well(), xml, 415),
        (well(), endless, 413),
        (well(), notification("{"), 204),
        (well(), notification(&two), 503),
        (receiver(Sick::Broken), notification(BODY), 503),
        (well(), notification(BODY), 204),
        (well(), notification(BODY), 204),
    ] {
        let response = answer(receiver, request).await;
        assert_eq!(response.status().as_u16(), expected);
        let headers = response.headers();
        assert_eq!(headers.contains_key("retry-after"), expected == 503);
        assert_eq!(headers.contains_key("allow"), expected == 405);
        assert!(
            response
                .into_body()
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .is_empty()
        );
    }
    assert_eq!(rows(&inbox).await, 1);
}

#[tokio::test]
async fn the_limit_is_the_receivers_and_not_that_of_axum() {
    // axum stops at 2 MB by itself.
    let body = format!("[{}{}", " ".repeat(3_000_000), &BODY[1..]);
    let inbox = MemoryInbox::new(1);
    let receiver = receiver(inbox.clone()).with_body_limit(4_000_000);
    let response = answer(receiver, notification(&body)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(rows(&inbox).await, 1);
}
