//! What a person has paired, and its alarms. Nobody else sees them: no setting is known that opens them.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::day::Life;
use crate::refusal::Refusal;

/// The device that the activity log names as its source.
const TRACKER: &str = "2515000042";
const SCALE: &str = "SBX4F1C7";

const DAYS: [&str; 7] = [
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];

/// All devices: a bare list.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let mut devices = Vec::new();
    if life.wears_device() {
        let mut tracker = device(&life, TRACKER, "TRACKER", "Band 5", 7);
        tracker["mac"] = "02A1B2C3D4E5".into();
        tracker["features"] = json!([]);
        devices.push(tracker);
    }
    if life.has_scale() {
        // Scales are older here: they have neither an address nor features.
        devices.push(device(&life, SCALE, "SCALE", "Aria 2", 190));
    }
    Ok(Answer::json(devices.into()))
}

/// The alarms of one device.
pub(super) fn alarms(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    if call.parameter("tracker-id") != TRACKER || !life.wears_device() {
        return Err(Refusal::unknown(
            "tracker-id",
            "There is no tracker of this id.",
        ));
    }
    let draw = life.world.draw(life.person).with("alarms");
    let offset = life.now.to_zoned(life.person.zone());
    let offset = offset.strftime("%:z").to_string();
    let alarms = (0..draw.between("number", 1, 3)).map(|place| {
        let draw = draw.with(&format!("alarm {place}"));
        let recurring = draw.chance("recurring", 70);
        let (hour, five) = (draw.between("hour", 5, 9), draw.between("minute", 0, 11));
        let days = DAYS
            .into_iter()
            .filter(|day| recurring && draw.chance(day, 60));
        let mut alarm = Map::new();
        let mut put = |name: &str, value: Value| alarm.insert(name.to_owned(), value);
        put("alarmId", (11_400_000 + place * 7_919).into());
        put("deleted", false.into());
        put("enabled", draw.chance("enabled", 80).into());
        put("recurring", recurring.into());
        put("snoozeCount", 3.into());
        put("snoozeLength", 9.into());
        put("syncedToDevice", draw.chance("synced", 85).into());
        put("time", format!("{hour:02}:{:02}{offset}", five * 5).into());
        put("vibe", "DEFAULT".into());
        put("weekDays", days.collect());
        if draw.chance("label", 30) {
            put("label", "Up!".into());
        }
        Value::Object(alarm)
    });
    Ok(Answer::json(
        json!({"trackerAlarms": alarms.collect::<Value>()}),
    ))
}

fn device(life: &Life<'_>, id: &str, kind: &str, version: &str, minutes_ago: i32) -> Value {
    let draw = life.world.draw(life.person).on(life.today()).with(id);
    let level = draw.between("battery", 3, 100);
    let battery = match level {
        ..=5 => "Empty",
        6..=20 => "Low",
        21..=60 => "Medium",
        _ => "High",
    };
    let ago =
        SignedDuration::from_millis(i64::from(draw.between("synced", 1, minutes_ago * 60_000)));
    let synced = clock::before(life.now, ago).to_zoned(life.person.zone());
    let mut device = json!({
        "battery": battery,
        "deviceVersion": version,
        "id": id,
        "lastSyncTime": synced.strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
        "type": kind,
    });
    if kind == "TRACKER" {
        device["batteryLevel"] = level.into();
    }
    device
}
