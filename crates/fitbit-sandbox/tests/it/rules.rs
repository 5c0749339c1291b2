//! What a write must be like to be taken: its arguments, its length, its person, its id.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_TEXT, OPEN};
use serde_json::{Value, json};

use crate::http::{delete, get, post, send};

/// All writes of the bundle: method, path template, definition.
fn writes() -> Vec<(String, String, Value)> {
    let bundle: Value = serde_json::from_str(include_str!("../../openapi.bundle.json")).unwrap();
    let mut writes = Vec::new();
    for (template, item) in bundle["paths"].as_object().unwrap() {
        for method in ["post", "delete"] {
            if let Some(definition) = item.get(method) {
                let mut definition = definition.clone();
                let shared = item["parameters"].as_array().into_iter().flatten();
                if let Some(own) = definition["parameters"].as_array_mut() {
                    own.extend(shared.cloned());
                }
                writes.push((method.to_uppercase(), template.clone(), definition));
            }
        }
    }
    writes
}

/// The path of a template with values that are well-formed and, where they are ids, nobody's.
fn path(template: &str, person: &str) -> String {
    template
        .replace("{user-id}", person)
        .replace("{period}", "daily")
        .replace("{tracker-id}", "2515000042")
        .replace("{from-user-id}", "NOBODY")
        .replace("{collection-path}", "sleep")
        .split('{')
        .map(|piece| {
            piece.split_once('}').map_or(piece.to_owned(), |(_, rest)| {
                format!("18446744073709551615{rest}")
            })
        })
        .collect()
}

#[tokio::test]
async fn a_required_argument_that_is_missing_is_named() {
    let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
    let mut checked = 0;
    for (method, template, definition) in writes() {
        let parameters = definition["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let required = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
        let Some(first) = required
            .map(|parameter| parameter["name"].as_str().unwrap())
            .next()
        else {
            continue;
        };
        // Ids below 2^63, which no schema refuses.
        let path = path(&template, "-").replace("18446744073709551615", "1");
        let reply = post(&sandbox, OPEN, &path, "").await;
        assert_eq!((method.as_str(), reply.status), ("POST", 400), "{path}");
        assert_eq!(
            reply.error(),
            ("validation".to_owned(), first.to_owned()),
            "{path}"
        );
        let message = reply.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            message,
            format!("{}{} is required", first[..1].to_uppercase(), &first[1..])
        );
        checked += 1;
    }
    assert!(checked >= 16, "{checked}");
}

#[tokio::test]
async fn arguments_in_a_json_body_are_not_seen() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = r#"{"weight": 70, "date": "2026-05-20"}"#;
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        sandbox.token(OPEN),
        body.len()
    );
    let reply = send(
        &sandbox,
        "POST",
        "/1/user/-/body/log/weight.json",
        &headers,
        body,
    )
    .await;
    assert_eq!(
        (reply.status, reply.json()),
        (
            400,
            json!({"errors": [{"errorType": "validation", "fieldName": "weight", "message": "Weight is required"}], "success": false})
        )
    );
}

const WEIGHT: &str = "/1/user/-/body/log/weight.json";

/// A path, a form, the argument that is wrong in it, and what is said of it.
const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        WEIGHT,
        "weight=heavy&date=2026-05-20",
        "weight",
        "Invalid value: heavy",
    ),
    (
        WEIGHT,
        "weight=-1&date=2026-05-20",
        "weight",
        "Invalid value: -1",
    ),
    (
        WEIGHT,
        "weight=NaN&date=2026-05-20",
        "weight",
        "Invalid value: NaN",
    ),
    (
        WEIGHT,
        "weight=0&date=2026-05-20",
        "weight",
        "Invalid value: 0",
    ),
    (
        WEIGHT,
        "weight=70&date=today",
        "date",
        "Invalid date: today",
    ),
    (
        WEIGHT,
        "weight=70&date=2026-02-30",
        "date",
        "Invalid date: 2026-02-30",
    ),
    (
        WEIGHT,
        "weight=70&date=2026-05-21",
        "date",
        "The date is in the future.",
    ),
    (
        WEIGHT,
        "weight=70&date=2026-05-20&time=7:00",
        "time",
        "Invalid time: 7:00",
    ),
    (
        "/1/user/-/body/log/fat.json",
        "fat=100.5&date=2026-05-20",
        "fat",
        "Invalid value: 100.5",
    ),
    (
        "/1/user/-/foods/log/water.json",
        "amount=1&unit=barrel&date=2026-05-20",
        "unit",
        "Invalid value: barrel",
    ),
    (
        "/1/user/-/foods/log/goal.json",
        "calories=1.5",
        "calories",
        "Invalid value: 1.5",
    ),
    (
        "/1/user/-/foods/log/goal.json",
        "",
        "calories",
        "Either calories or intensity is required.",
    ),
    (
        "/1/user/-/foods/log/goal.json",
        "calories=2000&intensity=EASIER",
        "intensity",
        "Either calories or intensity is given, not both.",
    ),
    (
        "/1/user/-/foods/log/goal.json",
        "intensity=EASIER&personalized=yes",
        "personalized",
        "Invalid value: yes",
    ),
    (
        "/1/user/-/profile.json",
        "gender=OTHER",
        "gender",
        "Invalid value: OTHER",
    ),
    (
        "/1/user/-/profile.json",
        "country=NOR",
        "country",
        "Invalid value: NOR",
    ),
    (
        "/1/user/-/sleep.json",
        "date=2026-05-17&duration=600000",
        "startTime",
        "StartTime is required",
    ),
];

#[tokio::test]
async fn an_argument_that_is_none_of_its_kind_is_named() {
    let sandbox = Sandbox::start().await.unwrap();
    for (target, form, field, message) in WRONG {
        let reply = post(&sandbox, OPEN, target, form).await;
        assert_eq!(reply.status, 400, "{target} {form}: {}", reply.text);
        let told = reply.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            (reply.status, reply.error().1.as_str(), told.as_str()),
            (400, *field, *message),
            "{form}"
        );
    }
}

#[tokio::test]
async fn nobody_writes_for_another_person() {
    let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
    let mut checked = 0;
    for (method, template, _) in writes() {
        let path = path(&template, NO_TEXT);
        let reply = if method == "POST" {
            post(&sandbox, OPEN, &path, "").await
        } else {
            delete(&sandbox, OPEN, &path).await
        };
        let refused = if path.starts_with("/1.1/") { 403 } else { 401 };
        assert_eq!(reply.status, refused, "{method} {path}");
        checked += 1;
    }
    assert_eq!(checked, 44);
}

#[tokio::test]
async fn an_id_that_nothing_has_is_404_also_one_beyond_all_ids() {
    let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
    for (method, template, definition) in writes() {
        if method != "DELETE" {
            continue;
        }
        // The service numbers kinds and foods in less than 64 bits, and refuses more as no number.
        let is_short = definition["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|parameter| parameter["schema"]["type"] == "integer");
        let ids: &[&str] = if is_short {
            &["1", "9223372036854775807"]
        } else {
            &["1", "18446744073709551615"]
        };
        for id in ids {
            let path = path(&template, "-").replace("18446744073709551615", id);
            let reply = delete(&sandbox, OPEN, &path).await;
            assert_eq!(
                (reply.status, reply.error().0.as_str()),
                (404, "not_found"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_post_without_a_length_and_another_method_are_refused() {
    let sandbox = Sandbox::builder().quota(None).start().await.unwrap();
    let authorization = format!("authorization: Bearer {}\r\n", sandbox.token(OPEN));
    for (method, template, _) in writes() {
        let path = path(&template, "-").replace("18446744073709551615", "1");
        if method == "POST" {
            let reply = send(&sandbox, "POST", &path, &authorization, "").await;
            assert_eq!(reply.status, 411, "{path}");
        }
        let reply = send(
            &sandbox,
            "PUT",
            &path,
            &format!("{authorization}content-length: 0\r\n"),
            "",
        )
        .await;
        assert_eq!(reply.status, 405, "{path}");
        assert!(reply.header("allow").contains(&method), "{path}");
    }
}

#[tokio::test]
async fn a_write_needs_the_scope_of_what_it_writes() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "weight=70&date=2026-05-20";
    for (scopes, status) in [(["sleep"], 403), (["weight"], 201)] {
        let headers = format!(
            "authorization: Bearer {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            sandbox.token_with_scopes(OPEN, &scopes),
            form.len()
        );
        let reply = send(
            &sandbox,
            "POST",
            "/1/user/-/body/log/weight.json",
            &headers,
            form,
        )
        .await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}

#[tokio::test]
async fn what_one_writes_in_one_sandbox_is_in_no_other_and_of_nobody_else() {
    let (here, there) = (
        Sandbox::start().await.unwrap(),
        Sandbox::start().await.unwrap(),
    );
    let day = "/1/user/-/foods/log/water/date/2026-05-20.json";
    let (before, of_another) = (
        get(&there, OPEN, day).await.text,
        get(&here, NO_TEXT, day).await.text,
    );
    let form = "date=2026-05-20&amount=999";
    assert_eq!(
        post(&here, OPEN, "/1/user/-/foods/log/water.json", form)
            .await
            .status,
        201
    );
    assert_eq!(get(&there, OPEN, day).await.text, before);
    assert_eq!(get(&here, NO_TEXT, day).await.text, of_another);
}
