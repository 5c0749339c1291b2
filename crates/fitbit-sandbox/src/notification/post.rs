//! One request to a subscriber, on a connection of its own. Redirects are not followed, and of the answer nothing is read
//! but its status.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::target::Target;

/// Sends a batch. The status, or nothing if there was none in time.
pub(super) async fn batch(
    target: &Target,
    body: Bytes,
    signature: &str,
    deadline: Duration,
) -> Option<u16> {
    let mut request = request(target, Method::POST, target.path(), body)?;
    let headers = request.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    let signature = HeaderValue::from_str(signature).ok()?;
    headers.insert("x-fitbit-signature", signature);
    within(deadline, target, request).await
}

/// Shows a code.
pub(super) async fn code(target: &Target, code: &str, deadline: Duration) -> Option<u16> {
    let path = target.path_with_code(code);
    let request = request(target, Method::GET, &path, Bytes::new())?;
    within(deadline, target, request).await
}

fn request(
    target: &Target,
    method: Method,
    path: &str,
    body: Bytes,
) -> Option<Request<Full<Bytes>>> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, target.authority())
        .header(header::USER_AGENT, "fitbit-sandbox")
        .header(header::CONNECTION, "close");
    request.body(Full::new(body)).ok()
}

/// In real time: what happens on a connection takes it, whatever the sandbox's clock says.
async fn within(deadline: Duration, target: &Target, request: Request<Full<Bytes>>) -> Option<u16> {
    let status = tokio::time::timeout(deadline, status(target, request)).await;
    status.ok().flatten()
}

async fn status(target: &Target, request: Request<Full<Bytes>>) -> Option<u16> {
    let stream = TcpStream::connect(target.address()).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let answer = async {
        let response = sender.send_request(request).await.ok()?;
        Some(response.status().as_u16())
    };
    // The connection is driven here and not by a task of its own, so that nothing outlives a delivery that is dropped.
    let mut connection = std::pin::pin!(connection);
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        biased;
        status = &mut answer => status,
        // It can end together with the answer.
        _ = &mut connection => answer.await,
    }
}
