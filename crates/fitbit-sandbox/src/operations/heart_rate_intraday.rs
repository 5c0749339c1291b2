//! The heart rate within a day. A day in seconds has so many points that they are written as text at once.

use std::fmt::Write;

use serde_json::{Value, json};

use super::activity_series::cut;
use super::heart_rate::{custom_zones, day_body, zones};
use super::window::Window;
use crate::answer::Answer;
use crate::call::Call;
use crate::draw::{round, whole};
use crate::motion::{Day, Minute, Which};
use crate::person::{NoData, Person};
use crate::refusal::Refusal;

/// From this rate on points are closer together, as in exercise.
const FAST: i32 = 110;

/// The points of a day or of a window of time.
pub(super) fn points(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let cut = cut(call)?;
    let window = Window::of(call, life.person)?;
    let known = window.days.since(life.first_day()).until(life.today());
    let (mut days, mut points) = (Vec::new(), Points::default());
    for date in known.each().filter(|_| life.wears_device()) {
        let day = life.motion(date, cut);
        if window.is_timed {
            days.extend(window_body(life.person, &day, &window));
        } else {
            days.push(day_body(life.person, &day));
        }
        points.add_day(&day, &window);
    }
    if days.is_empty() {
        match life.person.no_data {
            NoData::EmptyList => {}
            NoData::EmptyObject => return Ok(Answer::json(json!({}))),
            NoData::EmptyBody => return Ok(Answer::empty()),
        }
    }
    let (interval, unit) = match window.step {
        1 => (1, "second"),
        seconds => (seconds / 60, "minute"),
    };
    Ok(Answer::written(format!(
        r#"{{"activities-heart":{},"activities-heart-intraday":{{"dataset":[{}],"datasetInterval":{interval},"datasetType":"{unit}"}}}}"#,
        Value::from(days),
        points.text,
    )))
}

/// The other form of a day: the zones stand beside the value, which is the mean as a text.
fn window_body(person: &Person, day: &Day, window: &Window) -> Option<Value> {
    let (first, end) = window.minutes(day.date);
    let in_window = day.minutes().filter(|(at, _)| (first..end).contains(at));
    let mean = mean(in_window.filter_map(|(_, minute)| minute.heart_rate))?;
    let sums = day.sums_within(Which::All, first, end);
    Some(json!({
        "dateTime": day.date.to_string(),
        "customHeartRateZones": custom_zones(person, day, (first, end)),
        "heartRateZones": zones(day, &sums),
        "value": format!("{:?}", round(mean, 2)),
    }))
}

/// JSON objects with commas between them.
#[derive(Default)]
struct Points {
    text: String,
}

impl Points {
    fn add_day(&mut self, day: &Day, window: &Window) {
        let (first, last) = window.seconds(day.date);
        let mut add = |second: i32, rate: i32| {
            if (first..=last).contains(&second) {
                self.add(second, rate);
            }
        };
        let step = window.step_minutes();
        let minutes: Vec<(i32, Minute)> = day.minutes().collect();
        if window.step == 1 {
            for (at, minute) in minutes {
                if let Some(rate) = minute.heart_rate {
                    seconds(minute, rate, |second, rate| add(at * 60 + second, rate));
                }
            }
            return;
        }
        for chunk in minutes.chunk_by(|(one, _), (next, _)| one / step == next / step) {
            let rates = chunk.iter().filter_map(|(_, minute)| minute.heart_rate);
            if let Some(rate) = mean(rates) {
                add(chunk[0].0 / step * step * 60, whole(rate));
            }
        }
    }

    fn add(&mut self, second: i32, rate: i32) {
        let (hours, minutes, seconds) = (second / 3_600, second / 60 % 60, second % 60);
        let comma = if self.text.is_empty() { "" } else { "," };
        let point = format_args!(
            r#"{comma}{{"time":"{hours:02}:{minutes:02}:{seconds:02}","value":{rate}}}"#
        );
        self.text
            .write_fmt(point)
            .expect("a String takes all that is written");
    }
}

/// The points of a minute: some seconds apart, and as often above its rate as below it, so that the rate is their mean.
fn seconds(minute: Minute, rate: i32, mut add: impl FnMut(i32, i32)) {
    let mut bits = minute.draw.nth(0);
    let mut take = |end: u64| {
        let taken = i32::try_from(bits % end).expect("a small number");
        bits = bits.rotate_right(11) ^ 0x9e37;
        taken
    };
    let mut second = take(3);
    let mut above = 0;
    while second < 60 {
        let gap = if rate >= FAST {
            1 + take(2)
        } else {
            2 + take(5)
        };
        let has_partner = second + gap < 60;
        let away = match above {
            0 if has_partner => take(3) - 1,
            0 => 0,
            above => -above,
        };
        above = if above == 0 { away } else { 0 };
        add(second, rate + away);
        second += gap;
    }
}

fn mean(rates: impl Iterator<Item = i32>) -> Option<f64> {
    let (sum, count) = rates.fold((0, 0), |(sum, count), rate| (sum + rate, count + 1));
    (count > 0).then(|| f64::from(sum) / f64::from(count))
}
