//! A night by stages, in steps of half a minute: cycles of light, deep, light and REM sleep, with waking between and within.

use super::{Level, Sleep, Span};
use crate::draw::Draw;

/// Seconds of a step.
const STEP: i32 = 30;

/// The stages of one cycle, with the fewest and the most steps of each.
const CYCLE: [(Level, i32, i32); 6] = [
    (Level::Wake, 7, 16),
    (Level::Light, 18, 56),
    (Level::Deep, 12, 62),
    (Level::Light, 14, 40),
    (Level::Rem, 10, 56),
    (Level::Light, 4, 20),
];

/// A span has waking in it only if it is longer than so many steps.
const LONG: i32 = 16;

/// Waking of more steps is a span of its own.
const SHORT: i32 = 6;

impl Sleep {
    pub(super) fn fill_in_stages(&mut self, draw: Draw) {
        self.in_stages = true;
        let mut left = self.in_bed * 60 / STEP;
        let mut from = 0;
        for (place, (level, least, most)) in CYCLE.into_iter().cycle().enumerate() {
            if left == 0 {
                break;
            }
            let question = format!("span {place}");
            // Most cycles pass without waking.
            if level == Level::Wake && place != 0 && !draw.chance(&question, 45) {
                continue;
            }
            let steps = draw.with("steps").between(&question, least, most).min(left);
            self.spans.push(Span {
                level,
                from: from * STEP,
                seconds: steps * STEP,
            });
            if level != Level::Wake && steps > LONG && draw.with("short").chance(&question, 60) {
                let waking = draw.with("waking").between(&question, 1, SHORT);
                let at = from + draw.with("at").between(&question, 1, steps - SHORT - 1);
                self.short.push(Span {
                    level: Level::Wake,
                    from: at * STEP,
                    seconds: waking * STEP,
                });
            }
            from += steps;
            left -= steps;
        }
        self.awake = self.sum(Level::Wake).1;
        self.asleep = self.in_bed - self.awake;
    }
}
