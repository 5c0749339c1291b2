//! The forms in which the API is known to answer, operation by operation: what may be missing, null, a text in place of a
//! number, a sentinel, a bare list. The bodies are invented; the forms are those of recorded ones.

use fitbit_core::decode;
use fitbit_core::facts::Operation;
use serde_json::{Value, json};

/// Reads the body and writes it again: what the types keep of it.
fn kept(operation: &str, body: &str) -> Result<Value, String> {
    let facts = Operation::covering(operation).unwrap();
    decode::rewrite(facts, body.as_bytes())
        .unwrap()
        .map(|written| serde_json::from_str(&written).unwrap())
        .map_err(|misfit| misfit.to_string())
}

/// Each body is read, and what stands at the pointer is kept as it is here.
fn all_kept(rows: &[(&str, &str, &str, Value)]) {
    for (operation, body, pointer, expected) in rows {
        let kept = kept(operation, body)
            .unwrap_or_else(|misfit| panic!("{operation}: {misfit} in {body}"));
        assert_eq!(
            kept.pointer(pointer),
            Some(expected),
            "{operation}: {pointer} of {body}"
        );
    }
}

fn all_read(rows: &[(&str, &str)]) {
    for (operation, body) in rows {
        if let Err(misfit) = kept(operation, body) {
            panic!("{operation}: {misfit} in {body}");
        }
    }
}

fn all_refused(rows: &[(&str, &str)]) {
    for (operation, body) in rows {
        assert!(kept(operation, body).is_err(), "{operation} reads {body}");
    }
}

#[test]
fn an_entry_of_the_activity_log_may_lack_nearly_everything() {
    let log = |rest: &str| {
        format!(
            r#"{{"activities":[{{"logId":2907044112471568224{rest}}}],"pagination":{{"next":"","previous":""}}}}"#
        )
    };
    for rest in [
        "",
        // An old entry without a name, and zones without energy.
        r#","startTime":"2017-03-01T08:16:00.000-08:00","heartRateZones":[{"name":"Fat Burn","min":91,"max":127,"minutes":4}]"#,
        // UTC, an unpadded hour, an app of a third party, a pool.
        r#","originalStartTime":"2025-02-01T07:00:00.000Z","lastModified":"2025-02-01T09:00:00.000Z","logType":"fitstar","caloriesLink":"https://api.fitbit.com/1/user/-/activities/calories/date/2025-02-01/2025-02-01/1min/time/8:16/8:35.json","poolLength":25,"poolLengthUnit":"Meter","swimLengths":40"#,
        r#","distance":0,"speed":0.0,"pace":312.5,"elevationGain":0,"steps":null,"source":null,"activeZoneMinutes":null"#,
        r#","source":{"id":"228TSL","name":"Some App","type":"app","url":"https://example.com/","trackerFeatures":["GPS","TELEPATHY"]},"hasGps":false,"inProgress":false,"intervalWorkoutData":{"numRepeats":0,"intervalSummaries":[]}"#,
        r#","activeZoneMinutes":{"totalMinutes":9,"minutesInHeartRateZones":[{"zoneName":"Out of Range","type":"OUT_OF_ZONE","order":0,"minutes":2,"minuteMultiplier":0}]},"customHeartRateZones":[{"name":"Hill","min":130,"max":150,"minutes":1,"caloriesOut":7.5}]"#,
    ] {
        all_kept(&[(
            "get_activity_log_list",
            &log(rest),
            "/activities/0/logId",
            json!(2_907_044_112_471_568_224_u64),
        )]);
    }
    all_read(&[
        ("get_activity_log_list", r#"{"activities":[]}"#),
        (
            "get_activity_log_list",
            r#"{"activities":[],"pagination":{"afterDate":"2026-05-01","limit":20,"next":null,"offset":0,"previous":"","sort":"asc"}}"#,
        ),
        (
            "get_activity_log_list",
            r#"{"activities":[],"pagination":{"beforeDate":"2026-05-01T10:00:00","limit":1,"sort":"desc"}}"#,
        ),
    ]);
    all_refused(&[
        ("get_activity_log_list", r#"{"activities":{}}"#),
        ("get_activity_log_list", r#"{"pagination":{"next":""}}"#),
    ]);
}

#[test]
fn a_day_of_activity_has_what_the_device_and_the_scopes_allow() {
    all_kept(&[
        (
            "get_daily_activity_summary",
            r#"{"activities":[],"summary":{"activeScore":-1,"elevation":0,"steps":0,"distances":[{"activity":"total","distance":0},{"activity":"Unicycling","distance":1.5}]}}"#,
            "/summary/activeScore",
            json!(-1),
        ),
        // Another person's day: no entries and no goals.
        (
            "get_daily_activity_summary",
            r#"{"summary":{"caloriesOut":1800}}"#,
            "/summary/caloriesOut",
            json!(1800),
        ),
        (
            "get_daily_activity_summary",
            r#"{"activities":null,"goals":null,"summary":{"floors":null,"heartRateZones":[{"name":"Peak","min":160,"max":220,"minutes":null,"caloriesOut":null}],"restingHeartRate":61}}"#,
            "/summary/restingHeartRate",
            json!(61),
        ),
        (
            "get_daily_activity_summary",
            r#"{"activities":[{"activityId":17165,"activityParentId":90019,"activityParentName":"Treadmill","calories":230,"description":"","duration":1097053,"hasStartTime":true,"isFavorite":false,"lastModified":"2026-05-20T10:00:00.000Z","logId":1154701,"name":"Treadmill","startDate":"2026-05-20","startTime":"00:25","steps":3783}],"goals":{"activeMinutes":30,"caloriesOut":2826,"distance":8,"steps":10000},"summary":{}}"#,
            "/activities/0/startTime",
            json!("00:25"),
        ),
        (
            "create_activity_log",
            r#"{"activityLog":{"activityId":90013,"activityParentId":90013,"calories":-1,"description":"Walking","distance":1.61,"duration":1800000,"isFavorite":true,"logId":1154702,"name":"Walk","startTime":"12:20","steps":1}}"#,
            "/activityLog/calories",
            json!(-1),
        ),
        (
            "get_activity_goals",
            r#"{"goals":{"activeZoneMinutes":150,"distance":56.33,"floors":70,"steps":70000}}"#,
            "/goals/distance",
            json!(56.33),
        ),
        (
            "get_favorite_activities",
            r#"[{"activityId":90013,"description":"A walk","mets":3.5,"name":"Walk"}]"#,
            "/0/mets",
            json!(3.5),
        ),
        (
            "get_frequent_activities",
            r#"[{"activityId":90013,"calories":-1,"description":"","distance":0,"duration":1800000,"name":"Walk"}]"#,
            "/0/calories",
            json!(-1),
        ),
        (
            "get_recent_activity_types",
            r#"[{"activityId":90013,"calories":0,"distance":1.5,"duration":1,"name":"Walk"}]"#,
            "/0/distance",
            json!(1.5),
        ),
        (
            "get_activity_type",
            r#"{"activity":{"accessLevel":"PUBLIC","activityLevels":[{"id":1,"maxSpeedMPH":-1,"mets":4.3,"minSpeedMPH":10,"name":"Fast"}],"hasSpeed":true,"id":90001,"name":"Bike"}}"#,
            "/activity/activityLevels/0/maxSpeedMPH",
            json!(-1.0),
        ),
        (
            "get_all_activity_types",
            r#"{"categories":[{"id":1,"name":"Dancing","activities":[],"subCategories":[{"id":2,"name":"Ballroom","activities":[{"accessLevel":"PUBLIC","hasSpeed":false,"id":3,"mets":5,"name":"Waltz"}]}]}]}"#,
            "/categories/0/subCategories/0/activities/0/mets",
            json!(5.0),
        ),
    ]);
    all_kept(&[
        (
            "get_lifetime_stats",
            r#"{"best":{"total":{},"tracker":null},"lifetime":{"total":{"activeScore":-1,"caloriesOut":-1,"distance":0,"floors":0,"steps":0}}}"#,
            "/lifetime/total/caloriesOut",
            json!(-1),
        ),
        // From before the score was given up.
        (
            "get_lifetime_stats",
            r#"{"best":{"total":{"caloriesOut":{"date":"2012-01-01","value":3000.5},"floors":{"date":"2012-01-01","value":9.999999}}},"lifetime":{"total":{"caloriesOut":123456,"distance":9.5,"steps":77}}}"#,
            "/lifetime/total/steps",
            json!(77),
        ),
        (
            "get_lifetime_stats",
            r#"{"lifetime":{}}"#,
            "/lifetime",
            json!({}),
        ),
    ]);
}

#[test]
fn the_values_of_a_series_are_texts_and_each_root_is_its_own_key() {
    all_kept(&[
        (
            "get_activity_time_series_by_date",
            r#"{"activities-steps":[{"dateTime":"2026-05-20","value":"2504"}]}"#,
            "/activities-steps/0/value",
            json!("2504"),
        ),
        (
            "get_activity_time_series_by_date",
            r#"{"activities-tracker-distance":[{"dateTime":"2026-05-20","value":"0.0"}]}"#,
            "/activities-tracker-distance/0/value",
            json!("0"),
        ),
        (
            "get_activity_time_series_by_date_range",
            r#"{"activities-swimming-strokes":[{"dateTime":"2026-05-20","value":12}]}"#,
            "/activities-swimming-strokes/0/value",
            json!("12"),
        ),
        (
            "get_body_time_series_by_date",
            r#"{"body-bmi":[{"dateTime":"2026-05-20","value":"22.5"}]}"#,
            "/body-bmi/0/value",
            json!("22.5"),
        ),
        (
            "get_nutrition_time_series_by_date",
            r#"{"foods-log-water":[{"dateTime":"2026-05-20","value":"1892.7099609375"}]}"#,
            "/foods-log-water/0/value",
            json!("1892.7099609375"),
        ),
        (
            "get_azm_time_series_by_date",
            r#"{"activities-active-zone-minutes":[{"dateTime":"2026-05-20","value":{"activeZoneMinutes":12,"fatBurnActiveZoneMinutes":12}}]}"#,
            "/activities-active-zone-minutes/0/value/activeZoneMinutes",
            json!(12),
        ),
        (
            "get_azm_intraday_by_date",
            r#"{"activities-active-zone-minutes-intraday":[{"dateTime":"2026-05-20","minutes":[{"minute":"07:30:00","value":{"activeZoneMinutes":1}},{"minute":"2026-05-20T07:31:00","value":{"activeZoneMinutes":2,"peakActiveZoneMinutes":2}}]}]}"#,
            "/activities-active-zone-minutes-intraday/0/minutes/1/minute",
            json!("2026-05-20T07:31:00"),
        ),
        // The day can be empty while there are points, and lack its date.
        (
            "get_activity_intraday_by_date",
            r#"{"activities-calories":[],"activities-calories-intraday":{"dataset":[{"level":0,"mets":10,"time":"00:00:00","value":1.12}],"datasetInterval":1,"datasetType":"minute"}}"#,
            "/activities-calories-intraday/dataset/0/mets",
            json!(10),
        ),
        (
            "get_activity_intraday_by_date",
            r#"{"activities-steps":[{"value":"0"}],"activities-steps-intraday":{"dataset":[{"time":"00:00:00","value":0}]}}"#,
            "/activities-steps-intraday/dataset/0/value",
            json!(0.0),
        ),
    ]);
    all_read(&[
        ("get_activity_time_series_by_date", "{}"),
        ("get_activity_time_series_by_date", ""),
        (
            "get_azm_time_series_by_date",
            r#"{"activities-active-zone-minutes":[]}"#,
        ),
        (
            "get_activity_intraday_by_date",
            r#"{"activities-steps":null,"activities-steps-intraday":null}"#,
        ),
    ]);
    all_refused(&[
        (
            "get_activity_time_series_by_date",
            r#"{"activities-steps":[{"dateTime":"2026-05-20","value":"many"}]}"#,
        ),
        (
            "get_activity_time_series_by_date",
            r#"{"activities-moods":[]}"#,
        ),
        ("get_activity_time_series_by_date", "[]"),
    ]);
}

#[test]
fn the_value_of_a_day_of_heart_rate_is_an_object_a_text_or_a_number() {
    let zone = r#"{"name":"Out of Range","min":30,"max":91,"minutes":1440,"caloriesOut":1500.25}"#;
    let day = |value: &str| {
        format!(r#"{{"activities-heart":[{{"dateTime":"2026-05-20","value":{value}}}]}}"#)
    };
    let whole = day(&format!(
        r#"{{"customHeartRateZones":[],"heartRateZones":[{zone}]}}"#
    ));
    let bare = day(
        r#"{"customHeartRateZones":null,"heartRateZones":[{"name":"Peak","min":170,"max":220,"minutes":null,"caloriesOut":null}],"restingHeartRate":null}"#,
    );
    let window = format!(
        r#"{{"activities-heart":[{{"dateTime":"today","customHeartRateZones":[],"heartRateZones":[{zone}],"value":"64.2"}}],"activities-heart-intraday":{{"dataset":[],"datasetInterval":1,"datasetType":"second"}}}}"#
    );
    all_kept(&[
        (
            "get_heart_rate_time_series_by_date",
            &whole,
            "/activities-heart/0/value/heartRateZones/0/minutes",
            json!(1440),
        ),
        (
            "get_heart_rate_time_series_by_date",
            &bare,
            "/activities-heart/0/value/heartRateZones/0/min",
            json!(170),
        ),
        (
            "get_heart_rate_time_series_by_date",
            &day(r"{}"),
            "/activities-heart/0/value",
            json!({}),
        ),
        (
            "get_heart_rate_time_series_by_date",
            &day("61"),
            "/activities-heart/0/value",
            json!("61"),
        ),
        (
            "get_heart_rate_intraday_by_date_time_window",
            &window,
            "/activities-heart/0/value",
            json!("64.2"),
        ),
        (
            "get_heart_rate_intraday_by_date_time_window",
            &window,
            "/activities-heart/0/dateTime",
            json!("today"),
        ),
        (
            "get_heart_rate_intraday_by_date",
            r#"{"activities-heart":[],"activities-heart-intraday":{"dataset":[{"time":"00:00:07","value":61.0}]}}"#,
            "/activities-heart-intraday/dataset/0/value",
            json!(61),
        ),
    ]);
    all_read(&[
        ("get_heart_rate_time_series_by_date", "{}"),
        (
            "get_heart_rate_intraday_by_date",
            r#"{"activities-heart":null}"#,
        ),
    ]);
    all_refused(&[
        ("get_heart_rate_time_series_by_date", &day(r#""fast""#)),
        ("get_heart_rate_time_series_by_date", &day("[]")),
    ]);
}

#[test]
fn a_night_has_its_measures_or_nulls_or_nothing_at_all() {
    all_kept(&[
        (
            "get_hrv_summary_by_date",
            r#"{"hrv":[{"dateTime":"2026-05-20","value":{"dailyRmssd":null}}]}"#,
            "/hrv/0/dateTime",
            json!("2026-05-20"),
        ),
        (
            "get_hrv_intraday_by_date",
            r#"{"hrv":[{"dateTime":"2026-05-20","minutes":[{"minute":"2026-05-20T03:10:00.000","value":{"rmssd":26.6,"coverage":0.95,"hf":126.5,"lf":null}}]}]}"#,
            "/hrv/0/minutes/0/value/rmssd",
            json!(26.6),
        ),
        (
            "get_breathing_rate_summary_by_date",
            r#"{"br":[{"dateTime":"2026-05-20","value":{"breathingRate":15}}]}"#,
            "/br/0/value/breathingRate",
            json!(15.0),
        ),
        (
            "get_breathing_rate_intraday_by_date",
            r#"{"br":[{"dateTime":"2026-05-20","value":{"deepSleepSummary":{"breathingRate":-1},"fullSleepSummary":{"breathingRate":15.5},"lightSleepSummary":null}}]}"#,
            "/br/0/value/deepSleepSummary/breathingRate",
            json!(-1.0),
        ),
        (
            "get_spo2_summary_by_date",
            r#"{"dateTime":"2026-05-20","value":{"avg":97.5,"min":null}}"#,
            "/value/avg",
            json!(97.5),
        ),
        (
            "get_spo2_summary_by_interval",
            r#"[{"dateTime":"2026-05-20","value":{"avg":97,"min":94,"max":100}}]"#,
            "/0/value/max",
            json!(100.0),
        ),
        (
            "get_spo2_intraday_by_date",
            r#"{"dateTime":"2026-05-20","minutes":[{"minute":"2026-05-20T06:11:38","value":96},{"minute":"2026-05-20T06:12:38","value":97.6}]}"#,
            "/minutes/0/value",
            json!(96.0),
        ),
        (
            "get_spo2_intraday_by_interval",
            r#"[{"dateTime":"2026-05-20","minutes":[]}]"#,
            "/0/dateTime",
            json!("2026-05-20"),
        ),
        (
            "get_temperature_core_summary_by_date",
            r#"{"tempCore":[{"dateTime":"2026-05-20T10:00:00","value":37.5}]}"#,
            "/tempCore/0/value",
            json!(37.5),
        ),
        (
            "get_temperature_skin_summary_by_date",
            r#"{"tempSkin":[{"dateTime":"2026-05-20","value":{"nightlyRelative":-0.3},"logType":"a_new_sensor"}]}"#,
            "/tempSkin/0/logType",
            json!("a_new_sensor"),
        ),
        (
            "get_vo2max_summary_by_date",
            r#"{"cardioScore":[{"dateTime":"2026-05-20","value":{"vo2Max":"42-46"}}]}"#,
            "/cardioScore/0/value/vo2Max",
            json!("42-46"),
        ),
        (
            "get_vo2max_summary_by_interval",
            r#"{"cardioScore":[{"dateTime":"2026-05-20","value":{"vo2Max":"46"}},{"dateTime":"2026-05-21","value":{"vo2Max":45.5}}]}"#,
            "/cardioScore/1/value/vo2Max",
            json!("45.5"),
        ),
    ]);
    for operation in [
        "get_hrv_summary_by_date",
        "get_hrv_intraday_by_interval",
        "get_breathing_rate_summary_by_date",
        "get_breathing_rate_intraday_by_interval",
        "get_spo2_summary_by_date",
        "get_spo2_summary_by_interval",
        "get_spo2_intraday_by_date",
        "get_spo2_intraday_by_interval",
        "get_temperature_core_summary_by_date",
        "get_temperature_skin_summary_by_interval",
        "get_vo2max_summary_by_date",
    ] {
        all_read(&[(operation, "{}"), (operation, ""), (operation, " \n")]);
        all_refused(&[
            (operation, r#"{"errors":[{"errorType":"system"}]}"#),
            (operation, r#"{"error":{"code":403}}"#),
            (operation, "{"),
            (operation, "<html></html>"),
        ]);
    }
}

#[test]
fn the_body_is_logged_by_many_sources_and_goals_are_numbers_or_texts() {
    all_kept(&[
        (
            "get_weight_log",
            r#"{"weight":[{"bmi":23.57,"date":"2026-05-20","logId":1779235199000,"source":"Aria9","time":"23:59:59","weight":72.5},{"bmi":23,"date":"2026-05-20","fat":14,"logId":1779235199000,"source":"API","time":"23:59:59","weight":72}]}"#,
            "/weight/0/source",
            json!("Aria9"),
        ),
        (
            "get_body_fat_log",
            r#"{"fat":[{"date":"2026-05-20","fat":14,"logId":1779235199000,"time":"23:59:59"}]}"#,
            "/fat/0/fat",
            json!(14.0),
        ),
        (
            "create_weight_log",
            r#"{"weightLog":{"bmi":23.57,"date":"2026-05-20","logId":1779235199000,"source":"API","time":"23:59:59","weight":73}}"#,
            "/weightLog/weight",
            json!(73.0),
        ),
        (
            "create_body_fat_log",
            r#"{"fatLog":{"date":"2026-05-20","fat":14.5,"logId":1779235199000,"source":"API","time":"07:00:00"}}"#,
            "/fatLog/fat",
            json!(14.5),
        ),
        (
            "get_body_goals",
            r#"{"goal":{"goalType":"LOSE","startDate":"2026-01-01","startWeight":80,"weight":75.5,"weightThreshold":0.5}}"#,
            "/goal/goalType",
            json!("LOSE"),
        ),
        (
            "get_body_goals",
            r#"{"goal":{"startDate":"2026-01-01","startWeight":"80.0"}}"#,
            "/goal/startWeight",
            json!("80"),
        ),
        (
            "get_body_goals",
            r#"{"goal":{"fat":22.5}}"#,
            "/goal",
            json!({"fat": "22.5"}),
        ),
    ]);
    all_read(&[
        ("get_body_goals", "{}"),
        ("get_body_goals", r#"{"goal":{}}"#),
        ("get_weight_log", r#"{"weight":[]}"#),
    ]);
}

#[test]
fn devices_alarms_and_readings() {
    all_kept(&[
        (
            "get_devices",
            r#"[{"id":"AB12cd","lastSyncTime":"2026-05-20T12:00:58.313","type":"SPATULA","battery":"Half","features":[]}]"#,
            "/0/lastSyncTime",
            json!("2026-05-20T12:00:58.313"),
        ),
        (
            "get_devices",
            r#"[{"id":"1234567","deviceVersion":"Charge 9","batteryLevel":88,"mac":null,"features":null}]"#,
            "/0/batteryLevel",
            json!(88),
        ),
        (
            "get_alarms",
            r#"{"trackerAlarms":[{"alarmId":11426382,"deleted":false,"enabled":true,"recurring":false,"snoozeCount":3,"snoozeLength":9,"syncedToDevice":false,"time":"07:15-08:00","vibe":"DEFAULT","weekDays":[]}]}"#,
            "/trackerAlarms/0/time",
            json!("07:15-08:00"),
        ),
        (
            "create_alarm",
            r#"{"trackerAlarm":{"alarmId":11426382,"label":"Up!","time":"07:15+05:30","weekDays":["MONDAY"]}}"#,
            "/trackerAlarm/time",
            json!("07:15+05:30"),
        ),
        (
            "get_ecg_log_list",
            r#"{"ecgReadings":[{"startTime":"2026-05-20T20:38:51","averageHeartRate":70,"resultClassification":"Something New","waveformSamples":[130,-17],"samplingFrequencyHz":250,"scalingFactor":10922,"numberOfWaveformSamples":2,"leadNumber":1,"featureVersion":"1.2.3","deviceName":"Sense","firmwareVersion":"1.2"}],"pagination":{"next":""}}"#,
            "/ecgReadings/0/samplingFrequencyHz",
            json!("250"),
        ),
        (
            "get_ecg_log_list",
            r#"{"ecgReadings":[{"samplingFrequencyHz":"250","waveformSamples":null}],"pagination":{}}"#,
            "/ecgReadings/0/samplingFrequencyHz",
            json!("250"),
        ),
        (
            "get_irn_alerts_list",
            r#"{"alerts":[{"alertTime":"2026-05-20T17:00:00.000","detectedTime":"2026-05-20T16:00:00.000","windows":[{"startTime":"2026-05-20T10:00:00.000","bpmData":[{"dataTime":"2026-05-20T10:00:01.000","value":71}]}]}],"pagination":{}}"#,
            "/alerts/0/windows/0/bpmData/0/value",
            json!(71),
        ),
        (
            "get_irn_profile",
            r#"{"onboarded":true,"enrolled":false,"lastUpdated":"2022-09-28T17:12:30.222"}"#,
            "/onboarded",
            json!(true),
        ),
    ]);
    all_read(&[
        ("get_devices", "[]"),
        ("get_alarms", r#"{"trackerAlarms":[]}"#),
    ]);
}

#[test]
fn friends_and_rankings_in_every_version() {
    all_kept(&[
        (
            "get_friends",
            r#"{"data":[{"type":"person","id":"2ABCDE","attributes":{"avatar":"","child":false,"friend":true,"name":"N."}}]}"#,
            "/data/0/id",
            json!("2ABCDE"),
        ),
        (
            "get_friends_leaderboard",
            r#"{"data":[{"type":"ranked-user","id":"2ABCDE","attributes":{"step-rank":1,"step-summary":15220.0},"relationships":{"user":{"data":{"type":"person","id":"2ABCDE"}}}},{"type":"inactive-user","id":"2ABCDF","relationships":{"user":{"data":{"type":"person","id":"2ABCDF"}}}}],"included":[{"type":"person","id":"2ABCDE","attributes":{"name":"N.","avatar":"","child":false}}]}"#,
            "/data/0/attributes/step-summary",
            json!(15220.0),
        ),
        (
            "get_friends_v1",
            r#"{"friends":[{"user":{"aboutMe":"","avatar":"https://example.com/defaultProfile_100_male.png","city":"","country":"","dateOfBirth":"","displayName":"N.","encodedId":"2ABCDE","fullName":"","gender":"NA","height":190.7,"offsetFromUTCMillis":14400000,"state":"","strideLengthRunning":0,"strideLengthWalking":0,"timezone":"Europe/Moscow","weight":0}}]}"#,
            "/friends/0/user/dateOfBirth",
            json!(""),
        ),
        (
            "get_friends_v1",
            r#"{"friends":[{"user":{"avatar150":"","encodedId":"2ABCDE","locale":"en_US","memberSince":"2011-03-01","nickname":"N","startDayOfWeek":"SUNDAY"}}]}"#,
            "/friends/0/user/encodedId",
            json!("2ABCDE"),
        ),
        (
            "get_friends_leaderboard_v1",
            r#"{"hideMeFromLeaderboard":"false","friends":[{"average":{"steps":10000.5},"rank":{"steps":1},"summary":{"steps":70000},"lastUpdateTime":"2013-03-29T13:25:00","user":{"encodedId":"2ABCDE"}}]}"#,
            "/hideMeFromLeaderboard",
            json!("false"),
        ),
        (
            "get_friend_invitations_v1",
            r#"{"friends":[{"dateTime":"2012-06-05T02:26:29.000","user":{"encodedId":"2ABCDE"}}]}"#,
            "/friends/0/dateTime",
            json!("2012-06-05T02:26:29"),
        ),
        (
            "respond_friend_invitation_v1",
            r#"{"friends":[{"dateTime":"2014-10-07T16:00:39.237-07:00","userId":"2ABCDE"}]}"#,
            "/friends/0/userId",
            json!("2ABCDE"),
        ),
        (
            "get_friend_invitations_v1_1",
            r#"{"data":[{"type":"inbox-invitation","id":7,"attributes":{"dateTime":"2016-01-01T00:00:00.000Z","source":"email"},"relationships":{"user":{"data":{"type":"person","id":"2ABCDE"}}}},{"type":"inbox-invitation","id":"8","attributes":{"email":"a@example.com"}}],"included":[]}"#,
            "/data/1/id",
            json!("8"),
        ),
    ]);
    all_read(&[
        ("get_friends", r#"{"data":[]}"#),
        ("get_friends_v1", r#"{"friends":[]}"#),
        (
            "get_friends_leaderboard_v1",
            r#"{"hideMeFromLeaderboard":true,"friends":[]}"#,
        ),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row is one body")]
fn foods_water_and_meals() {
    all_kept(&[
        (
            "get_food_log",
            r#"{"foods":[{"isFavorite":false,"logDate":"2026-05-20","logId":18828002,"loggedFood":{"accessLevel":"SHARED","amount":1,"brand":"","calories":752,"foodId":0,"mealTypeId":6,"name":"Quick","unit":{"id":304,"name":"serving","plural":"servings"},"units":[304]}}],"summary":{"calories":752,"carbs":66.5,"fat":49,"fiber":0.5,"protein":12.5,"sodium":186,"water":0}}"#,
            "/foods/0/loggedFood/mealTypeId",
            json!(6),
        ),
        (
            "get_food_log",
            r#"{"foods":[],"goals":{"calories":2000},"summary":{"calories":0}}"#,
            "/goals/calories",
            json!(2000),
        ),
        (
            "get_food_log",
            r#"{"foods":[{"logId":1,"nutritionalValues":null,"loggedFood":{"units":null}}]}"#,
            "/foods/0/logId",
            json!(1),
        ),
        (
            "create_food_log",
            r#"{"foodDay":{"date":"2026-05-20","summary":{"calories":1.5}},"foodLog":{"logId":2}}"#,
            "/foodLog/logId",
            json!(2),
        ),
        (
            "update_food_log",
            r#"{"foodLog":{"logId":2}}"#,
            "/foodLog/logId",
            json!(2),
        ),
        (
            "get_favorite_foods",
            r#"[{"accessLevel":"PUBLIC","brand":"","calories":80,"defaultServingSize":1.5,"defaultUnit":{"id":1},"foodId":82294,"isGeneric":true,"name":"Apple","servings":[{"multiplier":1,"servingSize":1,"unit":{"id":1,"name":"g","plural":"g"},"unitId":1}],"units":[1]}]"#,
            "/0/defaultServingSize",
            json!(1.5),
        ),
        (
            "get_frequent_foods",
            r#"[{"accessLevel":"PUBLIC","amount":1.5,"brand":"","calories":80,"dateLastEaten":"2026-05-20","foodId":82294,"mealTypeId":3,"name":"Apple","unit":{"id":1},"units":[1]}]"#,
            "/0/amount",
            json!(1.5),
        ),
        (
            "get_recent_foods",
            r#"[{"foodId":82294}]"#,
            "/0/foodId",
            json!(82294),
        ),
        (
            "get_food",
            r#"{"food":{"foodId":82294,"name":"Apple","nutritionalValues":{"protein":0.25,"vitaminB12":0}}}"#,
            "/food/nutritionalValues/protein",
            json!(0.25),
        ),
        (
            "search_foods",
            r#"{"foods":[{"foodId":82294}]}"#,
            "/foods/0/foodId",
            json!(82294),
        ),
        (
            "get_food_goals",
            r#"{"goals":{"calories":2910},"foodPlan":{"intensity":"EASIER","estimatedDate":"","personalized":true}}"#,
            "/foodPlan/estimatedDate",
            json!(""),
        ),
        (
            "get_food_goals",
            r#"{"foodPlan":{"intensity":"ASLEEP","estimatedDate":"2026-09-01"}}"#,
            "/foodPlan/intensity",
            json!("ASLEEP"),
        ),
        (
            "get_meals",
            r#"{"meals":[{"id":7,"name":"Tea","description":"","mealFoods":[{"accessLevel":"PUBLIC","amount":1,"brand":"","calories":9,"foodId":1,"mealTypeId":7,"name":"Tea","unit":{"id":1},"units":[1]}]}]}"#,
            "/meals/0/mealFoods/0/amount",
            json!(1.0),
        ),
        (
            "get_meal",
            r#"{"meal":{"id":7,"mealFoods":null}}"#,
            "/meal/id",
            json!(7),
        ),
        (
            "get_water_log",
            r#"{"summary":{"water":950.5},"water":[{"amount":950.5,"logId":950}]}"#,
            "/water/0/amount",
            json!(950.5),
        ),
        (
            "create_water_log",
            r#"{"waterLog":{"amount":500,"logId":951}}"#,
            "/waterLog/amount",
            json!(500.0),
        ),
        (
            "get_water_goal",
            r#"{"goal":{"goal":1893.5,"startDate":"2026-05-20"}}"#,
            "/goal/goal",
            json!(1893.5),
        ),
        (
            "get_food_locales",
            r#"[{"value":"en_US","label":"United States","barcode":true}]"#,
            "/0/barcode",
            json!(true),
        ),
        (
            "get_food_units",
            r#"[{"id":1,"name":"gram","plural":"grams"}]"#,
            "/0/plural",
            json!("grams"),
        ),
    ]);
    all_read(&[
        ("get_food_goals", "{}"),
        ("get_water_log", r#"{"water":[]}"#),
        ("get_meals", r#"{"meals":[]}"#),
    ]);
}

#[test]
fn a_sleep_is_in_stages_or_classic_whole_short_or_pending() {
    let stages = r#"{"sleep":[{"dateOfSleep":"2026-05-20","duration":27720000,"efficiency":96.5,"endTime":"2026-05-20T06:41:30.000","infoCode":0,"isMainSleep":true,"levels":{"data":[{"dateTime":"2026-05-19T22:59:30.000","level":"wake","seconds":300},{"dateTime":"2026-05-19T23:04:30.000","level":"hovering","seconds":30}],"shortData":[{"dateTime":"2026-05-20T01:00:00.000","level":"wake","seconds":30}],"summary":{"deep":{"count":5,"minutes":104,"thirtyDayAvgMinutes":69},"unknown":{"count":1,"minutes":1}}},"logId":26013218219,"logType":"auto_detected","minutesAfterWakeup":0,"minutesAsleep":407,"minutesAwake":55,"minutesToFallAsleep":0,"startTime":"2026-05-19T22:59:30.000","timeInBed":462,"type":"stages"}],"summary":{"stages":{"deep":104,"light":205,"rem":98,"wake":55},"totalMinutesAsleep":407,"totalSleepRecords":1,"totalTimeInBed":462}}"#;
    all_kept(&[
        (
            "get_sleep_log_by_date",
            stages,
            "/sleep/0/levels/data/1/level",
            json!("hovering"),
        ),
        (
            "get_sleep_log_by_date",
            r#"{"sleep":[],"meta":{"retryDuration":3000,"state":"pending"}}"#,
            "/meta/state",
            json!("pending"),
        ),
        (
            "get_sleep_log_by_date_range",
            r#"{"sleep":[{"logId":1,"type":"classic","levels":{"data":[{"datetime":"2026-05-19T22:59:30.000","level":"restless","seconds":60}],"summary":{"asleep":{"count":0,"minutes":5},"awake":{"count":1,"minutes":1},"restless":{"count":1,"minutes":1}}}}],"meta":{"state":"pending"}}"#,
            "/sleep/0/type",
            json!("classic"),
        ),
        (
            "get_sleep_log_list",
            r#"{"pagination":{"next":"","previous":""},"sleep":[{"logId":1,"levels":null},{"logId":2,"infoCode":3,"levels":{}}]}"#,
            "/sleep/1/infoCode",
            json!(3),
        ),
        (
            "create_sleep_log",
            r#"{"sleep":{"logId":3,"type":"classic","logType":"manual"}}"#,
            "/sleep/logId",
            json!(3),
        ),
        (
            "create_sleep_log",
            r#"{"sleep":[{"logId":3,"type":"classic","logType":"manual"}]}"#,
            "/sleep/0/logId",
            json!(3),
        ),
        (
            "get_sleep_goals",
            r#"{"consistency":{"flowId":0},"goal":{"minDuration":480,"updatedOn":"2026-05-20T22:00:00.000Z"}}"#,
            "/goal/minDuration",
            json!(480),
        ),
        (
            "get_sleep_goals",
            r#"{"consistency":{"awakeRestlessPercentage":0.04,"flowId":3,"recommendedSleepGoal":480,"typicalDuration":420,"typicalWakeupTime":"06:30"},"goal":{"minDuration":480,"updatedOn":"2019-01-01","bedtime":"22:30","wakeupTime":"06:30"}}"#,
            "/goal/updatedOn",
            json!("2019-01-01"),
        ),
        (
            "create_sleep_goals",
            r#"{"goal":{"minDuration":480,"updatedOn":"2026-05-20T22:00:00.000Z"}}"#,
            "/goal/minDuration",
            json!(480),
        ),
        (
            "get_sleep_log_by_date_v1",
            r#"{"sleep":[{"logId":29744,"awakeningsCount":0,"startTime":"2011-06-16T00:00:00.000","efficiency":98,"minuteData":[{"dateTime":"00:00:00","value":"3"}]}],"summary":{"totalSleepRecords":1}}"#,
            "/sleep/0/minuteData/0/value",
            json!("3"),
        ),
        (
            "get_sleep_log_by_date_v1",
            r#"{"sleep":[{"logId":29744,"startTime":""}]}"#,
            "/sleep/0/startTime",
            json!(""),
        ),
    ]);
    all_read(&[
        (
            "get_sleep_log_by_date",
            r#"{"sleep":[],"summary":{"totalMinutesAsleep":0,"totalSleepRecords":0,"totalTimeInBed":0}}"#,
        ),
        ("get_sleep_goals", "{}"),
    ]);
}

#[test]
fn a_profile_shows_what_the_scopes_allow() {
    all_kept(&[
        (
            "get_profile",
            r#"{"user":{"encodedId":"2ABCDE"}}"#,
            "/user/encodedId",
            json!("2ABCDE"),
        ),
        (
            "get_profile",
            r#"{"user":{"aboutMe":null,"age":0,"dateOfBirth":"","encodedId":"2ABCDE","features":{"exerciseGoal":true,"phoneNumberFriendFinding":{"enabled":true}},"gender":"NA","height":0,"memberSince":"2011-03-01","offsetFromUTCMillis":-25200000,"sleepTracking":"Normal","startDayOfWeek":"SATURDAY","strideLengthRunningType":"auto","topBadges":[{"badgeType":"SOMETHING_NEW","dateTime":"2026-05-20","timesAchieved":0,"value":-10,"cheers":[],"image50px":""}],"waterUnitName":"cup","weight":0,"weightUnit":"en_GB"}}"#,
            "/user/topBadges/0/value",
            json!(-10.0),
        ),
        (
            "get_badges",
            r#"{"badges":[{"badgeType":"LIFETIME_KILOMETERS","dateTime":"2012-01-01","timesAchieved":1}]}"#,
            "/badges/0/timesAchieved",
            json!(1),
        ),
    ]);
    all_refused(&[("get_profile", "{}"), ("get_profile", r#"{"user":{}}"#)]);
}

#[test]
fn subscriptions_come_wrapped_bare_or_not_at_all() {
    let one = r#"{"collectionType":"foods","ownerId":"2ABCDE","ownerType":"user","subscriberId":"1","subscriptionId":"320-foods"}"#;
    let wrapped = format!(r#"{{"apiSubscriptions":[{one}]}}"#);
    let list = format!("[{one}]");
    all_kept(&[
        (
            "get_subscription_list",
            &wrapped,
            "/apiSubscriptions/0/subscriptionId",
            json!("320-foods"),
        ),
        (
            "get_subscription_list",
            &list,
            "/apiSubscriptions/0/subscriptionId",
            json!("320-foods"),
        ),
        (
            "get_subscription_list",
            one,
            "/apiSubscriptions/0/subscriptionId",
            json!("320-foods"),
        ),
        (
            "create_subscription",
            one,
            "/subscriptionId",
            json!("320-foods"),
        ),
    ]);
    all_read(&[
        ("get_subscription_list", "{}"),
        ("get_subscription_list", ""),
        ("get_subscription_list", r#"{"apiSubscriptions":null}"#),
    ]);
}
