//! The profile: what scopes and settings leave of it, and whose units it is in.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_AGE_AND_HEIGHT, NO_TEXT, OPEN};
use serde_json::{Value, json};

use crate::http::{get, get_with, send};

const PROFILE: &str = "/1/user/-/profile.json";

async fn user(sandbox: &Sandbox, viewer: &str, path: &str) -> Value {
    get(sandbox, viewer, path).await.json()["user"].clone()
}

#[tokio::test]
async fn a_scope_that_is_missing_takes_its_fields_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let authorization = format!(
        "authorization: Bearer {}\r\n",
        sandbox.token_with_scopes(OPEN, &["profile"])
    );
    let few = send(&sandbox, "GET", PROFILE, &authorization, "")
        .await
        .json()["user"]
        .clone();
    let all = user(&sandbox, OPEN, PROFILE).await;
    for name in [
        "city",
        "country",
        "state",
        "foodsLocale",
        "waterUnit",
        "waterUnitName",
    ] {
        assert!(few.get(name).is_none() && all.get(name).is_some(), "{name}");
    }
    assert_eq!((&few["weight"], &all["weight"]), (&json!(0), &json!(66.4)));
    assert_eq!(few["timezone"], "Europe/Oslo");
}

#[tokio::test]
async fn closed_settings_leave_blanks_to_others_and_nothing_out_for_oneself() {
    let sandbox = Sandbox::start().await.unwrap();
    let seen = user(&sandbox, OPEN, &format!("/1/user/{CLOSED}/profile.json")).await;
    for (name, blank) in [
        ("aboutMe", json!("")),
        ("gender", json!("NA")),
        ("dateOfBirth", json!("")),
        ("height", json!(0)),
        ("weight", json!(0)),
        ("country", json!("")),
        ("timezone", json!("")),
    ] {
        assert_eq!(seen[name], blank, "{name}");
    }
    for name in ["age", "averageDailySteps", "topBadges"] {
        assert!(seen.get(name).is_none(), "{name}");
    }
    let own = user(&sandbox, CLOSED, PROFILE).await;
    assert_eq!((&own["age"], &own["weight"]), (&json!(47), &json!(84)));
    assert!(own["averageDailySteps"].as_i64().unwrap() > 5_000);
    assert_eq!(own["topBadges"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn numbers_follow_the_header_and_unit_names_the_profile() {
    let sandbox = Sandbox::start().await.unwrap();
    let language = "accept-language: en_US\r\n";
    for (person, units) in [
        (OPEN, ["METRIC", "METRIC", "ml"]),
        (NO_TEXT, ["en_US", "en_US", "fl oz"]),
        (NO_AGE_AND_HEIGHT, ["METRIC", "en_GB", "ml"]),
    ] {
        let (metric, american) = (
            user(&sandbox, person, PROFILE).await,
            get_with(&sandbox, person, PROFILE, language).await.json()["user"].clone(),
        );
        for (name, unit) in ["distanceUnit", "weightUnit", "waterUnitName"]
            .into_iter()
            .zip(units)
        {
            assert_eq!(
                (&metric[name], &american[name]),
                (&json!(unit), &json!(unit))
            );
        }
        let ratio = american["weight"].as_f64().unwrap() / metric["weight"].as_f64().unwrap();
        assert!((ratio - 2.2046).abs() < 0.01);
    }
}
