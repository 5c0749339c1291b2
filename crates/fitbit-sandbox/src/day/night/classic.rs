//! The classic form: asleep, restless or awake, minute by minute. Nights in stages have it too, for version 1 and while
//! their stages are not known yet.

use super::{Level, Minute, Sleep, Span};
use crate::draw::Draw;

const MINUTE: i32 = 60;

impl Sleep {
    /// As a person says it: from then to then.
    pub(super) fn fill_by_hand(&mut self) {
        self.spans = vec![Span {
            level: Level::Asleep,
            from: 0,
            seconds: self.in_bed * MINUTE,
        }];
    }

    pub(super) fn fill_classic(&mut self, draw: Draw) {
        self.to_fall_asleep = draw.between("to fall asleep", 0, 11.min(self.in_bed / 6));
        self.after_waking = draw.between("after waking", 0, 3);
        let end = self.in_bed - self.after_waking;
        let mut minutes = Vec::new();
        let mut put = |minute: Minute, count: i32| minutes.extend((0..count).map(|_| minute));
        put(Minute::Awake, self.to_fall_asleep);
        let (mut at, mut place) = (self.to_fall_asleep, 0);
        while at < end {
            let question = format!("run {place}");
            let (minute, least, most) = match place % 2 {
                0 => (Minute::Asleep, 9, 70),
                _ if draw.chance(&question, 25) => (Minute::Awake, 1, 3),
                _ => (Minute::Restless, 1, 4),
            };
            let count = draw
                .with("run")
                .between(&question, least, most)
                .min(end - at);
            put(minute, count);
            at += count;
            place += 1;
        }
        put(Minute::Awake, self.after_waking);
        self.spans = spans(&minutes);
        let asleep = minutes.iter().filter(|minute| **minute == Minute::Asleep);
        self.asleep = i32::try_from(asleep.count()).expect("less than a day");
        self.awake = end - self.to_fall_asleep - self.asleep;
    }

    /// The same sleep in the classic form.
    pub(crate) fn to_classic(&self) -> Self {
        Self {
            in_stages: false,
            spans: spans(&self.minutes()),
            short: Vec::new(),
            ..self.clone()
        }
    }

    /// Minute by minute; as many of them asleep as the sums say.
    pub(crate) fn minutes(&self) -> Vec<Minute> {
        let mut minutes: Vec<Minute> = (0..self.in_bed)
            .map(|minute| self.minute(minute * MINUTE))
            .collect();
        let asleep = usize::try_from(self.asleep).unwrap_or_default();
        let slept = minutes.iter().filter(|minute| **minute == Minute::Asleep);
        let slept = slept.count();
        // A minute of stages is half of this and half of that: what was rounded one way too often is put right.
        let (from, to) = if slept < asleep {
            (Minute::Restless, Minute::Asleep)
        } else {
            (Minute::Asleep, Minute::Restless)
        };
        let mut wrong = slept.abs_diff(asleep);
        for wanted in [from, Minute::Awake] {
            let fitting = minutes.iter_mut().rev().filter(|minute| **minute == wanted);
            for minute in fitting.take(wrong) {
                *minute = to;
                wrong -= 1;
            }
        }
        minutes
    }

    fn minute(&self, from: i32) -> Minute {
        let level = |second| {
            let span = self.spans.iter().find(|span| span.covers(second));
            let short = self.short.iter().any(|span| span.covers(second));
            match span.map_or(Level::Asleep, |span| span.level) {
                Level::Wake | Level::Awake => Minute::Awake,
                Level::Restless => Minute::Restless,
                _ if short => Minute::Restless,
                _ => Minute::Asleep,
            }
        };
        let (first, second) = (level(from), level(from + MINUTE / 2));
        if first == second {
            first
        } else {
            Minute::Restless
        }
    }
}

/// Equal minutes in a row, as one span.
fn spans(minutes: &[Minute]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (from, minute) in (0..).step_by(60).zip(minutes) {
        let level = match minute {
            Minute::Asleep => Level::Asleep,
            Minute::Restless => Level::Restless,
            Minute::Awake => Level::Awake,
        };
        match spans.last_mut() {
            Some(last) if last.level == level => last.seconds += MINUTE,
            _ => spans.push(Span {
                level,
                from,
                seconds: MINUTE,
            }),
        }
    }
    spans
}
