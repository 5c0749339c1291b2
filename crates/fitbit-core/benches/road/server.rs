//! A server that knows four answers and does as little as it can, on a thread of its own.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::bodies;

const PAGES: usize = 1_000;

struct Answers {
    badges: Vec<u8>,
    activities: Vec<u8>,
    steps: Vec<u8>,
    base: String,
}

/// Starts it and says where it is.
pub(crate) fn start() -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let base = format!("http://{}", listener.local_addr().unwrap());
            sender.send(base.clone()).unwrap();
            let answers = Arc::new(Answers {
                badges: answer(&bodies::badges()),
                activities: answer(&bodies::activities(100, "")),
                steps: answer(&bodies::steps()),
                base,
            });
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                tokio::spawn(serve(stream, Arc::clone(&answers)));
            }
        });
    });
    receiver.recv().unwrap()
}

async fn serve(mut stream: TcpStream, answers: Arc<Answers>) {
    let mut request = Vec::new();
    loop {
        request.clear();
        while !request.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let line = request.split(|byte| *byte == b'\r').next().unwrap();
        let line = std::str::from_utf8(line).unwrap();
        let sent = if line.contains("/badges") {
            stream.write_all(&answers.badges).await
        } else if line.contains("/steps/") {
            stream.write_all(&answers.steps).await
        } else if line.contains("limit=20") {
            stream.write_all(&page(line, &answers.base)).await
        } else {
            stream.write_all(&answers.activities).await
        };
        if sent.is_err() {
            return;
        }
    }
}

/// A page of twenty, with a link to the next one up to the thousandth.
fn page(line: &str, base: &str) -> Vec<u8> {
    let offset: usize = line
        .split_once("offset=")
        .map(|(_, rest)| rest.split(['&', ' ']).next().unwrap().parse().unwrap())
        .unwrap_or_default();
    let next = offset + 20;
    if next == PAGES * 20 {
        return answer(&bodies::activities(20, ""));
    }
    let address = format!(
        "{base}/1/user/-/activities/list.json?offset={next}&limit=20&sort=asc&afterDate=2026-01-01"
    );
    answer(&bodies::activities(20, &address))
}

fn answer(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\nFitbit-Rate-Limit-Limit: 1000000\r\n\
         Fitbit-Rate-Limit-Remaining: 999999\r\nFitbit-Rate-Limit-Reset: 1478\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
