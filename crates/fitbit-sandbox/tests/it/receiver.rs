//! A subscriber of a few lines over a bare socket, which answers as it is told and remembers what it heard.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What a subscriber heard.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    pub(crate) fn notices(&self) -> Vec<Value> {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// See the module. It ends with the runtime.
pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    code: String,
    /// The answers to POSTs, one after another; then 204. `None` is no answer at all.
    answers: Vec<Option<u16>>,
    heard: Vec<Heard>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(serve(listener, state.clone()));
        Self { url, state }
    }

    /// From now on this is the code that is answered with 204.
    pub(crate) fn knows(&self, code: &str) {
        code.clone_into(&mut self.state.lock().unwrap().code);
    }

    /// What the next POSTs are answered with.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = Option<u16>>) {
        self.state.lock().unwrap().answers = answers.into_iter().collect();
    }

    /// The POSTs so far.
    pub(crate) fn posts(&self) -> Vec<Heard> {
        let heard = self.state.lock().unwrap().heard.clone();
        heard
            .into_iter()
            .filter(|heard| heard.head.starts_with("POST "))
            .collect()
    }

    /// All notices so far, as collection, date, owner and subscription.
    pub(crate) fn notices(&self) -> Vec<[String; 4]> {
        let notices = self.posts().into_iter().flat_map(|post| post.notices());
        let text = |notice: &Value, name: &str| notice[name].as_str().unwrap().to_owned();
        notices
            .map(|notice| {
                ["collectionType", "date", "ownerId", "subscriptionId"]
                    .map(|name| text(&notice, name))
            })
            .collect()
    }
}

/// Goes on once this is so, which is a matter of moments on loopback.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    let turns = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(30), turns).await;
    assert!(in_time.is_ok(), "it never was so");
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    // An unanswered connection stays open as long as this.
    let mut open = Vec::new();
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let heard = loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let heard = Heard {
                    head: head.to_owned(),
                    body: body.to_owned(),
                };
                let length = heard
                    .header("content-length")
                    .map_or(0, |value| value.parse().unwrap());
                if body.len() >= length {
                    break heard;
                }
            }
            let read = stream.read_buf(&mut bytes).await.unwrap();
            assert!(read > 0, "half a request: {text}");
        };
        let answer = {
            let mut state = state.lock().unwrap();
            let right = format!("GET /hook?verify={} ", state.code);
            let answer = match &heard.head {
                line if line.starts_with(&right) => Some(204),
                line if line.starts_with("GET ") => Some(404),
                _ if state.answers.is_empty() => Some(204),
                _ => state.answers.remove(0),
            };
            state.heard.push(heard);
            answer
        };
        match answer {
            Some(status) => {
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
            None => open.push(stream),
        }
    }
}
