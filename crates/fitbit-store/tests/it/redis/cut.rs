//! Connections that end at the worst moment: a step is done once or is an error, and never done twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use super::server::Server;
use super::*;

/// What is done to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The connection ends before the server has it.
    Dropped,
    /// The connection ends when the server has answered, without the answer.
    Unanswered,
    /// It arrives this much later.
    Late(Duration),
}

/// A server between the store and Redis, which does something to one command.
struct Between {
    port: u16,
    /// Commands since the last plan.
    commands: Arc<AtomicUsize>,
    plan: Arc<Mutex<Option<(usize, Fault)>>>,
}

impl Between {
    async fn new(redis: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let between = Self {
            port: listener.local_addr().unwrap().port(),
            commands: Arc::default(),
            plan: Arc::default(),
        };
        let (commands, plan) = (Arc::clone(&between.commands), Arc::clone(&between.plan));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (commands, plan) = (Arc::clone(&commands), Arc::clone(&plan));
                tokio::spawn(async move {
                    // It ends as one of both sides ends.
                    let _ = pass_on(client, redis, &commands, &plan).await;
                });
            }
        });
        between
    }

    fn url(&self) -> String {
        format!("redis://:secret@127.0.0.1:{}/", self.port)
    }

    /// Of the commands to come, this fault for one of them, counted from zero.
    async fn plan(&self, command: usize, fault: Fault) {
        *self.plan.lock().await = Some((command, fault));
        self.commands.store(0, Ordering::SeqCst);
    }

    fn commands(&self) -> usize {
        self.commands.load(Ordering::SeqCst)
    }
}

/// One connection. The driver writes a command at once and a test has one under way, so that what is read is one.
async fn pass_on(
    mut client: TcpStream,
    redis: u16,
    commands: &AtomicUsize,
    plan: &Mutex<Option<(usize, Fault)>>,
) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", redis)).await?;
    let mut command = vec![0; 16 * 1024];
    let mut answer = vec![0; 16 * 1024];
    loop {
        tokio::select! {
            read = client.read(&mut command) => {
                let length = read?;
                if length == 0 {
                    return Ok(());
                }
                let is_script = command[..length].windows(7).any(|word| word == b"EVALSHA");
                let number = commands.fetch_add(usize::from(is_script), Ordering::SeqCst);
                let fault = {
                    let mut plan = plan.lock().await;
                    plan.take_if(|(which, _)| is_script && *which == number).map(|(_, fault)| fault)
                };
                match fault {
                    Some(Fault::Dropped) => return Ok(()),
                    Some(Fault::Late(time)) => pass(time).await,
                    Some(Fault::Unanswered) | None => {}
                }
                server.write_all(&command[..length]).await?;
                if fault == Some(Fault::Unanswered) {
                    let _ = server.read(&mut answer).await?;
                    return Ok(());
                }
            }
            read = server.read(&mut answer) => {
                let length = read?;
                if length == 0 {
                    return Ok(());
                }
                client.write_all(&answer[..length]).await?;
            }
        }
    }
}

/// The commands of a step.
const READING: usize = 0;
const REPLACING: usize = 1;

#[tokio::test]
async fn a_step_whose_answer_is_lost_is_an_error_and_was_done_once() {
    let server = Server::start(&[]).await;
    let between = Between::new(server.port()).await;
    let store = budgets(&Store::open(&between.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    between.plan(REPLACING, Fault::Unanswered).await;
    let error = typed(take(&store).await);
    assert!(error.contains("not known"), "{error}");
    assert_eq!(between.commands(), 2, "nothing was sent again");
    // The lost call stays counted; another process sees the same.
    let direct = budgets(&Store::open(&server.url()).await.unwrap());
    assert_eq!(left(&direct).await, LIMIT - 3);
    assert_eq!(left(&store).await, LIMIT - 4, "the store goes on by itself");
}

#[tokio::test]
async fn a_step_that_did_not_arrive_is_an_error_and_was_not_done() {
    let server = Server::start(&[]).await;
    let between = Between::new(server.port()).await;
    let store = budgets(&Store::open(&between.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    between.plan(REPLACING, Fault::Dropped).await;
    typed(take(&store).await);
    assert_eq!(between.commands(), 2, "nothing was sent again");
    assert_eq!(left(&store).await, LIMIT - 2);
}

#[tokio::test]
async fn a_connection_that_was_cut_while_idle_is_not_noticed() {
    let server = Server::start(&[]).await;
    let between = Between::new(server.port()).await;
    let store = budgets(&Store::open(&between.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    for fault in [Fault::Dropped, Fault::Unanswered] {
        between.plan(READING, fault).await;
        take(&store).await.unwrap();
        assert_eq!(between.commands(), 3, "the reading once more");
    }
    assert_eq!(left(&store).await, LIMIT - 4);
}

#[tokio::test]
async fn what_was_read_long_ago_is_not_written() {
    let server = Server::start(&[]).await;
    let between = Between::new(server.port()).await;
    let store = budgets(&Store::open(&between.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    between
        .plan(REPLACING, Fault::Late(Duration::from_millis(1200)))
        .await;
    assert_eq!(left(&store).await, LIMIT - 2);
    assert_eq!(
        between.commands(),
        3,
        "refused, and done with the present time"
    );
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_and_no_grant() {
    let server = Server::start(&[]).await;
    let store = budgets(&Store::open(&server.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    let mut admin = connection(&server.url()).await;
    let asked = Instant::now();
    let () = ask(&mut admin, &["CLIENT", "PAUSE", "7000", "ALL"]).await;
    let error = typed(take(&store).await);
    assert!(error.contains("in time"), "{error}");
    assert!(asked.elapsed() < Duration::from_secs(11));
    pass(Duration::from_secs(7).saturating_sub(asked.elapsed())).await;
    assert_eq!(left(&store).await, LIMIT - 2);
}

#[tokio::test]
async fn a_server_that_restarts_is_an_error_until_it_is_back() {
    let mut server = Server::start(&[]).await;
    let store = budgets(&Store::open(&server.url()).await.unwrap());
    assert_eq!(left(&store).await, LIMIT - 1);
    server.kill();
    for _ in 0..3 {
        let asked = Instant::now();
        typed(take(&store).await);
        assert!(asked.elapsed() < Duration::from_secs(5), "fails soon");
    }
    server.start_again().await;
    let back = async {
        loop {
            match take(&store).await {
                Ok(Verdict::Granted(grant)) => return grant.left,
                Ok(Verdict::Later(wait)) => panic!("no call for {wait:?}"),
                Err(error) => {
                    typed(Err(error));
                }
            }
        }
    };
    let left = tokio::time::timeout(Duration::from_secs(10), back)
        .await
        .unwrap();
    // It saved nothing, so the window is full again: the documentation says so.
    assert_eq!(left, LIMIT - 1);
}
