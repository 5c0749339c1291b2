//! What a person has paired. Nobody else sees them: no setting is known that opens them.

mod alarms;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::day::Life;
use crate::refusal::Refusal;

pub(super) use alarms::{create, delete, list as alarms, update};

/// The device that the activity log names as its source.
const TRACKER: &str = "2515000042";
const SCALE: &str = "SBX4F1C7";

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
    // Scales are synced by themselves.
    let heard = match kind {
        "TRACKER" => life.world.kept(life.person).heard.last(life.now),
        _ => life.now,
    };
    let synced = clock::before(heard, ago).to_zoned(life.person.zone());
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
