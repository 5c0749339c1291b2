//! The listening side: connections in, answers out, and an orderly end. Knows nothing of what is answered.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use http::request::Parts;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::gate::{RequestBody, TooLarge};
use crate::outgoing::{Sent, pause_of};
use crate::socket::Socket;

/// No operation takes a body near this size.
const LARGEST_BODY: usize = 256 * 1024;

/// How long open connections may take to end when the sandbox does.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait when a connection cannot be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// Answers requests. `None` resets the connection.
pub(crate) trait Answers: Send + Sync + 'static {
    fn answer(
        &self,
        parts: Parts,
        body: RequestBody,
    ) -> impl Future<Output = Option<Response<Sent>>> + Send;
}

pub(crate) async fn listen(host: IpAddr, port: u16) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((host, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until `end` is sent or its sender dropped, then lets running requests finish.
pub(crate) async fn serve(
    listener: TcpListener,
    answers: Arc<impl Answers>,
    mut end: oneshot::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut end => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Answers are small and written at once: waiting for more would only add delay.
                    let _ = stream.set_nodelay(true);
                    let connection = connection(Socket::new(stream), answers.clone());
                    connections.spawn(graceful.watch(connection));
                }
                // Out of file descriptors, or the peer is gone already: others may come.
                Err(_) => pause_of(PAUSE).await,
            },
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}

fn connection(
    socket: Socket,
    answers: Arc<impl Answers>,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let reset = socket.resetter();
    let service = service_fn(move |request: http::Request<Incoming>| {
        let (answers, reset) = (answers.clone(), reset.clone());
        async move {
            let (parts, body) = request.into_parts();
            // A body that breaks off has no reader for the answer either, so it needs no kind of its own.
            let body = Limited::new(body, LARGEST_BODY).collect().await;
            let body = body
                .map(http_body_util::Collected::to_bytes)
                .map_err(|_| TooLarge);
            let response = answers.answer(parts, body).await;
            response.ok_or_else(|| {
                reset.reset();
                std::io::Error::other("reset on command")
            })
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .serve_connection(TokioIo::new(socket), service)
}
