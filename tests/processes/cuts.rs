//! Connections to the database that break at any point of a step: before the database got the request, or after it did
//! what was asked, so that nobody hears of it.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use fitbit_tests::draw::Draw;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::engines::Engine;
use crate::rotations::Trial;
use crate::scene::SEED;

/// One in so many messages is lost, with its connection.
const ONE_IN: u64 = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_in_the_middle_of_a_step_lose_nobody() {
    let trial = Trial::new("cut_connections", Engine::Postgres);
    let trial = Trial {
        rotations: trial.rotations / 2,
        kills: 0,
        cuts: true,
        ..trial
    };
    let verdict = trial.run().await;
    assert!(verdict.objections.is_empty(), "{:#?}", verdict.objections);
    assert_eq!(verdict.lost, 0);
    let cuts = verdict.cuts.unwrap();
    assert!(cuts.of_requests > 0 && cuts.of_answers > 0, "{cuts:?}");
    for kind in verdict.failures.keys() {
        let expected = [
            "Store (Store)",
            // Another one has the lease, or it took too long to get, or the whole call did.
            "Token (Busy)",
            "Token (Unreachable)",
            "Timeout",
        ];
        assert!(expected.contains(&kind.as_str()), "{kind}");
    }
}

/// What was cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cuts {
    /// What the database never got.
    pub(crate) of_requests: usize,
    /// What the database did, and could not tell.
    pub(crate) of_answers: usize,
}

/// Stands between processes and a database.
pub(crate) struct Proxy {
    url: String,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    cuts: AtomicBool,
    of_requests: AtomicUsize,
    of_answers: AtomicUsize,
}

impl Proxy {
    /// In front of the database at this URL. It cuts nothing yet.
    pub(crate) async fn start(url: &str) -> Self {
        let mut url: url::Url = url.parse().unwrap();
        let server = (
            url.host_str().unwrap().to_owned(),
            url.port().unwrap_or(5432),
        );
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port()))
            .unwrap();
        let state = Arc::new(State::default());
        let serving = tokio::spawn(serve(listener, server, Arc::clone(&state)));
        Self {
            url: url.into(),
            state,
            serving,
        }
    }

    /// By which the database is reached through it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Cuts from now on.
    pub(crate) fn begin(&self) {
        self.state.cuts.store(true, Ordering::Relaxed);
    }

    /// What was cut so far.
    pub(crate) fn cuts(&self) -> Cuts {
        Cuts {
            of_requests: self.state.of_requests.load(Ordering::Relaxed),
            of_answers: self.state.of_answers.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, server: (String, u16), state: Arc<State>) {
    for number in 0_u64.. {
        let (client, _) = listener.accept().await.unwrap();
        let server = server.clone();
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let Ok(server) = TcpStream::connect(server).await else {
                return;
            };
            let _ = client.set_nodelay(true);
            let _ = server.set_nodelay(true);
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            let draw = |part| Draw::new(SEED, 2 * number + part);
            // Whichever ends first ends the other: both ends see their connection break.
            tokio::select! {
                () = pass(from_client, to_server, draw(0), &state.cuts, &state.of_requests) => {}
                () = pass(from_server, to_client, draw(1), &state.cuts, &state.of_answers) => {}
            }
        });
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut draw: Draw,
    cuts: &AtomicBool,
    count: &AtomicUsize,
) {
    let mut message = vec![0; 16 * 1_024];
    loop {
        match from.read(&mut message).await {
            Ok(0) | Err(_) => return,
            Ok(length) => {
                if cuts.load(Ordering::Relaxed) && draw.below(ONE_IN) == 0 {
                    count.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                if to.write_all(&message[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
