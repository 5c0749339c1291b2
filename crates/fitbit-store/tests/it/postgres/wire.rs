//! A wire to a server that can be cut: after so many more pieces have gone to the server, before any answer to the last one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// The wire; it goes with this value.
pub(super) struct Wire {
    url: String,
    left: Arc<AtomicI64>,
    listening: AbortHandle,
}

impl Wire {
    /// A whole wire to the server at this URL.
    pub(super) async fn start(url: &str) -> Self {
        let mut url: url::Url = url.parse().unwrap();
        let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        url.set_port(Some(port)).unwrap();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let counter = Arc::clone(&left);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server.clone()).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&counter)));
            }
        });
        Self {
            url: url.into(),
            left,
            listening: listening.abort_handle(),
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// From now on so many pieces reach the server, and then nothing passes in either direction.
    pub(super) fn cut_after(&self, pieces: i64) {
        self.left.store(pieces, Ordering::SeqCst);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Ends when one side does, or at the cut; then both sides see the end.
async fn carry(client: TcpStream, server: TcpStream, left: Arc<AtomicI64>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = async {
        let mut buffer = vec![0; 65_536];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            if left.load(Ordering::SeqCst) <= 0 {
                // The last question was taken, its answer is lost.
                break;
            }
            if to_client.write_all(&buffer[..length]).await.is_err() {
                break;
            }
        }
    };
    let questions = async {
        let mut buffer = vec![0; 65_536];
        while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
            if left.load(Ordering::SeqCst) <= 0 {
                return;
            }
            if to_server.write_all(&buffer[..length]).await.is_err() {
                return;
            }
            if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                // Only the answer of the server, or its end, ends this.
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = answers => {}
        () = questions => {}
    }
}
