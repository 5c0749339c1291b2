//! Entering sleep by hand, deleting it, and setting the goal; both versions write the same log.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::sleep_v1;
use super::{Entries, goal};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Life, Sleep};
use crate::refusal::Refusal;

const MINUTE: i64 = 60_000;

/// A sleep of more minutes is a mistake.
const LONGEST: i64 = 24 * 60;

/// Enters a sleep.
pub(in crate::operations) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    written(call, |life, sleep| Entries::of_day(life).entry(sleep))
}

/// The same in the form of version 1.
pub(in crate::operations) fn create_v1(call: &Call<'_>) -> Result<Answer, Refusal> {
    written(call, |_, sleep| sleep_v1::entry(sleep))
}

fn written(
    call: &Call<'_>,
    body: impl FnOnce(Life<'_>, &Sleep) -> Value,
) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let day = call.day_to_log("date")?;
    let start = call
        .time("startTime")
        .ok_or_else(|| Refusal::validation("startTime", "StartTime is required"))?;
    let minutes = call.integer("duration").map(|duration| duration / MINUTE);
    let minutes = minutes.filter(|minutes| (1..=LONGEST).contains(minutes));
    let minutes = minutes.and_then(|minutes| i32::try_from(minutes).ok());
    let minutes = minutes.ok_or_else(|| {
        Refusal::validation(
            "duration",
            "The duration is from a minute to a day, in milliseconds.",
        )
    })?;
    let sleep = life.sleep_by_hand(day.to_datetime(start), minutes);
    let sleep = sleep.ok_or_else(|| Refusal::validation("date", "The date is out of range."))?;
    if sleep.ended().timestamp() > life.now {
        return Err(Refusal::validation(
            "duration",
            "The sleep has not ended yet.",
        ));
    }
    if overlaps(&life, &sleep) {
        return Err(Refusal::validation(
            "startTime",
            "The sleep overlaps with one that is in the log already.",
        ));
    }
    let (date, id) = (sleep.date, sleep.log_id);
    call.world
        .keep(life.person, |records| records.sleeps.add(sleep.clone()));
    call.tell("sleep", date);
    // Whether it is the main sleep depends on what else there is.
    let of_day = life.sleeps(date);
    let told = of_day
        .iter()
        .find(|told| told.log_id == id)
        .unwrap_or(&sleep);
    Ok(Answer::json(json!({ "sleep": body(life, told) })))
}

fn overlaps(life: &Life<'_>, sleep: &Sleep) -> bool {
    let around = [-1, 0, 1].map(|days| {
        let away = SignedDuration::from_hours(24 * days);
        sleep.date.saturating_add(away)
    });
    let mut known = around.into_iter().flat_map(|day| life.sleeps(day));
    known.any(|known| known.started < sleep.ended() && sleep.started < known.ended())
}

/// Deletes a sleep, entered or recorded.
pub(in crate::operations) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let id = call.id("log-id");
    let day = id.and_then(|id| life.day_of_sleep(id));
    let removed = id.is_some_and(|id| {
        let invented = life.has_invented_sleep(id);
        call.world
            .keep(life.person, |records| records.sleeps.remove(id, invented))
    });
    if let Some(day) = day.filter(|_| removed) {
        call.tell("sleep", day);
    }
    Answer::to_delete(removed, "log-id")
}

/// Sets the goal; its times stay as they are.
pub(in crate::operations) fn set_goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let minutes = call.integer("minDuration").unwrap_or_default();
    let set = Some((minutes, call.now));
    call.world
        .keep(life.person, |records| records.goals.sleep = set);
    Ok(Answer::json(json!({ "goal": goal(&life) })))
}
