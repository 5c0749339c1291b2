//! Invented bodies.

use std::fmt::Write as _;

/// Nine badges: 1 kB.
pub(crate) fn badges() -> String {
    let badge = |number: usize| {
        format!(
            r#"{{"badgeType":"LIFETIME_DISTANCE","dateTime":"2024-03-{:02}","shortName":"Long Road","timesAchieved":1,"unit":"KILOMETERS","value":{}}}"#,
            number + 1,
            42 + number
        )
    };
    let badges: Vec<String> = (0..8).map(badge).collect();
    format!(r#"{{"badges":[{}]}}"#, badges.join(","))
}

/// So many activities, behind which the list goes on at `next`.
pub(crate) fn activities(number: usize, next: &str) -> String {
    let mut body = String::from(r#"{"activities":["#);
    for index in 0..number {
        if index > 0 {
            body.push(',');
        }
        let day = index % 28 + 1;
        let _ = write!(
            body,
            r#"{{"activeDuration":1800000,"activeZoneMinutes":{{"minutesInHeartRateZones":[{{"minuteMultiplier":1,"minutes":12,"order":1,"type":"FAT_BURN","zoneName":"Fat Burn"}},{{"minuteMultiplier":2,"minutes":9,"order":2,"type":"CARDIO","zoneName":"Cardio"}}],"totalMinutes":30}},"activityLevel":[{{"minutes":3,"name":"sedentary"}},{{"minutes":10,"name":"lightly"}},{{"minutes":7,"name":"fairly"}},{{"minutes":10,"name":"very"}}],"activityName":"Walk","activityTypeId":90013,"averageHeartRate":112,"calories":240,"caloriesLink":"https://api.fitbit.com/1/user/-/activities/calories/date/2026-05-{day:02}/2026-05-{day:02}/1min/time/7:30/8:00.json","distance":2.51,"distanceUnit":"Kilometer","duration":1800000,"elevationGain":48.768,"hasActiveZoneMinutes":true,"heartRateLink":"https://api.fitbit.com/1/user/-/activities/heart/date/2026-05-{day:02}/2026-05-{day:02}/1sec/time/07:30:00/08:00:00.json","heartRateZones":[{{"caloriesOut":12.3,"max":98,"min":30,"minutes":3,"name":"Out of Range"}},{{"caloriesOut":140.5,"max":137,"min":98,"minutes":17,"name":"Fat Burn"}},{{"caloriesOut":87.2,"max":166,"min":137,"minutes":10,"name":"Cardio"}},{{"caloriesOut":0,"max":220,"min":166,"minutes":0,"name":"Peak"}}],"lastModified":"2026-05-{day:02}T08:10:00.000Z","logId":{},"logType":"tracker","manualValuesSpecified":{{"calories":false,"distance":false,"steps":false}},"originalDuration":1800000,"originalStartTime":"2026-05-{day:02}T07:30:00.000+02:00","pace":717.1,"source":{{"id":"1234567890","name":"A Tracker","trackerFeatures":["GPS","HEARTRATE","STEPS"],"type":"tracker","url":"https://www.fitbit.com/"}},"speed":5.02,"startTime":"2026-05-{day:02}T07:30:00.000+02:00","steps":3421,"tcxLink":"https://api.fitbit.com/1/user/-/activities/31415926535.tcx"}}"#,
            31_415_926_535 + index
        );
    }
    let _ = write!(
        body,
        r#"],"pagination":{{"afterDate":"2026-01-01","limit":{number},"next":"{next}","offset":0,"previous":"","sort":"asc"}}}}"#
    );
    body
}

/// The steps of 365 days.
pub(crate) fn steps() -> String {
    let day = |number: usize| {
        let (month, day) = (number / 31 + 1, number % 31 % 28 + 1);
        let value = 4_000 + number * 7919 % 9_000;
        format!(r#"{{"dateTime":"2026-{month:02}-{day:02}","value":"{value}"}}"#)
    };
    let days: Vec<String> = (0..365).map(day).collect();
    format!(r#"{{"activities-steps":[{}]}}"#, days.join(","))
}
