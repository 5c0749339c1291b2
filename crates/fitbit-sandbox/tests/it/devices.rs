//! Devices, alarms, the electrocardiogram and alerts of an irregular rhythm: one's own only.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_BODY, NO_TEXT, OPEN, UNFILLED, cast};
use serde_json::{Value, json};

use crate::http::get;

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

async fn follow(sandbox: &Sandbox, person: &str, path: &str, name: &str) -> Vec<Value> {
    let query = "afterDate=2020-01-01&sort=asc&limit=10&offset=0";
    let (mut items, mut url) = (Vec::new(), format!("{path}?{query}"));
    while !url.is_empty() {
        let page = get(sandbox, person, &url).await.json();
        let found = page[name].as_array().unwrap();
        assert!(found.len() <= 10);
        items.extend(found.iter().cloned());
        page["pagination"]["next"]
            .as_str()
            .unwrap()
            .clone_into(&mut url);
    }
    items
}

#[tokio::test]
async fn devices_are_a_bare_list_with_times_on_the_clock_of_the_person() {
    let sandbox = sandbox().await;
    let devices = get(&sandbox, NO_BODY, "/1/user/-/devices.json")
        .await
        .json();
    assert_eq!(devices[0]["type"], "TRACKER");
    let synced = devices[0]["lastSyncTime"].as_str().unwrap();
    // 15:47 in Mysuru.
    assert!(
        synced.starts_with("2026-05-20T15:4") && synced.len() == 23,
        "{synced}"
    );
    assert_eq!(
        get(&sandbox, UNFILLED, "/1/user/-/devices.json").await.text,
        "[]"
    );
    let mut scales = 0;
    for person in cast() {
        let devices = get(&sandbox, person.id(), "/1/user/-/devices.json")
            .await
            .json();
        for scale in devices
            .as_array()
            .unwrap()
            .iter()
            .filter(|device| device["type"] == "SCALE")
        {
            assert!(scale.get("mac").is_none() && scale.get("features").is_none());
            assert!(scale["id"].as_str().unwrap().contains(char::is_alphabetic));
            scales += 1;
        }
    }
    assert!(scales > 0);
}

#[tokio::test]
async fn alarms_carry_the_offset_of_the_person() {
    let sandbox = sandbox().await;
    for (person, offset) in [(OPEN, "+02:00"), (NO_TEXT, "-06:00"), (NO_BODY, "+05:30")] {
        let path = "/1/user/-/devices/tracker/2515000042/alarms.json";
        let alarms = get(&sandbox, person, path).await.json();
        let time = alarms["trackerAlarms"][0]["time"].as_str().unwrap();
        assert!(time.ends_with(offset) && time.len() == 11, "{time}");
    }
    let path = "/1/user/-/devices/tracker/1/alarms.json";
    assert_eq!(get(&sandbox, OPEN, path).await.status, 404);
}

#[tokio::test]
async fn nobody_sees_the_devices_or_the_heart_of_another() {
    let sandbox = sandbox().await;
    let query = "?afterDate=2020-01-01&sort=asc&limit=10&offset=0";
    for path in [
        "devices.json".to_owned(),
        "devices/tracker/2515000042/alarms.json".to_owned(),
        "irn/profile.json".to_owned(),
        format!("irn/alerts/list.json{query}"),
        format!("ecg/list.json{query}"),
    ] {
        let own = get(&sandbox, OPEN, &format!("/1/user/-/{path}")).await;
        let other = get(&sandbox, NO_TEXT, &format!("/1/user/{OPEN}/{path}")).await;
        assert_eq!((own.status, other.status), (200, 401), "{path}");
    }
}

#[tokio::test]
async fn readings_come_in_pages_of_ten_each_with_half_a_minute_of_curve() {
    let sandbox = sandbox().await;
    let readings = follow(&sandbox, OPEN, "/1/user/-/ecg/list.json", "ecgReadings").await;
    assert!(readings.len() > 10, "{}", readings.len());
    assert!(readings.is_sorted_by_key(|reading| reading["startTime"].as_str()));
    for reading in &readings {
        let samples = reading["waveformSamples"].as_array().unwrap();
        assert_eq!(
            (samples.len(), &reading["numberOfWaveformSamples"]),
            (7_500, &json!(7_500))
        );
        assert_eq!(reading["samplingFrequencyHz"], "250");
        let highest = samples.iter().filter_map(Value::as_i64).max().unwrap();
        assert!(
            (7_500..16_000).contains(&highest),
            "a beat of about a millivolt: {highest}"
        );
    }
    let path = "/1/user/-/ecg/list.json?afterDate=2020-01-01&sort=asc&limit=11&offset=0";
    assert_eq!(get(&sandbox, OPEN, path).await.error().1, "limit");
}

#[tokio::test]
async fn a_link_of_one_list_leads_nowhere_in_another() {
    let sandbox = sandbox().await;
    follow(&sandbox, OPEN, "/1/user/-/ecg/list.json", "ecgReadings").await;
    let query = "offset=10&limit=10&sort=asc&afterDate=2020-01-01";
    let of = async |list: &str| {
        get(&sandbox, OPEN, &format!("/1/user/-/{list}?{query}"))
            .await
            .status
    };
    assert_eq!(
        (of("ecg/list.json").await, of("irn/alerts/list.json").await),
        (200, 400)
    );
}

#[tokio::test]
async fn alerts_come_to_those_who_take_part() {
    let sandbox = sandbox().await;
    let mut found = 0;
    for person in cast() {
        let profile = get(&sandbox, person.id(), "/1/user/-/irn/profile.json")
            .await
            .json();
        let alerts = follow(
            &sandbox,
            person.id(),
            "/1/user/-/irn/alerts/list.json",
            "alerts",
        )
        .await;
        assert!(profile["enrolled"] == true || alerts.is_empty());
        for alert in &alerts {
            assert!(alert["alertTime"].as_str() > alert["detectedTime"].as_str());
            let windows = alert["windows"].as_array().unwrap();
            assert!(
                windows
                    .iter()
                    .all(|window| window["bpmData"][0]["dataTime"].is_string())
            );
        }
        found += alerts.len();
    }
    assert!(found > 0);
    let none = get(&sandbox, UNFILLED, "/1/user/-/irn/profile.json")
        .await
        .json();
    assert_eq!(none, json!({"onboarded": false, "enrolled": false}));
}
