//! `fitbit store`, and an export whose tokens and budget are in a store.

use std::fs;
use std::process::{Command, Output};

use fitbit_core::auth::{App, Authenticator, ClientSecret};
use fitbit_core::budget::Verdict;
use fitbit_core::{BudgetKey, BudgetSettings, BudgetStore as _, Priority, ScopeSet};
use fitbit_sandbox::{App as Registered, Clock, Sandbox, people};
use fitbit_store::{Store, TokenProtection};
use tempfile::TempDir;

use super::text;

/// A store with one person who has consented at a sandbox.
struct Stage {
    folder: TempDir,
    sandbox: Sandbox,
    key: String,
}

impl Stage {
    async fn new() -> Self {
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
            sandbox: Sandbox::builder()
                .clock(Clock::system())
                .start()
                .await
                .unwrap(),
            key: text(&fitbit(&["store", "new-key", "spring"], &[]).stdout)
                .trim()
                .to_owned(),
        };
        let store = Store::open(&stage.url()).await.unwrap();
        let protection = TokenProtection::encrypted(stage.key.parse().unwrap());
        let app = App::server(Registered::SERVER, ClientSecret::new(Registered::SECRET))
            .redirect_uri(Registered::REDIRECT)
            .base_url(stage.sandbox.url())
            .consent_base_url(stage.sandbox.url())
            .build()
            .unwrap();
        let tokens = store.tokens(Registered::SERVER, protection).unwrap();
        let authenticator = Authenticator::new(app.clone(), tokens);
        let scopes = [
            "activity",
            "nutrition",
            "profile",
            "settings",
            "sleep",
            "social",
            "weight",
        ];
        let (page, pending) = app
            .authorize(ScopeSet::parse(&scopes.join(" ")))
            .begin()
            .unwrap();
        let redirect = stage
            .sandbox
            .approve_scopes(page.as_str(), people::OPEN, &scopes)
            .unwrap();
        authenticator.accept(pending, &redirect).await.unwrap();
        stage
    }

    fn url(&self) -> String {
        format!("sqlite:{}/fitbit.sqlite", self.folder.path().display())
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let environment = [
            ("FITBIT_CLIENT_ID", Registered::SERVER),
            ("FITBIT_CLIENT_SECRET", Registered::SECRET),
            ("FITBIT_TOKEN_KEY", &self.key),
        ];
        fitbit(arguments, &[&environment, variables].concat())
    }
}

fn fitbit(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fitbit"))
        .args(arguments)
        .env_remove("FITBIT_ACCESS_TOKEN")
        .env_remove("FITBIT_TOKEN_KEY")
        .env_remove("FITBIT_CLIENT_ID")
        .env_remove("FITBIT_CLIENT_SECRET")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_takes_tokens_and_budget_from_the_store() {
    let stage = Stage::new().await;
    let out = stage.folder.path().join("export");
    let output = stage.run(
        &[
            "export",
            "--store",
            &stage.url(),
            "--base-url",
            stage.sandbox.url(),
            "--out",
            out.to_str().unwrap(),
        ],
        &[],
    );
    let said = text(&output.stderr) + &text(&output.stdout);
    assert!(output.status.success(), "{said}");
    let badges = fs::read_to_string(out.join("badges.jsonl")).unwrap();
    assert_eq!(badges.lines().count(), 10);

    // Another process goes on counting where that one stopped.
    let store = Store::open(&stage.url()).await.unwrap();
    let budgets = store.budgets(BudgetSettings::fitbit());
    let key = BudgetKey::new(Registered::SERVER, people::OPEN);
    let verdict = budgets.take(key, Priority::Interactive, 1).await.unwrap();
    let windows = stage.sandbox.windows(Registered::SERVER, people::OPEN);
    let calls = windows.unwrap().last().unwrap().answered;
    assert!(calls > 5);
    assert!(
        matches!(verdict, Verdict::Granted(grant) if grant.left == 149 - calls),
        "{verdict:?} after {calls} calls"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_says_who_is_in_it_and_takes_nobody_twice() {
    let stage = Stage::new().await;
    let url = stage.url();
    let output = stage.run(&["store", "people", "--store", &url], &[]);
    assert_eq!(
        text(&output.stdout),
        "       1 active\n       0 to be asked for consent again\n       0 revoked\n"
    );
    let tokens = [
        ("FITBIT_ACCESS_TOKEN", "an.invented.token"),
        ("FITBIT_REFRESH_TOKEN", "0invented0"),
    ];
    let import = |person| {
        stage.run(
            &["store", "import", "--store", &url, "--person", person],
            &tokens,
        )
    };
    assert!(import("GGNJL9").status.success());
    let again = import("GGNJL9");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stdout).starts_with("left alone"));
    let output = stage.run(&["store", "check", "--store", &url], &[]);
    assert_eq!(text(&output.stdout), "Store(SQLite) is ready\n");
    let output = stage.run(
        &[
            "export",
            "--store",
            &url,
            "--out",
            stage.folder.path().to_str().unwrap(),
        ],
        &[],
    );
    assert_eq!(output.status.code(), Some(2), "two people, and none named");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_from_the_command_line() {
    let stage = Stage::new().await;
    let url = stage.url();
    let autumn = text(&fitbit(&["store", "new-key", "autumn"], &[]).stdout);
    let reseal = |variables: &[(&str, &str)]| {
        let output = stage.run(&["store", "reseal", "--store", &url], variables);
        (output.status.code(), text(&output.stdout))
    };
    let new = [("FITBIT_TOKEN_KEY", autumn.trim())];
    let (status, said) = reseal(&new);
    assert!(said.ends_with("1 could not be read\n"), "{said}");
    assert_eq!(status, Some(1));
    let both = [new[0], ("FITBIT_RETIRED_TOKEN_KEYS", stage.key.as_str())];
    let (status, said) = reseal(&both);
    assert!(said.starts_with("       1 encrypted"), "{said}");
    assert_eq!(status, Some(0));
    assert!(reseal(&new).1.contains("1 were so already"));
}

#[test]
fn what_is_missing_or_wrong_is_said_without_a_secret() {
    let store = [
        "store",
        "people",
        "--store",
        "sqlite:not-there/fitbit.sqlite",
    ];
    let key = format!("spring:{}=", "A".repeat(43));
    for (variables, status, says) in [
        (&[][..], 2, "FITBIT_TOKEN_KEY"),
        (
            &[("FITBIT_TOKEN_KEY", "spring:s3cret")][..],
            2,
            "32 bytes in Base64",
        ),
        (
            &[("FITBIT_TOKEN_KEY", key.as_str())][..],
            2,
            "FITBIT_CLIENT_ID",
        ),
        (
            &[
                ("FITBIT_TOKEN_KEY", key.as_str()),
                ("FITBIT_CLIENT_ID", "23ABCD"),
            ][..],
            1,
            "cannot be reached",
        ),
    ] {
        let output = fitbit(&store, variables);
        assert_eq!(output.status.code(), Some(status), "{says}");
        let said = text(&output.stderr);
        assert!(said.contains(says), "{said}");
        assert!(
            !said.contains("s3cret") && !said.contains("not-there"),
            "{said}"
        );
    }
    let output = fitbit(
        &["store", "check", "--store", "mysql://root:s3cret@db"],
        &[],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(!text(&output.stderr).contains("s3cret"));
}
