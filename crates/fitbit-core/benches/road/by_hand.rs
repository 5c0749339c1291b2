//! The loop that somebody would write by hand: one client, a token in a header, an error for a status that is none of
//! success, and structs with the fields of the bodies. Times stay texts, as in most such programs.

#![allow(dead_code, reason = "fields are read by serde and by nobody else")]
#![allow(clippy::struct_field_names, reason = "the names are those of the wire")]

use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(crate) struct ByHand {
    http: Client,
    base: String,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        Self {
            http: Client::builder().no_proxy().build().unwrap(),
            base: base.to_owned(),
        }
    }

    pub(crate) async fn badges(&self) -> usize {
        let answer: Badges = self.get("/1/user/-/badges.json").await;
        answer.badges.len()
    }

    pub(crate) async fn activities(&self) -> usize {
        let path =
            "/1/user/-/activities/list.json?afterDate=2026-01-01&sort=asc&limit=100&offset=0";
        let answer: ActivityList = self.get(path).await;
        answer.activities.len()
    }

    pub(crate) async fn steps(&self) -> usize {
        let answer: Steps = self
            .get("/1/user/-/activities/steps/date/2026-12-31/1y.json")
            .await;
        answer.days.len()
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        self.http
            .get(format!("{}{path}", self.base))
            .bearer_auth("a.test.token")
            .header("Accept-Language", "fr_FR")
            .header("Accept-Locale", "en_US")
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

#[derive(Deserialize)]
struct Badges {
    badges: Vec<Badge>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    badge_type: String,
    date_time: String,
    short_name: Option<String>,
    times_achieved: i64,
    unit: Option<String>,
    value: Option<i64>,
}

#[derive(Deserialize)]
struct Steps {
    #[serde(rename = "activities-steps")]
    days: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    date_time: String,
    value: String,
}

#[derive(Deserialize)]
struct ActivityList {
    activities: Vec<Activity>,
    pagination: Pagination,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    after_date: Option<String>,
    before_date: Option<String>,
    limit: Option<i64>,
    next: Option<String>,
    offset: Option<i64>,
    previous: Option<String>,
    sort: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    active_duration: Option<i64>,
    active_zone_minutes: Option<ZoneMinutes>,
    activity_level: Option<Vec<Level>>,
    activity_name: Option<String>,
    activity_type_id: Option<i64>,
    average_heart_rate: Option<i64>,
    calories: Option<i64>,
    calories_link: Option<String>,
    custom_heart_rate_zones: Option<Vec<Zone>>,
    details_link: Option<String>,
    distance: Option<f64>,
    distance_unit: Option<String>,
    duration: Option<i64>,
    elevation_gain: Option<f64>,
    has_active_zone_minutes: Option<bool>,
    has_gps: Option<bool>,
    heart_rate_link: Option<String>,
    heart_rate_zones: Option<Vec<Zone>>,
    in_progress: Option<bool>,
    last_modified: Option<String>,
    log_id: u64,
    log_type: Option<String>,
    manual_values_specified: Option<Manual>,
    original_duration: Option<i64>,
    original_start_time: Option<String>,
    pace: Option<f64>,
    pool_length: Option<f64>,
    pool_length_unit: Option<String>,
    source: Option<Source>,
    speed: Option<f64>,
    start_time: Option<String>,
    steps: Option<i64>,
    swim_lengths: Option<i64>,
    tcx_link: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ZoneMinutes {
    minutes_in_heart_rate_zones: Option<Vec<MinutesInZone>>,
    total_minutes: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MinutesInZone {
    minute_multiplier: Option<i64>,
    minutes: Option<i64>,
    order: Option<i64>,
    #[serde(rename = "type")]
    kind: Option<String>,
    zone_name: Option<String>,
}

#[derive(Deserialize)]
struct Level {
    minutes: Option<i64>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Zone {
    calories_out: Option<f64>,
    max: Option<i64>,
    min: Option<i64>,
    minutes: Option<i64>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Manual {
    calories: Option<bool>,
    distance: Option<bool>,
    steps: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    id: Option<String>,
    name: Option<String>,
    tracker_features: Option<Vec<String>>,
    #[serde(rename = "type")]
    kind: Option<String>,
    url: Option<String>,
}
