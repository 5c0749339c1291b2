//! The sleep log of version 1.2: of a day, of some days, page by page; and the goal.

mod entry;
mod write;

use jiff::ToSpan;
use serde_json::{Value, json};

use super::paging::page;
use crate::activity::utc;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Level, Life, Sleep};
use crate::draw::round;
use crate::refusal::Refusal;

use entry::Entries;

pub(super) use write::{create, create_v1, delete, set_goal};

/// The sleep of one day and its sums. While a night is pending there is nothing else in the answer.
pub(super) fn of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let day = call.day("date", life.person)?;
    let sleeps = life.sleeps(day);
    if sleeps.iter().any(|sleep| life.is_pending(sleep)) {
        return Ok(Answer::json(json!({ "meta": pending() })));
    }
    let mut entries = Entries::of_day(life);
    let bodies: Value = sleeps.iter().map(|sleep| entries.entry(sleep)).collect();
    Ok(Answer::json(
        json!({"sleep": bodies, "summary": summary(&sleeps)}),
    ))
}

/// The sleep of some days, the latest first. A pending night is there in the classic form.
pub(super) fn of_days(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let days = call.days("start-date", "end-date", life.person)?;
    let sleeps = days
        .each()
        .rev()
        .flat_map(|day| life.sleeps(day).into_iter().rev());
    let (mut entries, mut bodies, mut is_pending) = (Entries::of_list(life), Vec::new(), false);
    for sleep in sleeps {
        is_pending |= life.is_pending(&sleep);
        bodies.push(entries.entry(&sleep));
    }
    if is_pending {
        return Ok(Answer::json(json!({"sleep": bodies, "meta": pending()})));
    }
    Ok(Answer::list("sleep", bodies, life.person.no_data))
}

/// The whole log, page by page.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let life = call.life(subject);
    let (sleeps, pagination) = page(
        call,
        subject,
        || history(&life),
        |sleep| sleep.started.datetime(),
    )?;
    let mut entries = Entries::of_list(life);
    let bodies: Value = sleeps.iter().map(|sleep| entries.entry(sleep)).collect();
    Ok(Answer::json(
        json!({"pagination": pagination, "sleep": bodies}),
    ))
}

/// The goal, and what the service has made of the habits.
pub(super) fn goals(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let Some(goal) = goal(&life) else {
        return Ok(Answer::json(json!({})));
    };
    let draw = life.world.draw(life.person).with("sleep goal");
    let flow = draw.between("flow", 0, 3);
    let mut consistency = json!({ "flowId": flow });
    if flow > 0 {
        consistency["recommendedSleepGoal"] = 480.into();
        consistency["typicalDuration"] = draw.between("duration", 390, 480).into();
        consistency["typicalWakeupTime"] = format!(
            "0{}:{}0",
            draw.between("hour", 6, 7),
            draw.between("ten", 0, 5)
        )
        .into();
        consistency["awakeRestlessPercentage"] =
            round(draw.decimal("restless", 0.04, 0.14, 4), 4).into();
    }
    Ok(Answer::json(
        json!({"goal": goal, "consistency": consistency}),
    ))
}

/// The goal itself; none for who wears nothing at night.
pub(super) fn goal(life: &Life<'_>) -> Option<Value> {
    let draw = life.world.draw(life.person).with("sleep goal");
    let set = life
        .first_day()
        .saturating_add(draw.between("set", 1, 300).days());
    let mut goal = json!({
        "minDuration": draw.between("minutes", 42, 50) * 10,
        "updatedOn": format!("{set}T20:{}:08.417Z", draw.between("minute", 10, 59)),
    });
    if draw.chance("times", 60) {
        goal["bedtime"] = format!("22:{}5", draw.between("bedtime", 0, 5)).into();
        goal["wakeupTime"] = format!("06:{}0", draw.between("wake", 0, 5)).into();
    } else if draw.chance("plain date", 50) {
        goal["updatedOn"] = set.to_string().into();
    }
    if let Some((minutes, set)) = life.world.kept(life.person).goals.sleep {
        goal["minDuration"] = minutes.into();
        goal["updatedOn"] = utc(set).into();
        return Some(goal);
    }
    life.wears_device().then_some(goal)
}

/// The sums of a day. Stages are there only if some entry has them.
pub(super) fn summary(sleeps: &[Sleep]) -> Value {
    let sum = |of: fn(&Sleep) -> i32| sleeps.iter().map(of).sum::<i32>();
    let mut summary = json!({
        "totalMinutesAsleep": sum(|sleep| sleep.asleep),
        "totalSleepRecords": sleeps.len(),
        "totalTimeInBed": sum(|sleep| sleep.in_bed),
    });
    let in_stages = || sleeps.iter().filter(|sleep| sleep.in_stages);
    if in_stages().next().is_some() {
        for level in [Level::Deep, Level::Light, Level::Rem, Level::Wake] {
            let minutes: i32 = in_stages().map(|sleep| sleep.sum(level).1).sum();
            summary["stages"][level.name()] = minutes.into();
        }
    }
    summary
}

/// Everything since the account was made, oldest first.
fn history(life: &Life<'_>) -> Vec<Sleep> {
    let kept = life.world.kept(life.person);
    let written = kept.sleeps.written().iter().map(|sleep| sleep.date);
    let days = crate::call::Days {
        first: written
            .min()
            .map_or(life.first_day(), |first| first.min(life.first_day())),
        last: life.today(),
    };
    days.each().flat_map(|day| life.sleeps(day)).collect()
}

fn pending() -> Value {
    json!({"retryDuration": 3_000, "state": "pending"})
}
