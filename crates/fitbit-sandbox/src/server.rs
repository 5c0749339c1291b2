//! The listening side: connections in, answers out, and an orderly end. Knows nothing of what is answered.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::gate::{self, TooLarge};
use crate::world::World;

/// No operation takes a body near this size.
const LARGEST_BODY: usize = 256 * 1024;

/// How long open connections may take to end when the sandbox does.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait when a connection cannot be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// Loopback only: a sandbox is never reachable from another machine.
pub(crate) async fn listen(port: u16) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until `end` is sent or its sender dropped, then lets running requests finish.
pub(crate) async fn serve(
    listener: TcpListener,
    world: Arc<World>,
    origin: Arc<str>,
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
                    let connection = graceful.watch(connection(stream, world.clone(), origin.clone()));
                    connections.spawn(connection);
                }
                // Out of file descriptors, or the peer is gone already: others may come.
                #[expect(clippy::disallowed_methods, reason = "the operating system does not know the sandbox's clock")]
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}

fn connection(
    stream: TcpStream,
    world: Arc<World>,
    origin: Arc<str>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let service = service_fn(move |request| {
        let (world, origin) = (world.clone(), origin.clone());
        async move { answer(&world, &origin, request).await }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
}

async fn answer(
    world: &World,
    origin: &str,
    request: http::Request<Incoming>,
) -> Result<http::Response<http_body_util::Full<bytes::Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    // A body that breaks off has no reader for the answer either, so it needs no kind of its own.
    let body = Limited::new(body, LARGEST_BODY).collect().await;
    let body = body
        .map(http_body_util::Collected::to_bytes)
        .map_err(|_| TooLarge);
    Ok(gate::pass(world, origin, &parts, &body))
}
