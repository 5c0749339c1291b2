//! A server that says exactly what a test tells it to, answer by answer.

use std::sync::{Arc, Mutex};

use fitbit_core::{AccessToken, Client, Grant, RetryPolicy, ScopeSet, User};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
#[derive(Clone)]
pub(crate) enum Turn {
    /// Sends these bytes and closes.
    Say(Vec<u8>),
    /// Closes without a word.
    HangUp,
    /// Says nothing and keeps the connection.
    Hold,
}

/// An answer with this status line and JSON body.
pub(crate) fn json(status: &str, body: &str) -> Turn {
    answer(status, "application/json", body)
}

/// An answer with this status line, content type and body.
pub(crate) fn answer(status: &str, content_type: &str, body: &str) -> Turn {
    let length = body.len();
    Turn::Say(
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
             Fitbit-Rate-Limit-Limit: 150\r\nFitbit-Rate-Limit-Remaining: 149\r\nFitbit-Rate-Limit-Reset: 1800\r\n\
             Connection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// A server with a script; `{base}` in an answer is its own address.
pub(crate) struct Scripted {
    base: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Starts a server that plays these turns, a request each, and hangs up on every further one.
    pub(crate) async fn start(turns: impl IntoIterator<Item = Turn>) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").await.unwrap(), turns)
    }

    /// Starts it on this listener.
    pub(crate) fn listen(listener: TcpListener, turns: impl IntoIterator<Item = Turn>) -> Self {
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let mut turns: Vec<Turn> = turns.into_iter().collect();
        turns.reverse();
        let (seen, address) = (Arc::clone(&requests), base.clone());
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                seen.lock().unwrap().push(request);
                match turns.pop() {
                    Some(Turn::Say(bytes)) => {
                        let bytes = with_base(&bytes, &address);
                        // The client may have gone away; that is its business.
                        let _ = stream.write_all(&bytes).await;
                        let _ = stream.shutdown().await;
                    }
                    Some(Turn::Hold) => held.push(stream),
                    Some(Turn::HangUp) | None => {}
                }
            }
        });
        Self { base, requests }
    }

    /// The client of a user of this server.
    pub(crate) fn user(&self) -> User {
        self.user_with(Grant::new(AccessToken::new("a.test.token").unwrap()))
    }

    /// The client of a user of this server who granted these scopes.
    pub(crate) fn user_with_scopes(&self, scopes: &str) -> User {
        let token = AccessToken::new("a.test.token").unwrap();
        self.user_with(Grant::new(token).with_scopes(ScopeSet::parse(scopes)))
    }

    pub(crate) fn user_with(&self, grant: Grant) -> User {
        Client::builder()
            .base_url(&self.base)
            // What an answer becomes is seen best when it comes once; `retry.rs` is about the rest.
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
            .user(grant)
    }

    /// Its address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The requests so far, as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().unwrap());
            if body.len() >= length {
                return text.into_owned();
            }
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&bytes).into_owned(),
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}

/// Puts the address in and mends the length that this changes.
fn with_base(bytes: &[u8], base: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return bytes.to_vec();
    };
    let times = text.matches("{base}").count();
    if times == 0 {
        return bytes.to_vec();
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let body = body.replace("{base}", base);
    let head: Vec<String> = head
        .lines()
        .map(|line| {
            if line.starts_with("Content-Length") {
                format!("Content-Length: {}", body.len())
            } else {
                line.replace("{base}", base)
            }
        })
        .collect();
    format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
}
