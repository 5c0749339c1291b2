//! A token endpoint on loopback that answers what the test says, in order, and remembers what it was sent.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }
}

pub(crate) enum Reply {
    Whole(u16, String),
    /// The body stops half-way.
    Cut(String),
    /// The connection ends without an answer.
    Nothing,
    /// No answer as long as the test does not say so.
    Held(oneshot::Receiver<()>, Box<Reply>),
    /// Something happens elsewhere, and then this is answered.
    Meanwhile(Box<dyn FnOnce() -> Reply + Send>),
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Request>>>,
    script: Arc<Mutex<VecDeque<Reply>>>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            seen: Arc::default(),
            script: Arc::new(Mutex::new(script.into_iter().collect())),
        };
        let answering = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = answering.clone();
                tokio::spawn(async move { server.answer(stream).await });
            }
        });
        server
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn then(&self, reply: Reply) {
        self.script.lock().unwrap().push_back(reply);
    }

    async fn answer(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else {
            return;
        };
        self.seen.lock().unwrap().push(request);
        let unexpected = || Reply::Whole(418, String::new());
        let mut reply = self
            .script
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or_else(unexpected);
        loop {
            let (status, body, length) = match reply {
                Reply::Whole(status, body) => (status, body.clone(), body.len()),
                Reply::Cut(body) => (200, body[..body.len() / 2].to_owned(), body.len()),
                Reply::Nothing => return,
                Reply::Held(go, then) => {
                    let _ = go.await;
                    reply = *then;
                    continue;
                }
                Reply::Meanwhile(happens) => {
                    reply = happens();
                    continue;
                }
            };
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let header = |wanted: &str| {
                head.lines().skip(1).find_map(|line| {
                    let (name, value) = line.split_once(": ")?;
                    name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
                })
            };
            let length: usize =
                header("content-length").map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                assert!(head.starts_with("POST "), "only POST");
                assert_eq!(
                    header("content-type").as_deref(),
                    Some("application/x-www-form-urlencoded")
                );
                return Some(Request {
                    path: head.split(' ').nth(1)?.to_owned(),
                    authorization: header("authorization"),
                    body: body.to_owned(),
                });
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&chunk[..length]),
        }
    }
}
