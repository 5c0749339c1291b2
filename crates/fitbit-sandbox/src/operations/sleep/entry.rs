//! An entry of the sleep log as JSON, in its form, with what its age and the list that it stands in leave of it.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use serde_json::{Map, Value, json};

use super::super::sleep_v1;
use crate::day::{Level, Life, Sleep, Span};

const STAGES: [Level; 4] = [Level::Deep, Level::Light, Level::Rem, Level::Wake];
const CLASSIC: [Level; 3] = [Level::Asleep, Level::Awake, Level::Restless];

/// The days that an average of stages is taken over.
const AVERAGE_DAYS: i32 = 30;

/// Writes entries, and remembers the nights that their averages are made of.
pub(super) struct Entries<'a> {
    life: Life<'a>,
    /// Lists and ranges were seen without some fields of old entries.
    is_list: bool,
    nights: HashMap<Date, Option<[i32; 4]>>,
}

impl<'a> Entries<'a> {
    pub(super) fn of_day(life: Life<'a>) -> Self {
        Self {
            life,
            is_list: false,
            nights: HashMap::new(),
        }
    }

    pub(super) fn of_list(life: Life<'a>) -> Self {
        Self {
            is_list: true,
            ..Self::of_day(life)
        }
    }

    pub(super) fn entry(&mut self, sleep: &Sleep) -> Value {
        let classic = self.life.is_pending(sleep).then(|| sleep.to_classic());
        let sleep = classic.as_ref().unwrap_or(sleep);
        let mut entry = Map::new();
        let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
        put("dateOfSleep", sleep.date.to_string().into());
        put("duration", (i64::from(sleep.in_bed) * 60_000).into());
        put("efficiency", sleep.efficiency().into());
        put("endTime", time(&sleep.ended()).into());
        put("logId", sleep.log_id.into());
        put("minutesAfterWakeup", sleep.after_waking.into());
        put("minutesAsleep", sleep.asleep.into());
        put("minutesAwake", sleep.awake.into());
        put("minutesToFallAsleep", sleep.to_fall_asleep.into());
        put("startTime", time(&sleep.started).into());
        put("timeInBed", sleep.in_bed.into());
        put(
            "type",
            if sleep.in_stages { "stages" } else { "classic" }.into(),
        );
        if !(sleep.is_old && self.is_list) {
            put("isMainSleep", sleep.is_main().into());
        }
        if sleep.is_old {
            // What version 1 recorded came over with its own fields.
            if !sleep.in_stages {
                let minutes = sleep_v1::minutes(sleep);
                for (name, value) in sleep_v1::counts(&sleep.minutes()) {
                    put(name, value.into());
                }
                put("minuteData", minutes);
            }
        } else {
            put("infoCode", sleep.info_code.into());
            let how = if sleep.is_by_hand() {
                "manual"
            } else {
                "auto_detected"
            };
            put("logType", how.into());
        }
        if !sleep.spans.is_empty() {
            entry.insert("levels".to_owned(), self.levels(sleep));
        }
        Value::Object(entry)
    }

    fn levels(&mut self, sleep: &Sleep) -> Value {
        let spans = |spans: &[Span]| -> Value {
            let bodies = spans.iter().map(|span| {
                json!({
                    "dateTime": time(&sleep.at(span.from)),
                    "level": span.level.name(),
                    "seconds": span.seconds,
                })
            });
            bodies.collect()
        };
        let mut levels = json!({"data": spans(&sleep.spans), "summary": {}});
        if !sleep.in_stages {
            for level in CLASSIC {
                let (count, minutes) = sleep.sum(level);
                let count = if level == Level::Asleep { 0 } else { count };
                levels["summary"][level.name()] = json!({"count": count, "minutes": minutes});
            }
            return levels;
        }
        levels["shortData"] = spans(&sleep.short);
        let averages = self.averages(sleep.date);
        for (level, average) in STAGES.into_iter().zip(averages) {
            let (count, minutes) = sleep.sum(level);
            levels["summary"][level.name()] =
                json!({"count": count, "minutes": minutes, "thirtyDayAvgMinutes": average});
        }
        levels
    }

    /// Minutes of each stage, on average over the nights before; 0 if there was none.
    fn averages(&mut self, day: Date) -> [i32; 4] {
        let (mut sums, mut nights) = ([0; 4], 0);
        for ago in 1..=AVERAGE_DAYS {
            let Some(minutes) = self.night(day.saturating_sub(ago.days())) else {
                continue;
            };
            nights += 1;
            for (sum, minutes) in sums.iter_mut().zip(minutes) {
                *sum += minutes;
            }
        }
        sums.map(|sum| sum / nights.max(1))
    }

    fn night(&mut self, day: Date) -> Option<[i32; 4]> {
        let life = self.life;
        *self.nights.entry(day).or_insert_with(|| {
            let sleeps = life.sleeps(day);
            let night = sleeps.iter().find(|sleep| sleep.in_stages)?;
            Some(STAGES.map(|level| night.sum(level).1))
        })
    }
}

/// The person's clock, without a zone.
fn time(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000").to_string()
}
