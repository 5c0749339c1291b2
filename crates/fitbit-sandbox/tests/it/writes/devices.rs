//! Alarms.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{OPEN, UNFILLED};
use serde_json::json;

use super::{deleted, place, read, written};
use crate::http::post;

const ALARMS: &str = "/1/user/-/devices/tracker/2515000042/alarms.json";
const FORM: &str = "time=07:15%2B02:00&enabled=true&recurring=true&weekDays=MONDAY,FRIDAY";

#[tokio::test]
async fn an_alarm_is_set_changed_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let before = read(&sandbox, OPEN, ALARMS).await["trackerAlarms"]
        .as_array()
        .unwrap()
        .clone();
    let body = written(&sandbox, OPEN, ALARMS, FORM, 201).await;
    let alarm = &body["trackerAlarm"];
    assert_eq!(
        (&alarm["time"], &alarm["weekDays"]),
        (&json!("07:15+02:00"), &json!(["MONDAY", "FRIDAY"]))
    );
    assert_eq!(alarm["syncedToDevice"], false);
    let target = ALARMS.replace(".json", &format!("/{}.json", alarm["alarmId"]));
    let form = "time=08:00-03:00&enabled=false&recurring=false&weekDays=SUNDAY&snoozeLength=5&snoozeCount=1&label=Walk";
    let changed = written(&sandbox, OPEN, &target, form, 200).await;
    let changed = &changed["trackerAlarm"];
    assert_eq!(
        (
            &changed["alarmId"],
            &changed["snoozeLength"],
            &changed["label"]
        ),
        (&alarm["alarmId"], &json!(5), &json!("Walk"))
    );
    let list = read(&sandbox, OPEN, ALARMS).await;
    assert_eq!(
        list["trackerAlarms"].as_array().unwrap().len(),
        before.len() + 1
    );
    let found = place(&list["trackerAlarms"], "alarmId", &alarm["alarmId"]).unwrap();
    assert_eq!(list["trackerAlarms"][found], *changed);
    deleted(&sandbox, OPEN, &target).await;
    assert_eq!(
        read(&sandbox, OPEN, ALARMS).await["trackerAlarms"],
        json!(before)
    );
    // An invented one too.
    deleted(
        &sandbox,
        OPEN,
        &ALARMS.replace(".json", &format!("/{}.json", before[0]["alarmId"])),
    )
    .await;
}

#[tokio::test]
async fn days_are_names_each_once_and_a_tracker_is_ones_own() {
    let sandbox = Sandbox::start().await.unwrap();
    for days in [
        "MONDAY,,FRIDAY",
        "MONDAY,MONDAY",
        "monday",
        "MONDAY, FRIDAY",
    ] {
        let form = FORM.replace("MONDAY,FRIDAY", days);
        let reply = post(&sandbox, OPEN, ALARMS, &form).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (400, "weekDays"),
            "{days}"
        );
    }
    // A plus that was not escaped is a blank.
    let reply = post(&sandbox, OPEN, ALARMS, &FORM.replace("%2B", "+")).await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "time"));
    for (person, target) in [
        (UNFILLED, ALARMS.to_owned()),
        (OPEN, ALARMS.replace("2515", "2516")),
    ] {
        let reply = post(&sandbox, person, &target, FORM).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (404, "tracker-id")
        );
    }
}
