//! The alarms of a tracker.

use serde_json::{Map, Value, json};

use super::TRACKER;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::kept::Alarm;
use crate::refusal::Refusal;

const DAYS: [&str; 7] = [
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];

/// Alarms that calls set are numbered from here on.
const IDS: i64 = 11_500_000;

/// Snoozes of a new alarm, and how many minutes they take.
const SNOOZES: (i64, i64) = (3, 9);

/// The alarms of one device.
pub(in crate::operations) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = life_with_tracker(call)?;
    let alarms: Value = known(&life).iter().map(body).collect();
    Ok(Answer::json(json!({ "trackerAlarms": alarms })))
}

/// Sets an alarm.
pub(in crate::operations) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = life_with_tracker(call)?;
    let (snooze_count, snooze_length) = SNOOZES;
    let mut alarm = Alarm {
        id: IDS + call.world.new_number(),
        enabled: false,
        recurring: false,
        snooze_count,
        snooze_length,
        // The tracker hears of it when it is synced next.
        synced: false,
        time: String::new(),
        vibe: "DEFAULT".to_owned(),
        week_days: Vec::new(),
        label: String::new(),
    };
    set(call, &mut alarm)?;
    let body = body(&alarm);
    call.world
        .keep(life.person, |records| records.alarms.add(alarm));
    Ok(Answer::created_as(json!({ "trackerAlarm": body })))
}

/// Changes an alarm.
pub(in crate::operations) fn update(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = life_with_tracker(call)?;
    let id = call.id("alarm-id");
    let known = known(&life).into_iter().find(|alarm| Some(alarm.id) == id);
    let mut alarm = known.ok_or_else(|| Refusal::no_such_entry("alarm-id"))?;
    set(call, &mut alarm)?;
    alarm.synced = false;
    alarm.snooze_count = call.integer("snoozeCount").unwrap_or(alarm.snooze_count);
    alarm.snooze_length = call.integer("snoozeLength").unwrap_or(alarm.snooze_length);
    if let Some(label) = call.argument("label") {
        label.clone_into(&mut alarm.label);
    }
    if let Some(vibe) = call.argument("vibe").filter(|vibe| !vibe.is_empty()) {
        vibe.clone_into(&mut alarm.vibe);
    }
    let body = body(&alarm);
    call.world
        .keep(life.person, |records| records.alarms.replace(alarm));
    Ok(Answer::json(json!({ "trackerAlarm": body })))
}

/// Deletes an alarm.
pub(in crate::operations) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = life_with_tracker(call)?;
    let id = call.id("alarm-id");
    let found = known(&life).into_iter().find(|alarm| Some(alarm.id) == id);
    let removed = found.is_some_and(|alarm| {
        call.world
            .keep(life.person, |records| records.alarms.remove(alarm.id, true))
    });
    Answer::to_delete(removed, "alarm-id")
}

fn life_with_tracker<'a>(call: &Call<'a>) -> Result<Life<'a>, Refusal> {
    let life = call.life(call.owner()?);
    if call.parameter("tracker-id") != TRACKER || !life.wears_device() {
        return Err(Refusal::unknown(
            "tracker-id",
            "There is no tracker of this id.",
        ));
    }
    Ok(life)
}

/// What create and update have in common.
fn set(call: &Call<'_>, alarm: &mut Alarm) -> Result<(), Refusal> {
    let days: Vec<&str> = call
        .argument("weekDays")
        .unwrap_or_default()
        .split(',')
        .collect();
    let is_twice = |day: &&str| days.iter().filter(|other| *other == day).count() > 1;
    if !days.iter().all(|day| DAYS.contains(day)) || days.iter().any(is_twice) {
        return Err(Refusal::validation(
            "weekDays",
            "The days are names from MONDAY to SUNDAY with commas between them, each once.",
        ));
    }
    alarm.week_days = days.into_iter().map(str::to_owned).collect();
    alarm.enabled = call.flag("enabled").unwrap_or_default();
    alarm.recurring = call.flag("recurring").unwrap_or_default();
    call.argument("time")
        .unwrap_or_default()
        .clone_into(&mut alarm.time);
    Ok(())
}

fn known(life: &Life<'_>) -> Vec<Alarm> {
    let kept = life.world.kept(life.person);
    kept.alarms.all(invented(life))
}

fn invented(life: &Life<'_>) -> Vec<Alarm> {
    let draw = life.world.draw(life.person).with("alarms");
    let offset = life.now.to_zoned(life.person.zone());
    let offset = offset.strftime("%:z").to_string();
    let alarms = (0..draw.between("number", 1, 3)).map(|place| {
        let draw = draw.with(&format!("alarm {place}"));
        let recurring = draw.chance("recurring", 70);
        let (hour, five) = (draw.between("hour", 5, 9), draw.between("minute", 0, 11));
        let days = DAYS.into_iter();
        let days = days.filter(|day| recurring && draw.chance(day, 60));
        let (snooze_count, snooze_length) = SNOOZES;
        Alarm {
            id: 11_400_000 + i64::from(place) * 7_919,
            enabled: draw.chance("enabled", 80),
            recurring,
            snooze_count,
            snooze_length,
            synced: draw.chance("synced", 85),
            time: format!("{hour:02}:{:02}{offset}", five * 5),
            vibe: "DEFAULT".to_owned(),
            week_days: days.map(str::to_owned).collect(),
            label: if draw.chance("label", 30) { "Up!" } else { "" }.to_owned(),
        }
    });
    alarms.collect()
}

fn body(alarm: &Alarm) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("alarmId", alarm.id.into());
    put("deleted", false.into());
    put("enabled", alarm.enabled.into());
    put("recurring", alarm.recurring.into());
    put("snoozeCount", alarm.snooze_count.into());
    put("snoozeLength", alarm.snooze_length.into());
    put("syncedToDevice", alarm.synced.into());
    put("time", alarm.time.as_str().into());
    put("vibe", alarm.vibe.as_str().into());
    put("weekDays", alarm.week_days.clone().into());
    if !alarm.label.is_empty() {
        put("label", alarm.label.as_str().into());
    }
    Value::Object(body)
}
