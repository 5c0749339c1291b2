//! The binary: its first line, its people, and its end.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::http::raw;
use crate::receiver::{Receiver, until};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fitbit-sandbox"));
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

#[tokio::test]
async fn it_says_where_it_listens_then_whom_it_has_and_ends_when_told() {
    let mut child = program()
        .args(["--port", "0", "--now", "2026-01-02T03:04:05Z"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    let url = first.strip_prefix("listening on ").unwrap();
    assert!(url.starts_with("http://127.0.0.1:"));
    let person = lines.next_line().await.unwrap().unwrap();
    let token = person
        .split_whitespace()
        .find(|word| word.starts_with("sandbox."))
        .unwrap();
    assert!(person.ends_with("all public"));
    let request = format!(
        "GET /1/user/-/badges.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    let reply = raw(url, &request).await;
    assert_eq!(
        (reply.status, reply.header("date")),
        (200, "Fri, 02 Jan 2026 03:04:05 GMT")
    );
    let pid = child.id().unwrap().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test]
async fn it_is_as_a_file_says_and_takes_commands_on_a_port_of_its_own() {
    let folder = std::env::temp_dir().join(format!("fitbit-sandbox-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("scenario.json");
    std::fs::write(
        &file,
        r#"{"now": "2026-01-02T03:04:05Z", "play": ["switched-off"]}"#,
    )
    .unwrap();
    let mut child = program()
        .args(["--host", "127.0.0.2", "--control-port", "0", "--scenario"])
        .arg(&file)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let data = lines.next_line().await.unwrap().unwrap();
    let data = data.strip_prefix("listening on ").unwrap();
    assert!(data.starts_with("http://127.0.0.2:"));
    let control = lines.next_line().await.unwrap().unwrap();
    let control = control.strip_prefix("control on ").unwrap();
    let request = |method: &str, path: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        )
    };
    let clock = raw(control, &request("GET", "/clock")).await;
    assert_eq!(clock.json()["now"], "2026-01-02T03:04:05Z");
    let badges = request("GET", "/1/user/-/badges.json");
    assert_eq!(raw(data, &badges).await.status, 410);
    raw(control, &request("POST", "/scenarios/all-is-well")).await;
    assert_eq!(raw(data, &badges).await.status, 401);
    child.kill().await.unwrap();

    std::fs::write(&file, r#"{"play": ["all-is-lost"]}"#).unwrap();
    let output = program()
        .arg("--scenario")
        .arg(&file)
        .output()
        .await
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && told.contains("all-is-lost"),
        "{told}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn it_notifies_a_subscriber_by_itself() {
    let receiver = Receiver::start().await;
    let mut child = program()
        .args([
            "--now",
            "2026-05-20T10:17:30Z",
            "--control-port",
            "0",
            "--subscriber",
            &receiver.url,
        ])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut line = async || lines.next_line().await.unwrap().unwrap();
    line().await;
    let control = line().await;
    let subscriber = line().await;
    receiver.knows(subscriber.rsplit(' ').next().unwrap());
    let request = |method: &str, path: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        )
    };
    let control = control.strip_prefix("control on ").unwrap();
    // It was perhaps asked before it knew the code.
    raw(
        control,
        &request("POST", "/apps/23SRVR/subscribers/1/verify"),
    )
    .await;
    raw(control, &request("POST", "/people/SBX2M7/sync")).await;
    until(|| !receiver.posts().is_empty()).await;
    assert_eq!(receiver.notices()[0][0], "activities");
    child.kill().await.unwrap();

    let output = program()
        .args(["--subscriber", "http://192.0.2.1/"])
        .output()
        .await
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1) && told.contains("loopback"),
        "{told}"
    );
}

#[tokio::test]
async fn a_wrong_option_is_named_and_help_is_at_hand() {
    let output = program().arg("--quick").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("--quick")
    );
    let output = program().arg("--help").output().await.unwrap();
    assert!(
        output.status.success() && String::from_utf8(output.stdout).unwrap().contains("--port")
    );
}
