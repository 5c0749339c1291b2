//! The logs of weight and body fat, and their goals.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::profile::number;
use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::{Life, Weighing};
use crate::draw::round;
use crate::refusal::Refusal;
use crate::units::Units;

/// The weight log of one day.
pub(super) fn weight_of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    entries(call, "weight", one_day(call)?, weight)
}

/// That of some days.
pub(super) fn weight_of_days(call: &Call<'_>) -> Result<Answer, Refusal> {
    entries(call, "weight", days(call)?, weight)
}

/// The body fat log of one day.
pub(super) fn fat_of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    entries(call, "fat", one_day(call)?, fat)
}

/// That of some days.
pub(super) fn fat_of_days(call: &Call<'_>) -> Result<Answer, Refusal> {
    entries(call, "fat", days(call)?, fat)
}

/// One of the two goals. Numbers are texts, as older answers have them.
pub(super) fn goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let goal = match call.choice("goal-type")? {
        "fat" => fat_goal(&life),
        _ => weight_goal(&life, call.units()),
    };
    Ok(Answer::json(
        json!({"goal": goal.unwrap_or_else(|| json!({}))}),
    ))
}

fn one_day(call: &Call<'_>) -> Result<Days, Refusal> {
    let day = call.day("date", call.person(call.subject()?))?;
    Ok(Days {
        first: day,
        last: day,
    })
}

fn days(call: &Call<'_>) -> Result<Days, Refusal> {
    call.days("date", "end-date-or-period", call.person(call.subject()?))
}

fn entries(
    call: &Call<'_>,
    name: &str,
    days: Days,
    add: fn(&mut Value, &Life<'_>, Units, &Weighing) -> bool,
) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let known = days.since(life.first_day()).until(life.today());
    let weighings = known.each().flat_map(|day| life.weighings(day));
    let entries = weighings.filter_map(|weighing| {
        let mut entry = common(&weighing);
        add(&mut entry, &life, call.units(), &weighing).then_some(entry)
    });
    Ok(Answer::list(name, entries.collect(), life.person.no_data))
}

fn weight(entry: &mut Value, life: &Life<'_>, units: Units, weighing: &Weighing) -> bool {
    entry["weight"] = number(units.weight(weighing.kilograms));
    if let Some(index) = life.body_mass_index(weighing.kilograms) {
        entry["bmi"] = number(index);
    }
    fat(entry, life, units, weighing);
    true
}

/// Whether it was measured.
fn fat(entry: &mut Value, _: &Life<'_>, _: Units, weighing: &Weighing) -> bool {
    if let Some(fat) = weighing.fat {
        entry["fat"] = number(fat);
    }
    weighing.fat.is_some()
}

fn common(weighing: &Weighing) -> Value {
    json!({
        "date": weighing.date.to_string(),
        "logId": weighing.log_id,
        "source": weighing.source,
        "time": weighing.time.strftime("%H:%M:%S").to_string(),
    })
}

fn weight_goal(life: &Life<'_>, units: Units) -> Option<Value> {
    let draw = life.world.draw(life.person).with("weight goal");
    if life.person.weight <= 0.0 {
        return None;
    }
    let since: Date = life
        .first_day()
        .saturating_add(draw.between("since", 30, 600).days());
    let start = life.weight(since).unwrap_or(life.person.weight);
    let (kind, aim) = match draw.between("kind", 0, 3) {
        0 => ("MAINTAIN", start),
        1 => ("GAIN", start + 2.5),
        _ => ("LOSE", start - 4.0),
    };
    let text = |kilograms: f64| number(units.weight(round(kilograms, 1))).to_string();
    let mut goal = json!({
        "goalType": kind,
        "startDate": since.to_string(),
        "startWeight": text(start),
        "weight": text(aim),
    });
    if draw.chance("threshold", 50) {
        goal["weightThreshold"] = "0.05".into();
    }
    Some(goal)
}

/// Only those whose scale measures it have one.
fn fat_goal(life: &Life<'_>) -> Option<Value> {
    let draw = life.world.draw(life.person).with("fat goal");
    life.has_scale()
        .then(|| json!({"fat": draw.between("fat", 18, 26).to_string()}))
}
