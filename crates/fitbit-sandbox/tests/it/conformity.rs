//! Every answer of every operation fits the spec, whoever asks about whom.

use std::collections::{HashMap, HashSet};

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_TEXT, OPEN, STRANGER, UNFILLED};

use serde_json::Value;

use crate::http::{Reply, delete, get_with, post};
use crate::schema::Operation;

/// Stands for the id that the last write gave, where there was one.
const WRITTEN: &str = "0";

/// The ids of two logs have the same name in paths.
const SLEEP: &str = "log-id of a sleep";

/// Where the answer to a write has the id that it gave, by the parameters of the paths that lead to it.
const IDS: &[(&str, &[&str])] = &[
    ("alarm-id", &["/trackerAlarm/alarmId"]),
    ("bodyfat-log-id", &["/fatLog/logId"]),
    ("food-id", &["/food/foodId"]),
    ("food-log-id", &["/foodLog/logId"]),
    ("log-id", &["/activityLog/logId"]),
    ("meal-id", &["/meal/id"]),
    (SLEEP, &["/sleep/logId"]),
    ("water-log-id", &["/waterLog/logId"]),
    ("weight-log-id", &["/weightLog/logId"]),
];

/// Values of the path's parameters that have no list of their own in the spec: those that are answered, and some that are
/// not.
const VALUES: &[(&str, &[&str])] = &[
    ("activity-id", &["90009", "1"]),
    ("alarm-id", &["1", WRITTEN]),
    ("bodyfat-log-id", &["1", WRITTEN]),
    (
        "collection-path",
        &["activities", "body", "foods", "sleep", "userRevokedAccess"],
    ),
    // The second one has 23 hours in Europe.
    ("date", &["2026-05-19", "2026-03-29", "today"]),
    ("end-date", &["2026-05-19", "today", "2026-06-01"]),
    ("end-date-or-period", &["1w", "2026-05-20", "1m", "max"]),
    ("end-time", &["23:59", "10:15"]),
    ("food-id", &["80101", WRITTEN, "1"]),
    ("food-log-id", &["1", WRITTEN]),
    ("from-user-id", &[STRANGER, "NOBODY"]),
    // The second one is an exercise of the main person.
    ("log-id", &["1", WRITTEN, "2902026121000085281"]),
    ("meal-id", &["4100001", WRITTEN, "1"]),
    ("period", &["daily", "weekly"]),
    ("start-date", &["2026-05-19", "2026-05-18", "today"]),
    ("start-time", &["10:00", "00:00"]),
    ("subscription-id", &["one", "two"]),
    ("tracker-id", &["2515000042", "1"]),
    ("water-log-id", &["1", WRITTEN]),
    ("weight-log-id", &["1", WRITTEN]),
];

/// The most paths of an operation that are asked for about oneself, and about each other person.
const PATHS: (usize, usize) = (16, 2);

/// The paths to ask an operation for about a person: all combinations of the parameters' values, or an even part of them.
fn paths(operation: &Operation, subject: &str, written: &Written) -> Vec<String> {
    let mut paths = vec![operation.template.replace("{user-id}", subject)];
    while let Some((_, rest)) = paths[0].split_once('{') {
        let name = rest.split('}').next().unwrap().to_owned();
        let values = operation.choices.get(&name).cloned().unwrap_or_else(|| {
            let known = VALUES.iter().find(|(known, _)| *known == name);
            let known =
                known.unwrap_or_else(|| panic!("{}: {name} is not known here", operation.id));
            known
                .1
                .iter()
                .map(|&value| written.value(operation, &name, value))
                .collect()
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
        _ if operation.method == "POST" => arguments_of_writes(operation),
        _ => &[""],
    }
}

/// The arguments of a POST: some that are answered, and some that are refused.
fn arguments_of_writes(operation: &Operation) -> &'static [&'static str] {
    match operation.id.as_str() {
        "invite_friend_v1" | "invite_friend_v1_1" => {
            &["invitedUserId=SBX9Q6", "invitedUserEmail=a%40b.example", ""]
        }
        "respond_friend_invitation_v1" => &["accept=nonsense", "accept=true", "accept=true"],
        "respond_friend_invitation_v1_1" => &["accept=nonsense", "accept=false", "accept=false"],
        "create_activity_goals" => &["type=steps&value=9000", "type=distance&value=7.5", "type=x"],
        "create_activity_log" => &[
            "activityId=90013&startTime=05:10&durationMillis=600000&date=2026-05-17&distance=0.8",
            "activityName=Juggling&manualCalories=80&startTime=05:30:30&durationMillis=60000&date=2026-05-17",
            "activityName=Juggling&startTime=05:30&durationMillis=60000&date=2026-05-17",
        ],
        "create_alarm" => &[
            "time=07:15-08:00&enabled=true&recurring=true&weekDays=MONDAY,FRIDAY",
            "time=07:15%2B05:30&enabled=false&recurring=false&weekDays=SUNDAY",
            "time=07:15&enabled=false&recurring=false&weekDays=SUNDAY",
        ],
        "update_alarm" => &[
            "time=08:00%2B01:00&enabled=true&recurring=true&weekDays=MONDAY&snoozeLength=5&snoozeCount=2&label=Up",
            "time=08:00%2B01:00&enabled=true&recurring=true&weekDays=MONDAY",
        ],
        "create_body_fat_goal" => &["fat=22.5", "fat=101", ""],
        "create_body_fat_log" => &["fat=22.5&date=2026-05-19", "fat=-1&date=2026-05-19", ""],
        "create_weight_goal" => &[
            "startDate=2026-05-01&startWeight=80.25&weight=75",
            "startDate=2026-05-01&startWeight=80.5",
            "startDate=2026-05-01",
        ],
        "create_weight_log" => &[
            "weight=70.25&date=2026-05-19&time=07:00:00",
            "weight=70&date=2026-05-20",
            "weight=70&date=2026-05-21T00:00:00",
        ],
        "create_food" => &[
            "name=Soup&defaultFoodMeasurementUnitId=304&defaultServingSize=1&calories=210&formType=LIQUID&description=&iron=2.5",
            "name=Soup&defaultFoodMeasurementUnitId=1&defaultServingSize=1&calories=210",
        ],
        "create_food_goal" => &["calories=2100", "intensity=EASIER&personalized=true", ""],
        "create_food_log" => &[
            "foodId=80101&mealTypeId=1&unitId=304&amount=1.5&date=2026-05-19&favorite=true",
            "foodName=Stew&mealTypeId=6&unitId=147&amount=200&date=2026-05-19&calories=300&protein=9.5",
            "mealTypeId=8&unitId=147&amount=200&date=2026-05-19",
        ],
        "update_food_log" => &[
            "mealTypeId=3&calories=310",
            "mealTypeId=3&unitId=147&amount=120",
            "mealTypeId=3",
        ],
        "create_meal" | "update_meal" => &[
            r#"{"name":"Tea","description":"","mealFoods":[{"foodId":80101,"amount":2,"unitId":304}]}"#,
            r#"{"name":"Tea","description":"","mealFoods":[]}"#,
            "name=Tea",
        ],
        "create_sleep_goal_v1" | "create_sleep_goals" => &["minDuration=450", "minDuration=0"],
        "create_sleep_log" | "create_sleep_log_v1" => &[
            "date=2026-05-17&startTime=17:05&duration=900000",
            "date=2026-05-16&startTime=20:05&duration=900000",
            "date=2026-05-17&startTime=5:05&duration=900000",
        ],
        "create_water_goal" => &["target=2200", "target=x"],
        "create_water_log" => &[
            "date=2026-05-19&amount=250.5",
            "date=2026-05-19&amount=1&unit=cup",
            "date=2026-05-19&amount=1&unit=barrel",
        ],
        "update_water_log" => &["amount=300", "amount=9&unit=fl oz", ""],
        "update_profile" => &[
            "aboutMe=&city=Bergen&height=171.5&startDayOfWeek=SUNDAY&timezone=Europe/Oslo",
            "timezone=Europe/Atlantis",
            "height=tall",
        ],
        _ => &[""],
    }
}

/// The ids that writes gave.
#[derive(Default)]
struct Written(HashMap<&'static str, String>);

impl Written {
    fn value(&self, operation: &Operation, name: &str, value: &str) -> String {
        let is_sleep = name == "log-id" && operation.template.contains("/sleep/");
        let name = if is_sleep { SLEEP } else { name };
        let id = self.0.get(name).filter(|_| value == WRITTEN);
        id.map_or(value, String::as_str).to_owned()
    }

    fn learn(&mut self, text: &str) {
        let Ok(body) = serde_json::from_str::<Value>(text) else {
            return;
        };
        for (name, pointers) in IDS {
            let id = pointers.iter().find_map(|pointer| body.pointer(pointer));
            if let Some(id) = id {
                self.0.insert(name, id.to_string());
            }
        }
    }
}

/// First what is written, then what is read, then deletions; so what is read has something written in it. Friends and
/// subscriptions change after the reads, for which it matters to have none. The old version of sleep comes last: it has the
/// same log as the new one, in which something must be left to delete.
fn rank(operation: &Operation) -> usize {
    let id = &operation.id;
    let is_late = id.contains("friend") || id.contains("subscription");
    match operation.method.as_str() {
        "GET" => 1,
        "POST" if id.contains("_sleep_log_v1") => 4,
        "POST" if is_late => 2,
        "POST" => 0,
        _ if id.contains("_sleep_log_v1") => 5,
        _ => 3,
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
        _ => {
            if operation.id.starts_with("respond_friend_invitation") {
                // There is somebody to answer, unless the two are friends already.
                let (target, form) = (
                    "/1/user/-/friends/invitations.json",
                    format!("invitedUserId={viewer}"),
                );
                post(sandbox, STRANGER, target, &form).await;
            }
            post(sandbox, viewer, path, arguments).await
        }
    }
}

/// The statuses of successes: what is there already is 200 where something new is 201.
fn is_success(operation: &Operation, status: u16) -> bool {
    status == operation.success || (operation.success == 201 && status == 200)
}

#[tokio::test]
async fn every_answer_fits_the_spec() {
    let mut operations = Operation::all();
    operations.sort_by_key(rank);
    let mut answered = HashSet::new();
    for viewer in fitbit_sandbox::people::cast() {
        // What does not fit panics when it is dropped.
        let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
        let mut written = Written::default();
        for (operation, subject) in operations.iter().flat_map(|operation| {
            let subjects = ["-", OPEN, NO_TEXT, CLOSED, UNFILLED, STRANGER, "NOBODY"];
            subjects.map(|subject| (operation, subject))
        }) {
            for path in paths(operation, subject, &written) {
                let languages = ["accept-language: en_US\r\n", "", ""];
                for (arguments, language) in arguments(operation).iter().zip(languages) {
                    let reply =
                        ask(&sandbox, operation, viewer.id(), &path, arguments, language).await;
                    if is_success(operation, reply.status) {
                        answered.insert(operation.id.clone());
                        if operation.method == "POST" {
                            written.learn(&reply.text);
                        }
                    }
                }
            }
        }
    }
    for operation in operations {
        assert!(
            answered.contains(&operation.id),
            "{} was never answered",
            operation.id
        );
    }
}
