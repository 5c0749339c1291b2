//! `fitbit export`: what it writes, what it says, what it leaves behind when it fails.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use super::{fitbit, text};

#[test]
fn the_sandboxs_first_person_comes_out_as_json_lines_with_a_table_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/export");
    let output = fitbit(&["export", "--sandbox", "--out", out.to_str().unwrap()]);
    assert!(output.status.success());
    // Nothing moves in a pipe.
    assert_eq!(text(&output.stderr), "");
    insta::assert_snapshot!(text(&output.stdout));

    let mut counts = BTreeMap::new();
    for file in fs::read_dir(&out).unwrap() {
        let path = file.unwrap().path();
        let lines = fs::read_to_string(&path).unwrap();
        for line in lines.lines() {
            assert!(serde_json::from_str::<Value>(line).unwrap().is_object());
        }
        counts.insert(
            path.file_name().unwrap().to_string_lossy().into_owned(),
            lines.lines().count(),
        );
    }
    let expected = [
        ("activities.jsonl", 227),
        ("badges.jsonl", 10),
        ("friends.jsonl", 6),
        ("friends_v1.jsonl", 6),
        ("leaderboard.jsonl", 6),
        ("leaderboard_v1.jsonl", 6),
        ("subscriptions.jsonl", 2),
    ];
    assert_eq!(
        counts,
        expected
            .map(|(name, count)| (name.to_owned(), count))
            .into()
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_said_before_a_call_is_spent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let output = fitbit(&["export", "--sandbox", "--out", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.starts_with("fitbit: the folder ") && message.contains("cannot be written"));
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn a_server_that_is_not_there_leaves_nothing_behind() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fitbit"))
        .args(["export", "--base-url", &base, "--out"])
        .arg(folder.path())
        .env("FITBIT_ACCESS_TOKEN", "a.test.token")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("badges is missing: get_badges: no connection to the server")
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_token_that_is_missing_or_malformed_is_said_without_being_shown() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output = fitbit(&["export", "--out", out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("FITBIT_ACCESS_TOKEN"));
    let output = Command::new(env!("CARGO_BIN_EXE_fitbit"))
        .args(["export", "--out", out])
        .env("FITBIT_ACCESS_TOKEN", "Bearer s3cret")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!text(&output.stderr).contains("s3cret"));
}

#[test]
fn exported_files_are_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    assert!(
        fitbit(&["export", "--sandbox", "--out", out])
            .status
            .success()
    );
    let mode = fs::metadata(folder.path().join("badges.jsonl"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0, "it is health data");
}
