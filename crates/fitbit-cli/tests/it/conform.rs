//! `fitbit conform`: the verdicts on recorded bodies, and how they are told.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{fitbit, text};

/// A folder with these files.
fn corpus(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, body) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
    }
    folder
}

/// Exit status and output for a folder.
fn conform(folder: &TempDir) -> (Option<i32>, String) {
    let output = fitbit(&["conform", folder.path().to_str().unwrap()]);
    (output.status.code(), text(&output.stdout))
}

#[test]
fn a_good_body_passes_and_its_drift_is_a_note() {
    let folder = corpus(&[(
        "samples/get_badges/one.json",
        r#"{"badges":[{"badgeType":"DAILY_MOONWALKS","sparkle":1}]}"#,
    )]);
    let (status, output) = conform(&folder);
    assert_eq!(status, Some(0));
    assert_eq!(
        output,
        "note   samples/get_badges/one.json: unlisted value at $.badges[].badgeType\n\
         note   samples/get_badges/one.json: unknown field at $.badges[].sparkle\n\
         1 passed, 0 failed, 0 skipped\n"
    );
}

#[test]
fn a_misfit_fails_with_its_place_and_without_its_value() {
    let folder = corpus(&[
        (
            "samples/get_badges/text.json",
            r#"{"badges":[{"timesAchieved":"eleven"}]}"#,
        ),
        ("samples/get_badges/root.json", r#"{"medals":[]}"#),
        ("samples/get_friends/cut.json", r#"{"data":[{"id":"2AAAAA"#),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(status, Some(1));
    assert!(output.contains("FAILED samples/get_badges/text.json: the body has another shape at $.badges[0].timesAchieved"));
    assert!(output.contains("FAILED samples/get_badges/root.json: the body has another shape at $: missing field `badges`"));
    assert!(output.contains("FAILED samples/get_friends/cut.json: the body ends in the middle"));
    assert!(!output.contains("eleven"));
    assert!(output.ends_with("\n0 passed, 3 failed, 0 skipped\n"));
}

#[test]
fn an_error_body_passes_when_no_operation_takes_it_and_the_error_reader_does() {
    let folder = corpus(&[
        (
            "samples/_error/legacy.json",
            r#"{"errors":[{"errorType":"invalid_token"}]}"#,
        ),
        (
            "samples/_error/json-api.json",
            r#"{"errors":[{"title":"Forbidden"}]}"#,
        ),
        (
            "samples/_error/google.json",
            r#"{"error":{"code":403,"status":"PERMISSION_DENIED"}}"#,
        ),
        ("samples/_error/none.json", r#"{"errors":[{}]}"#),
        ("samples/_error/badges.json", r#"{"badges":[]}"#),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(status, Some(1));
    assert!(output.contains("FAILED samples/_error/none.json: the error reader finds no"));
    assert!(
        output.contains("FAILED samples/_error/badges.json: get_badges accepts it as a success")
    );
    assert!(output.ends_with("\n3 passed, 2 failed, 0 skipped\n"));
}

#[test]
fn what_the_spec_does_not_have_is_skipped() {
    let folder = corpus(&[
        ("samples/get_horoscope/one.json", "{}"),
        ("samples/_undocumented/one.json", "{}"),
        ("invalid/get_horoscope/one.json", "{,}"),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(
        (status, output.as_str()),
        (Some(0), "0 passed, 0 failed, 3 skipped\n")
    );
}

#[test]
fn what_is_not_json_passes_by_being_refused() {
    let folder = corpus(&[
        ("invalid/get_badges/commas.json", r#"{"badges":[],}"#),
        ("invalid/get_badges/empty.json", ""),
        ("invalid/_error/empty.json", ""),
        ("invalid/get_badges/fine.json", r#"{"badges":[]}"#),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(status, Some(1));
    assert!(output.contains("FAILED invalid/get_badges/fine.json: it was read"));
    assert!(output.ends_with("\n3 passed, 1 failed, 0 skipped\n"));
}

#[test]
fn tokens_and_notifications_are_read_by_their_own_readers() {
    let token =
        r#"{"access_token":"a.b.c","refresh_token":"0f1e","user_id":"28H22H","expires_in":28800}"#;
    let sleep = r#"{"collectionType":"sleep","date":"2026-05-20","ownerId":"28H22H"}"#;
    let nobody = sleep.replace("28H22H", "");
    let moods = sleep.replace("sleep", "moods");
    let odd = sleep.replace(r#""2026-05-20""#, "true");
    let folder = corpus(&[
        ("samples/_token/whole.json", token),
        (
            "samples/_token/of_nobody.json",
            &token.replace("user_id", "id"),
        ),
        ("invalid/_token/empty.json", ""),
        ("invalid/_token/whole.json", token),
        (
            "samples/_webhook_notification/odd.json",
            &format!("[{sleep},{moods},{odd}]"),
        ),
        (
            "samples/_webhook_notification/of_nobody.json",
            &format!("[{sleep},{nobody}]"),
        ),
        (
            "invalid/_webhook_notification/commas.json",
            &format!("[{sleep},]"),
        ),
        (
            "invalid/_webhook_notification/whole.json",
            &format!("[{sleep}]"),
        ),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(status, Some(1));
    for line in [
        "FAILED samples/_token/of_nobody.json: ",
        "FAILED samples/_webhook_notification/of_nobody.json: $[1]: ",
        "FAILED invalid/_token/whole.json: it was read",
        "FAILED invalid/_webhook_notification/whole.json: it was read",
        "note   samples/_webhook_notification/odd.json: unlisted value at $[].collectionType\n",
        "note   samples/_webhook_notification/odd.json: no text at $[2].date\n",
    ] {
        assert!(output.contains(line), "{line} in {output}");
    }
    assert!(
        output.ends_with("\n4 passed, 4 failed, 0 skipped\n"),
        "{output}"
    );
    for value in ["28H22H", "a.b.c", "0f1e", "moods", "2026"] {
        assert!(!output.contains(value), "{output}");
    }
}

#[test]
fn an_index_beside_the_folders_says_what_is_right() {
    let folder = corpus(&[
        (
            "index.json",
            r#"[{"file":"samples/get_badges/bad.json","expect":"reject_or_lenient"},
                {"file":"samples/get_badges/worse.json","expect":"reject"},
                {"file":"samples/get_badges/unsaid.json","notes":"no expectation"}]"#,
        ),
        ("samples/get_badges/bad.json", r#"{"badges":""}"#),
        ("samples/get_badges/worse.json", r#"{"badges":""}"#),
        ("samples/get_badges/unsaid.json", r#"{"badges":[]}"#),
    ]);
    let (status, output) = conform(&folder);
    assert_eq!(
        (status, output.as_str()),
        (Some(0), "3 passed, 0 failed, 0 skipped\n")
    );
}

#[test]
fn machines_get_one_document() {
    let folder = corpus(&[("samples/get_badges/one.json", r#"{"badges":{}}"#)]);
    let output = fitbit(&["conform", "--json", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&document["passed"], &document["failed"]),
        (&0.into(), &1.into())
    );
    let file = &document["files"][0];
    assert_eq!(
        (&file["outcome"], &file["path"]),
        (&"failed".into(), &"$.badges".into())
    );
}

#[test]
fn a_path_with_nothing_to_check_is_a_matter_of_arguments() {
    let folder = corpus(&[("notes.txt", "")]);
    assert_eq!(conform(&folder).0, Some(2));
    assert_eq!(fitbit(&["conform", "no/such/path"]).status.code(), Some(2));
    let folder = corpus(&[("somewhere/one.json", "{}")]);
    let file = folder.path().join("somewhere/one.json");
    let output = fitbit(&["conform", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("somewhere is no operation"));
}

#[test]
fn a_file_in_a_folder_named_after_its_operation_is_checked_alone() {
    let folder = corpus(&[("get_badges/one.json", r#"{"badges":[]}"#)]);
    let file = folder.path().join("get_badges/one.json");
    let output = fitbit(&["conform", file.to_str().unwrap()]);
    assert_eq!(text(&output.stdout), "1 passed, 0 failed, 0 skipped\n");
}

#[test]
fn bodies_recorded_by_others_conform_where_they_are_at_hand() {
    let recorded = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    if !Path::new(recorded).is_dir() {
        eprintln!("skipped: the recorded bodies are not at hand");
        return;
    }
    let output = fitbit(&["conform", recorded]);
    assert!(output.status.success(), "{}", text(&output.stdout));
}
