//! The sleep of version 1: minute by minute, without stages; and its series, whose values are texts.

use serde_json::{Map, Value, json};

use super::sleep;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Life, Minute, Sleep};
use crate::refusal::Refusal;

/// The sleep of one day.
pub(super) fn of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let day = call.day("date", life.person)?;
    let sleeps: Vec<Sleep> = life.sleeps(day).iter().map(Sleep::to_classic).collect();
    let bodies: Value = sleeps.iter().map(entry).collect();
    Ok(Answer::json(
        json!({"sleep": bodies, "summary": sleep::summary(&sleeps)}),
    ))
}

/// One number of the main sleep of each day.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let resource = call.choice("resource")?;
    let days = call.days("date", "end-date-or-period", life.person)?;
    let name = format!("sleep-{resource}");
    let kept = call.world.kept(life.person);
    if !life.wears_device() && kept.sleeps.written().is_empty() {
        return Ok(Answer::list(&name, Vec::new(), life.person.no_data));
    }
    let known = days.until(life.today());
    let values = known.each().map(|day| {
        let night = life.sleeps(day).into_iter().find(Sleep::is_main);
        json!({"dateTime": day.to_string(), "value": value(resource, night.as_ref())})
    });
    Ok(Answer::list(&name, values.collect(), life.person.no_data))
}

/// The goal, without the habits.
pub(super) fn goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life: Life<'_> = call.life(call.subject()?);
    Ok(Answer::json(
        sleep::goal(&life).map_or_else(|| json!({}), |goal| json!({ "goal": goal })),
    ))
}

/// The minutes of a sleep, each with the time of day and not the day.
pub(super) fn minutes(sleep: &Sleep) -> Value {
    let minutes = (0..).step_by(60).zip(sleep.minutes());
    let bodies = minutes.map(|(from, minute)| {
        let value = match minute {
            Minute::Asleep => "1",
            Minute::Restless => "2",
            Minute::Awake => "3",
        };
        json!({"dateTime": sleep.at(from).strftime("%H:%M:%S").to_string(), "value": value})
    });
    bodies.collect()
}

/// How often and how long the person was awake or restless.
pub(super) fn counts(minutes: &[Minute]) -> [(&'static str, usize); 5] {
    let long = |wanted| minutes.iter().filter(|minute| **minute == wanted).count();
    let often = |wanted| {
        let runs = minutes.chunk_by(|one, next| one == next);
        runs.filter(|run| run[0] == wanted).count()
    };
    let (awake, restless) = (often(Minute::Awake), often(Minute::Restless));
    [
        ("awakeCount", awake),
        ("awakeDuration", long(Minute::Awake)),
        ("awakeningsCount", awake + restless),
        ("restlessCount", restless),
        ("restlessDuration", long(Minute::Restless)),
    ]
}

pub(super) fn entry(sleep: &Sleep) -> Value {
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    put("duration", (i64::from(sleep.in_bed) * 60_000).into());
    put("efficiency", sleep.efficiency().into());
    put("isMainSleep", sleep.is_main().into());
    put("logId", sleep.log_id.into());
    put("minuteData", minutes(sleep));
    put("minutesAfterWakeup", sleep.after_waking.into());
    put("minutesAsleep", sleep.asleep.into());
    put("minutesAwake", sleep.awake.into());
    put("minutesToFallAsleep", sleep.to_fall_asleep.into());
    put(
        "startTime",
        sleep
            .started
            .strftime("%Y-%m-%dT%H:%M:%S.000")
            .to_string()
            .into(),
    );
    put("timeInBed", sleep.in_bed.into());
    for (name, value) in counts(&sleep.minutes()) {
        // Old entries have the one count that the other two replaced.
        if !sleep.is_old || name == "awakeningsCount" {
            put(name, value.into());
        }
    }
    Value::Object(entry)
}

/// A number as a text; on a day without sleep 0, or nothing where it is a time.
fn value(resource: &str, night: Option<&Sleep>) -> String {
    let Some(night) = night else {
        return if resource == "startTime" { "" } else { "0" }.to_owned();
    };
    let number = match resource {
        "startTime" => return night.started.strftime("%H:%M").to_string(),
        "awakeningsCount" => return counts(&night.minutes())[2].1.to_string(),
        "timeInBed" => night.in_bed,
        "minutesAsleep" => night.asleep,
        "minutesAwake" => night.awake,
        "minutesToFallAsleep" => night.to_fall_asleep,
        "minutesAfterWakeup" => night.after_waking,
        _ => night.efficiency(),
    };
    number.to_string()
}
