//! Every answer of every operation fits the spec, whoever asks about whom.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_TEXT, OPEN, STRANGER, UNFILLED};

use crate::http::{Reply, delete, get_with, post};
use crate::schema::{Operation, Spec};

/// Values of the path's parameters that have no list of their own in the spec: those that are answered, and some that are
/// not.
const VALUES: &[(&str, &[&str])] = &[
    ("activity-id", &["90009", "1"]),
    ("alarm-id", &["1"]),
    ("bodyfat-log-id", &["1"]),
    (
        "collection-path",
        &["activities", "body", "foods", "sleep", "userRevokedAccess"],
    ),
    // The second one has 23 hours in Europe.
    ("date", &["2026-05-19", "2026-03-29", "today"]),
    ("end-date", &["2026-05-19", "today", "2026-06-01"]),
    ("end-date-or-period", &["1w", "2026-05-20", "1m", "max"]),
    ("end-time", &["23:59", "10:15"]),
    ("food-id", &["80101", "1"]),
    ("food-log-id", &["1"]),
    ("from-user-id", &[STRANGER, "NOBODY"]),
    // The second one is an exercise of the main person.
    ("log-id", &["1", "2902026121000085281"]),
    ("meal-id", &["4100001", "1"]),
    ("period", &["daily", "weekly"]),
    ("start-date", &["2026-05-19", "2026-05-18", "today"]),
    ("start-time", &["10:00", "00:00"]),
    ("subscription-id", &["1"]),
    ("tracker-id", &["2515000042", "1"]),
    ("water-log-id", &["1"]),
    ("weight-log-id", &["1"]),
];

/// What a write that the sandbox does not keep is answered with.
const NOT_KEPT: u16 = 501;

/// The most paths of an operation that are asked for about oneself, and about each other person.
const PATHS: (usize, usize) = (24, 3);

/// The paths to ask an operation for about a person: all combinations of the parameters' values, or an even part of them.
fn paths(operation: &Operation, subject: &str) -> Vec<String> {
    let mut paths = vec![operation.template.replace("{user-id}", subject)];
    while let Some((_, rest)) = paths[0].split_once('{') {
        let name = rest.split('}').next().unwrap().to_owned();
        let values = operation.choices.get(&name).cloned().unwrap_or_else(|| {
            let known = VALUES.iter().find(|(known, _)| *known == name);
            let known =
                known.unwrap_or_else(|| panic!("{}: {name} is not known here", operation.id));
            known.1.iter().map(|&value| value.to_owned()).collect()
        });
        let placeholder = format!("{{{name}}}");
        paths = values
            .iter()
            .flat_map(|value| paths.iter().map(|path| path.replace(&placeholder, value)))
            .collect();
    }
    let most = if subject == "-" { PATHS.0 } else { PATHS.1 };
    // Of all values of the last parameter, and not only of the first one.
    let step = paths.len().div_ceil(most);
    paths.into_iter().step_by(step.max(1)).collect()
}

/// The query of a GET, or the form of a POST, that is answered; and one that is refused, where there is one.
fn arguments(operation: &Operation) -> &'static [&'static str] {
    match operation.id.as_str() {
        "get_activity_log_list" | "get_sleep_log_list" => &[
            "afterDate=2020-01-01&sort=asc&limit=100&offset=0",
            "beforeDate=2025-06-01T12:00:00&sort=desc&limit=100&offset=0",
            "limit=100",
        ],
        "get_ecg_log_list" | "get_irn_alerts_list" => &[
            "afterDate=2020-01-01&sort=asc&limit=10&offset=0",
            "beforeDate=2026-06-01T12:00:00&sort=desc&limit=3&offset=0",
            "limit=10",
        ],
        "get_activity_tcx" => &["includePartialTCX=true", "", "includePartialTCX=perhaps"],
        "get_activity_time_series" | "get_heart_rate_time_series" => {
            &["", "timezone=UTC", "timezone=CET"]
        }
        "get_activity_intraday_by_date" | "get_heart_rate_intraday_by_date" => {
            &["", "timezone=UTC"]
        }
        "search_foods" => &["query=o", "query=%20", ""],
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
        "DELETE" => delete(sandbox, viewer, path).await,
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
        let (mut successes, mut kept) = (0, true);
        for viewer in fitbit_sandbox::people::cast() {
            // A new one each time: no invitation is left from before.
            let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
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
                            kept &= reply.status != NOT_KEPT;
                            let declared = operation.statuses.contains(&reply.status)
                                || (reply.status >= 500 && operation.method != "GET");
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
        if kept {
            assert!(successes > 0, "{} was never answered", operation.id);
        } else {
            assert_ne!(operation.method, "GET", "{} is a read", operation.id);
        }
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
