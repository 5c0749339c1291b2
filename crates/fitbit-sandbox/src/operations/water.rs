//! What was drunk: the log of a day, and the goal.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::draw::round;
use crate::refusal::Refusal;
use crate::units::Units;

/// The log of one day.
pub(super) fn of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let day = call.day("date", life.person)?;
    let units = call.units();
    let drunk = life.drunk(day).into_iter().map(|(log_id, millilitres)| {
        json!({"amount": number(units.volume(millilitres)), "logId": log_id})
    });
    Ok(Answer::json(json!({
        "summary": {"water": number(sum(&life, day, units))},
        "water": drunk.collect::<Value>(),
    })))
}

/// The goal.
pub(super) fn goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let goal = life.water_goal().map_or_else(
        || json!({}),
        |(millilitres, since)| {
            let goal = number(call.units().volume(millilitres));
            json!({"goal": {"goal": goal, "startDate": since.to_string()}})
        },
    );
    Ok(Answer::json(goal))
}

/// The sum of a day's entries, as they are written.
pub(super) fn sum(life: &Life<'_>, day: Date, units: Units) -> f64 {
    let drunk = life.drunk(day);
    let amounts = drunk.iter().map(|(_, amount)| units.volume(*amount));
    round(amounts.sum(), 1)
}
