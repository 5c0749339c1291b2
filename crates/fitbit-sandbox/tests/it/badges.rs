//! Badges: whose units, and which are left out.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{
    NO_AGE_AND_HEIGHT, NO_BODY, NO_LOCATION, NO_TEXT, OPEN, STRANGER, UNFILLED,
};
use serde_json::Value;

use crate::http::{get, get_with};

const OWN: &str = "/1/user/-/badges.json";

fn units(body: &Value) -> Vec<&str> {
    let mut units: Vec<&str> = body["badges"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|badge| badge["unit"].as_str())
        .collect();
    units.sort_unstable();
    units.dedup();
    units
}

fn about_weight(body: &Value) -> usize {
    let badges = body["badges"].as_array().unwrap().iter();
    badges
        .filter(|badge| badge["badgeType"].as_str().unwrap().contains("LOSS"))
        .count()
}

#[tokio::test]
async fn units_follow_the_profile_and_not_the_language() {
    let sandbox = Sandbox::start().await.unwrap();
    for (person, expected) in [
        (OPEN, ["KILOGRAMS", "KILOMETERS"]),
        (NO_TEXT, ["MILES", "POUNDS"]),
        (NO_AGE_AND_HEIGHT, ["KILOMETERS", "STONES"]),
    ] {
        for language in [
            "",
            "accept-language: en_US\r\n",
            "accept-language: en_GB\r\n",
        ] {
            let body = get_with(&sandbox, person, OWN, language).await.json();
            assert_eq!(units(&body), expected, "{person} {language}");
        }
    }
}

#[tokio::test]
async fn badges_about_weight_are_left_out_where_my_body_is_closed() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = get(&sandbox, NO_BODY, OWN).await.json();
    let seen = get(&sandbox, OPEN, &format!("/1/user/{NO_BODY}/badges.json"))
        .await
        .json();
    assert!(about_weight(&own) > 0);
    assert_eq!(about_weight(&seen), 0);
    assert_eq!(
        seen["badges"].as_array().unwrap().len(),
        own["badges"].as_array().unwrap().len() - about_weight(&own)
    );
}

#[tokio::test]
async fn achievements_for_friends_are_no_strangers_matter() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = format!("/1/user/{NO_LOCATION}/badges.json");
    assert_eq!(get(&sandbox, OPEN, &path).await.status, 200);
    assert_eq!(get(&sandbox, STRANGER, &path).await.status, 401);
}

#[tokio::test]
async fn values_can_be_negative_images_empty_and_old_badges_bare() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut all = Vec::new();
    for person in sandbox.people() {
        all.extend(
            get(&sandbox, person.id(), OWN).await.json()["badges"]
                .as_array()
                .unwrap()
                .clone(),
        );
    }
    assert!(
        all.iter()
            .any(|badge| badge["value"].as_i64().is_some_and(|value| value < 0))
    );
    assert!(all.iter().any(|badge| badge["image300px"] == ""));
    assert!(
        all.iter().any(|badge| badge.get("name").is_none())
            && all.iter().any(|badge| badge["name"].is_string())
    );
}

#[tokio::test]
async fn who_never_moved_has_none() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(
        get(&sandbox, UNFILLED, OWN).await.json()["badges"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}
