//! An entry of the activity log as JSON: in the units asked for, with the fields that the scopes and its age allow.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::{Map, Value, json};

use super::heart::{Heart, Zone};
use super::{Age, Origin, Workout};
use crate::draw::round;
use crate::units::Units;

/// How entries are to be written.
pub(crate) struct Rendering<'a> {
    pub(crate) units: Units,
    /// Whether the token has the scope `heartrate`.
    pub(crate) with_heart: bool,
    /// The origin of links.
    pub(crate) origin: &'a str,
}

impl Rendering<'_> {
    pub(crate) fn entry(&self, workout: &Workout) -> Value {
        let mut entry = Map::new();
        let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
        put("logId", workout.log_id.into());
        put("logType", workout.log_type().into());
        put("activityTypeId", workout.type_id().into());
        // Some of the oldest entries have lost their name.
        if workout.age != Age::Oldest || !workout.draw.chance("lost name", 50) {
            put("activityName", workout.name().into());
        }
        put("startTime", offset_date_time(&workout.started).into());
        put("duration", milliseconds(workout.seconds));
        put("activeDuration", milliseconds(workout.active_seconds));
        // Old entries of other apps do not say how they were before.
        if workout.origin != Origin::ThirdParty || workout.age == Age::Recent {
            put(
                "originalStartTime",
                offset_date_time(&workout.recorded_start).into(),
            );
            put("originalDuration", milliseconds(workout.recorded_seconds));
        }
        put("lastModified", utc(workout.modified).into());
        put("calories", workout.calories.into());
        put("caloriesLink", self.calories_link(workout).into());
        put("manualValuesSpecified", workout.manual_values());
        if workout.origin != Origin::Manual {
            put("activityLevel", workout.levels());
        }
        if let Some(steps) = workout.steps {
            put("steps", steps.into());
        }
        if let Some(metres) = workout.metres {
            put("distance", self.units.distance(metres).into());
            put("distanceUnit", self.units.distance_word().into());
            if metres > 0.0 && workout.origin != Origin::AutoDetected {
                let an_hour = self
                    .units
                    .distance(metres * 3_600.0 / f64::from(workout.active_seconds));
                put("speed", an_hour.into());
                put("pace", round(3_600.0 / an_hour, 6).into());
            }
        }
        if let Some(climbed) = workout.climbed {
            put("elevationGain", self.units.elevation(climbed).into());
        }
        if let Some((length, lengths)) = workout.pool {
            put("poolLength", length.into());
            put("poolLengthUnit", "Meter".into());
            put("swimLengths", lengths.into());
        }
        if let Some(source) = workout.source() {
            put("source", source);
        }
        if matches!(workout.origin, Origin::MobileRun | Origin::Tracker)
            && workout.age == Age::Recent
        {
            put(
                "hasGps",
                (workout.metres.is_some() && workout.pool.is_none()).into(),
            );
        }
        if workout.origin != Origin::Manual {
            // Old entries end in what the document is not.
            let ending = if workout.age == Age::Oldest {
                "json"
            } else {
                "tcx"
            };
            let link = format!(
                "{}/1/user/-/activities/{}.{ending}",
                self.origin, workout.log_id
            );
            put("tcxLink", link.into());
        }
        if workout.origin != Origin::Tracker && workout.age == Age::Recent {
            put(
                "detailsLink",
                format!(
                    "{}/1/user/-/activities/{}.json",
                    self.origin, workout.log_id
                )
                .into(),
            );
        }
        if self.with_heart {
            self.add_heart(&mut entry, workout);
        }
        Value::Object(entry)
    }

    fn add_heart(&self, entry: &mut Map<String, Value>, workout: &Workout) {
        let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
        if workout.age == Age::Recent {
            put("hasActiveZoneMinutes", workout.heart.is_some().into());
        }
        let Some(heart) = &workout.heart else { return };
        put("averageHeartRate", heart.average.into());
        put("heartRateLink", self.heart_rate_link(workout).into());
        let with_calories = workout.age == Age::Recent;
        put(
            "heartRateZones",
            heart
                .zones
                .iter()
                .map(|zone| zone_body(workout, zone, with_calories))
                .collect(),
        );
        if workout.age == Age::Recent {
            put("activeZoneMinutes", active_zone_minutes(heart));
        }
    }

    /// Minutes; the hours of old links are not padded.
    fn calories_link(&self, workout: &Workout) -> String {
        let padded = workout.age == Age::Recent;
        let time = |at: &Zoned| {
            if padded {
                at.strftime("%H:%M").to_string()
            } else {
                at.strftime("%-H:%M").to_string()
            }
        };
        self.intraday_link(
            "calories",
            "1min",
            workout,
            &time(&workout.started),
            &time(&workout.ended()),
        )
    }

    /// Seconds.
    fn heart_rate_link(&self, workout: &Workout) -> String {
        let time = |at: &Zoned| at.strftime("%H:%M:%S").to_string();
        self.intraday_link(
            "heart",
            "1sec",
            workout,
            &time(&workout.started),
            &time(&workout.ended()),
        )
    }

    fn intraday_link(
        &self,
        resource: &str,
        detail: &str,
        workout: &Workout,
        from: &str,
        to: &str,
    ) -> String {
        let (first, last) = (workout.started.date(), workout.ended().date());
        format!(
            "{}/1/user/-/activities/{resource}/date/{first}/{last}/{detail}/time/{from}/{to}.json",
            self.origin
        )
    }
}

impl Workout {
    fn log_type(&self) -> &'static str {
        match self.origin {
            Origin::AutoDetected => "auto_detected",
            Origin::Manual => "manual",
            Origin::MobileRun => "mobile_run",
            Origin::Tracker => "tracker",
            Origin::ThirdParty => "strideline",
        }
    }

    fn manual_values(&self) -> Value {
        if let Some([calories, distance, steps]) = self.given {
            return json!({"calories": calories, "distance": distance, "steps": steps});
        }
        let typed_in = self.origin == Origin::Manual;
        json!({
            "calories": typed_in && self.draw.chance("typed calories", 50),
            "distance": typed_in && self.metres.is_some(),
            "steps": typed_in && self.steps.is_some() && self.draw.chance("typed steps", 30),
        })
    }

    fn levels(&self) -> Value {
        let [sedentary, lightly, fairly, very] = self.minutes_by_level();
        json!([
            {"name": "sedentary", "minutes": sedentary},
            {"name": "lightly", "minutes": lightly},
            {"name": "fairly", "minutes": fairly},
            {"name": "very", "minutes": very},
        ])
    }

    /// Minutes at four levels, from sedentary on, which add up to the whole.
    pub(crate) fn minutes_by_level(&self) -> [i32; 4] {
        let minutes = self.seconds / 60;
        let very = if self.kind.met >= 6.0 {
            self.draw.between("very", minutes / 2, minutes * 4 / 5)
        } else {
            self.draw.between("very", 0, minutes / 5)
        };
        let fairly = self.draw.between("fairly", 0, (minutes - very) / 2);
        let lightly = self.draw.between("lightly", 0, minutes - very - fairly);
        let sedentary = minutes - very - fairly - lightly;
        [sedentary, lightly, fairly, very]
    }

    fn source(&self) -> Option<Value> {
        match self.origin {
            // What was only recognised has no source, and what is old has none either unless another app brought it.
            Origin::AutoDetected => None,
            Origin::ThirdParty => Some(json!({
                "id": "SBXAPP",
                "name": "Strideline",
                "type": "app",
                "url": "https://strideline.example/",
            })),
            _ if self.age == Age::Oldest => None,
            Origin::Manual => Some(json!({
                "id": "SBXWEB",
                "name": "Website",
                "trackerFeatures": [],
                "type": "app",
                "url": "https://people.example/",
            })),
            Origin::MobileRun => Some(json!({
                "id": "SBXTEL",
                "name": "Telephone",
                "trackerFeatures": ["GPS", "STEPS", "CALORIES", "PACE", "DISTANCE"],
                "type": "app",
                "url": "https://people.example/telephone",
            })),
            Origin::Tracker => Some(json!({
                "id": "2515000042",
                "name": "Band 5",
                "trackerFeatures": ["VO2_MAX", "HEARTRATE", "STEPS", "GPS", "CALORIES", "ELEVATION", "PACE", "DISTANCE"],
                "type": "tracker",
                "url": "https://people.example/band",
            })),
        }
    }
}

fn zone_body(workout: &Workout, zone: &Zone, with_calories: bool) -> Value {
    let mut body =
        json!({"name": zone.name, "min": zone.min, "max": zone.max, "minutes": zone.minutes});
    if with_calories {
        let share = f64::from(zone.minutes) / f64::from((workout.seconds / 60).max(1));
        body["caloriesOut"] = round(f64::from(workout.calories) * share, 5).into();
    }
    body
}

fn active_zone_minutes(heart: &Heart) -> Value {
    let zones = heart.zones.iter().enumerate().map(|(order, zone)| {
        json!({
            "zoneName": zone.name,
            "type": zone.kind,
            "order": order,
            "minutes": zone.minutes,
            "minuteMultiplier": zone.multiplier,
        })
    });
    json!({"totalMinutes": heart.active_zone_minutes(), "minutesInHeartRateZones": zones.collect::<Value>()})
}

fn milliseconds(seconds: i32) -> Value {
    (i64::from(seconds) * 1_000).into()
}

/// With the offset that held then and there; `Z` for those who live in UTC itself.
pub(crate) fn offset_date_time(at: &Zoned) -> String {
    if *at.time_zone() == TimeZone::UTC {
        utc(at.timestamp())
    } else {
        at.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
    }
}

pub(crate) fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
        .to_string()
}
