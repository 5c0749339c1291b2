//! The endpoint over a real connection, byte by byte.

use axum::Router;
use fitbit_core::inbox::MemoryInbox;
use fitbit_webhooks::{SIGNATURE_HEADER, endpoint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::stage::{BODY, CODE, receiver, rows, sign};

/// A service on loopback that is never stopped but by the end of the test.
async fn serve(inbox: MemoryInbox) -> std::net::SocketAddr {
    let router: Router = Router::new().route("/fitbit", endpoint(receiver(inbox)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request as it stands, ends sending, and reads to the end.
async fn exchange(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

fn post(length: usize, signature: &str, body: &str) -> String {
    format!(
        "POST /fitbit HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n{SIGNATURE_HEADER}: {signature}\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn signed_notices_arrive_and_nothing_else_does() {
    let inbox = MemoryInbox::new(10);
    let address = serve(inbox.clone()).await;
    let signature = sign(BODY.as_bytes());

    let question = format!("GET /fitbit?verify={CODE} HTTP/1.1\r\nhost: here\r\n\r\n");
    assert!(
        exchange(address, &question)
            .await
            .starts_with("HTTP/1.1 204")
    );
    let forged = post(BODY.len(), &sign(b"[]"), BODY);
    assert!(exchange(address, &forged).await.starts_with("HTTP/1.1 404"));
    let announced = post(2 << 20, &signature, BODY);
    assert!(
        exchange(address, &announced)
            .await
            .starts_with("HTTP/1.1 413")
    );
    // The connection ends before the body does: nobody is left who could be told.
    let cut = post(BODY.len() + 1, &signature, BODY);
    assert!(!exchange(address, &cut).await.starts_with("HTTP/1.1 204"));
    assert_eq!(rows(&inbox).await, 0);

    let answer = exchange(address, &post(BODY.len(), &signature, BODY)).await;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "the body is empty");
    assert_eq!(rows(&inbox).await, 1);

    let chunked = format!(
        "POST /fitbit HTTP/1.1\r\nhost: here\r\nX-Fitbit-Signature:  {signature} \r\ntransfer-encoding: chunked\r\n\r\n\
         {:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        20,
        &BODY[..20],
        BODY.len() - 20,
        &BODY[20..]
    );
    assert!(
        exchange(address, &chunked)
            .await
            .starts_with("HTTP/1.1 204")
    );
    assert_eq!(rows(&inbox).await, 1);
}
