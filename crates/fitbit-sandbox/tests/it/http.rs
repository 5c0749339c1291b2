//! A client of a few lines over a bare socket: no HTTP library stands between a test and the bytes.

use fitbit_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, taken apart.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or_else(|| panic!("no header {name}"), |(_, value)| value)
    }

    /// The `errorType` and `fieldName` of the first error.
    pub(crate) fn error(&self) -> (String, String) {
        let error = &self.json()["errors"][0];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (text("errorType"), text("fieldName"))
    }
}

/// Sends bytes as they are and reads all that comes until the sandbox closes.
pub(crate) async fn raw(url: &str, request: &str) -> Reply {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Reply {
        status,
        headers: headers.collect(),
        text: body.to_owned(),
    }
}

/// The same where no whole answer may come: what came until the connection ended, and whether that was an error.
pub(crate) async fn broken(url: &str, request: &str) -> (String, bool) {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    (String::from_utf8_lossy(&bytes).into_owned(), ended.is_err())
}

/// A request with these header lines, each ending in `\r\n`. A path, or an absolute URL of the sandbox.
pub(crate) async fn send(
    sandbox: &Sandbox,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> Reply {
    let path = target.strip_prefix(sandbox.url()).unwrap_or(target);
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n{headers}\r\n{body}"
    );
    raw(sandbox.url(), &request).await
}

/// A GET with a person's token of all scopes.
pub(crate) async fn get(sandbox: &Sandbox, person: &str, target: &str) -> Reply {
    get_with(sandbox, person, target, "").await
}

/// The same with more header lines.
pub(crate) async fn get_with(
    sandbox: &Sandbox,
    person: &str,
    target: &str,
    headers: &str,
) -> Reply {
    let headers = format!(
        "authorization: Bearer {}\r\n{headers}",
        sandbox.token(person)
    );
    send(sandbox, "GET", target, &headers, "").await
}

/// A POST of a form.
pub(crate) async fn post(sandbox: &Sandbox, person: &str, target: &str, form: &str) -> Reply {
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
        sandbox.token(person),
        form.len()
    );
    send(sandbox, "POST", target, &headers, form).await
}

/// A DELETE.
pub(crate) async fn delete(sandbox: &Sandbox, person: &str, target: &str) -> Reply {
    let headers = format!("authorization: Bearer {}\r\n", sandbox.token(person));
    send(sandbox, "DELETE", target, &headers, "").await
}
