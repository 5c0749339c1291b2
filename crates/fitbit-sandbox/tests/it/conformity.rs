//! Every answer of every operation fits the spec, whoever asks about whom.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_TEXT, OPEN, STRANGER, UNFILLED};

use crate::http::{Reply, get_with, post};
use crate::schema::{Operation, Spec};

/// The paths to ask an operation for about a person: every value of every other parameter.
fn paths(operation: &Operation, subject: &str) -> Vec<String> {
    let mut paths = vec![operation.template.replace("{user-id}", subject)];
    for (parameter, values) in [
        (
            "{collection-path}",
            &["activities", "body", "foods", "sleep", "userRevokedAccess"][..],
        ),
        ("{from-user-id}", &[STRANGER, "NOBODY"]),
    ] {
        if operation.template.contains(parameter) {
            paths = values
                .iter()
                .flat_map(|value| paths.iter().map(move |path| path.replace(parameter, value)))
                .collect();
        }
    }
    assert!(
        paths.iter().all(|path| !path.contains('{')),
        "{}: a parameter is not known here",
        operation.id
    );
    paths
}

/// The query of a GET, or the form of a POST, that is answered; and one that is refused, where there is one.
fn arguments(operation: &Operation) -> &'static [&'static str] {
    match operation.id.as_str() {
        "get_activity_log_list" => &[
            "afterDate=2020-01-01&sort=asc&limit=100&offset=0",
            "beforeDate=2025-06-01T12:00:00&sort=desc&limit=100&offset=0",
            "limit=100",
        ],
        "invite_friend_v1" => &["invitedUserId=SBX9Q6", "invitedUserEmail=a%40b.example", ""],
        "respond_friend_invitation_v1" => &["accept=nonsense", "accept=true", "accept=true"],
        _ => &[""],
    }
}

async fn ask(
    sandbox: &Sandbox,
    operation: &Operation,
    viewer: &str,
    path: &str,
    arguments: &str,
    language: &str,
) -> Reply {
    match operation.method.as_str() {
        "GET" if arguments.is_empty() => get_with(sandbox, viewer, path, language).await,
        "GET" => get_with(sandbox, viewer, &format!("{path}?{arguments}"), language).await,
        _ => post(sandbox, viewer, path, arguments).await,
    }
}

#[tokio::test]
async fn every_answer_fits_the_spec() {
    let spec = Spec::read();
    let mut misfits = Vec::new();
    for operation in &spec.operations {
        let mut successes = 0;
        for viewer in fitbit_sandbox::people::cast() {
            // A new one each time: none runs out of quota, and no invitation is left from before.
            let sandbox = Sandbox::start().await.unwrap();
            for subject in ["-", OPEN, NO_TEXT, CLOSED, UNFILLED, STRANGER, "NOBODY"] {
                for path in paths(operation, subject) {
                    for (arguments, language) in
                        arguments(operation)
                            .iter()
                            .zip(["accept-language: en_US\r\n", "", ""])
                    {
                        let reply =
                            ask(&sandbox, operation, viewer.id(), &path, arguments, language).await;
                        let found = if reply.status == operation.success {
                            successes += 1;
                            spec.misfits(operation, &reply.text)
                        } else {
                            let declared = operation.statuses.contains(&reply.status);
                            assert!(
                                declared,
                                "{}: {} is not in the spec",
                                operation.id, reply.status
                            );
                            spec.error_misfits(&reply.text)
                        };
                        misfits.extend(
                            found.into_iter().map(|misfit| {
                                format!("{} {}: {misfit}", operation.id, reply.status)
                            }),
                        );
                    }
                }
            }
        }
        assert!(successes > 0, "{} was never answered", operation.id);
    }
    misfits.sort();
    misfits.dedup();
    assert!(
        misfits.is_empty(),
        "{} misfits:\n{}",
        misfits.len(),
        misfits[..misfits.len().min(30)].join("\n")
    );
}
