//! Changing a profile, and what follows from it.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_TEXT, OPEN, UNFILLED};
use serde_json::json;

use super::{read, written};
use crate::http::post;

const PROFILE: &str = "/1/user/-/profile.json";

#[tokio::test]
async fn what_is_given_changes_for_oneself_and_for_friends_and_nothing_else_does() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut expected = read(&sandbox, OPEN, PROFILE).await;
    let form = "aboutMe=&city=Bergen&height=172.5&gender=NA&startDayOfWeek=SUNDAY&waterUnit=en_US&localeLang=nn&localeCountry=NO&birthday=1984-03-01&strideLengthWalking=70.5";
    let body = written(&sandbox, OPEN, PROFILE, form, 200).await;
    for (name, value) in [
        ("aboutMe", json!("")),
        ("city", json!("Bergen")),
        ("height", json!(172.5)),
        ("gender", json!("NA")),
        ("startDayOfWeek", json!("SUNDAY")),
        ("waterUnit", json!("en_US")),
        ("waterUnitName", json!("fl oz")),
        ("locale", json!("nn_NO")),
        ("dateOfBirth", json!("1984-03-01")),
        ("strideLengthWalking", json!(70.5)),
    ] {
        expected["user"][name] = value;
    }
    assert_eq!(body, expected);
    assert_eq!(read(&sandbox, OPEN, PROFILE).await, expected);
    let friends = read(&sandbox, NO_TEXT, "/1/user/-/friends.json").await;
    let friends = friends["friends"].as_array().unwrap();
    let marit = friends
        .iter()
        .find(|friend| friend["user"]["encodedId"] == OPEN);
    assert_eq!(marit.unwrap()["user"]["city"], "Bergen");
}

#[tokio::test]
async fn a_new_zone_moves_today_and_a_wrong_one_moves_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = post(
        &sandbox,
        UNFILLED,
        PROFILE,
        "timezone=Europe/Atlantis&city=Nowhere",
    )
    .await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "timezone"));
    assert_eq!(read(&sandbox, UNFILLED, PROFILE).await["user"]["city"], "");
    // Half past ten in the morning in UTC is the next day fourteen hours to the east.
    written(
        &sandbox,
        UNFILLED,
        PROFILE,
        "timezone=Pacific/Kiritimati",
        200,
    )
    .await;
    let target = "/1/user/-/foods/log/water/goal.json";
    let body = written(&sandbox, UNFILLED, target, "target=1000", 201).await;
    assert_eq!(body["goal"]["startDate"], "2026-05-21");
    let user = &read(&sandbox, UNFILLED, PROFILE).await["user"];
    assert_eq!(
        (&user["timezone"], &user["offsetFromUTCMillis"]),
        (&json!("Pacific/Kiritimati"), &json!(50_400_000))
    );
}
