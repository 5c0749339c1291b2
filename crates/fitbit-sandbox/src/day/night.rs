//! Sleep: nights in stages, nights and naps in the classic form. Its sums always add up: time in bed is the time to fall
//! asleep, the time asleep, the time awake in between and the time after waking up.

mod classic;
mod stages;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan, Zoned};

use super::{Life, day_of_id, log_id, written_id};
use crate::draw::{Draw, whole};
use crate::kept::Entry;
use crate::motion::rest::{self, Night};
use crate::person::Feature;

/// How long after waking a device has told of it.
const TOLD_AFTER: SignedDuration = SignedDuration::from_mins(20);

/// Minutes that make a night, and minutes that stages can be told from.
const SHORTEST_NIGHT: i32 = 60;
const SHORTEST_STAGES: i32 = 180;

/// Days before the opening at which entries have lost what later ones have.
const OLD: i32 = 600;

const LOG_IDS: i64 = 4_100_000_000_000_000_000;

/// One sleep.
#[derive(Clone, Debug)]
pub(crate) struct Sleep {
    pub(crate) log_id: i64,
    /// The day that it ended on.
    pub(crate) date: Date,
    pub(crate) started: Zoned,
    pub(crate) in_bed: i32,
    pub(crate) asleep: i32,
    pub(crate) awake: i32,
    pub(crate) to_fall_asleep: i32,
    pub(crate) after_waking: i32,
    pub(crate) kind: Kind,
    pub(crate) is_old: bool,
    /// 0 enough data, 1 too little heart rate, 2 too short.
    pub(crate) info_code: i32,
    /// In the form by stages, and not in the classic one.
    pub(crate) in_stages: bool,
    /// One after the other, from the start to the end; of some short naps nobody knows them.
    pub(crate) spans: Vec<Span>,
    /// Waking of up to three minutes, within the spans.
    pub(crate) short: Vec<Span>,
}

/// What a sleep is, and how it came into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Night,
    /// A night that the person entered.
    ByHand,
    Nap,
    /// What the person entered beside a night.
    NapByHand,
}

/// So much time in one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) level: Level,
    /// Seconds after the start of the sleep.
    pub(crate) from: i32,
    pub(crate) seconds: i32,
}

/// How deep it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Deep,
    Light,
    Rem,
    Wake,
    Asleep,
    Restless,
    Awake,
}

/// A minute in the form of version 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Minute {
    Asleep,
    Restless,
    Awake,
}

impl Life<'_> {
    /// The sleep that ended on a day and is known by now, in its order. Of several nights the first one is the main sleep.
    pub(crate) fn sleeps(&self, day: Date) -> Vec<Sleep> {
        let kept = self.world.kept(self.person);
        let mut sleeps = kept.sleeps.of_day(day, self.invented_sleeps(day));
        let mut has_main = false;
        for sleep in &mut sleeps {
            if sleep.kind == Kind::ByHand && has_main {
                sleep.kind = Kind::NapByHand;
            }
            has_main |= sleep.is_main();
        }
        sleeps.sort_by_key(|sleep| sleep.started.timestamp());
        sleeps
    }

    /// The day that an entry of this id is of.
    pub(crate) fn day_of_sleep(&self, id: i64) -> Option<Date> {
        let day = day_of_id(LOG_IDS, id)?;
        let is_there = self.sleeps(day).iter().any(|sleep| sleep.log_id == id);
        is_there.then_some(day)
    }

    /// Whether there was an entry of this id before any call.
    pub(crate) fn has_invented_sleep(&self, id: i64) -> bool {
        let sleeps = day_of_id(LOG_IDS, id).map(|day| self.invented_sleeps(day));
        sleeps.is_some_and(|sleeps| sleeps.iter().any(|sleep| sleep.log_id == id))
    }

    /// A sleep that the person enters: so many minutes from a time of a day on. None at the ends of the calendar.
    pub(crate) fn sleep_by_hand(&self, started: DateTime, minutes: i32) -> Option<Sleep> {
        let started = started.to_zoned(self.person.zone()).ok()?;
        let ended = started.saturating_add(SignedDuration::from_mins(minutes.into()));
        let date = ended.date();
        let mut sleep = Sleep {
            log_id: written_id(LOG_IDS, date, self.world.new_number()),
            date,
            started,
            in_bed: minutes,
            asleep: minutes,
            awake: 0,
            to_fall_asleep: 0,
            after_waking: 0,
            kind: Kind::ByHand,
            is_old: false,
            info_code: 0,
            in_stages: false,
            spans: Vec::new(),
            short: Vec::new(),
        };
        sleep.fill_by_hand();
        Some(sleep)
    }

    fn invented_sleeps(&self, day: Date) -> Vec<Sleep> {
        let Some(draw) = self.draw(day, "sleep").filter(|_| self.wears_device()) else {
            return Vec::new();
        };
        let mut sleeps = Vec::new();
        // A night that the service is working on was recorded.
        if self.person.has(Feature::PendingNight) || !draw.chance("not worn", 4) {
            sleeps.extend(self.night(day, draw.with("night")));
        }
        if let Some(nap) = rest::nap(self.world, self.person, day) {
            sleeps.extend(self.nap(day, nap, draw.with("nap")));
        }
        let kept = self.world.kept(self.person);
        let heard = kept.heard.until(day, self.now);
        sleeps.retain(|sleep| sleep.ended().saturating_add(TOLD_AFTER).timestamp() <= heard);
        sleeps
    }

    /// Whether the service is still at work on the stages of that night.
    pub(crate) fn is_pending(&self, sleep: &Sleep) -> bool {
        self.person.has(Feature::PendingNight)
            && sleep.kind == Kind::Night
            && sleep.date == self.today()
    }

    fn night(&self, day: Date, draw: Draw) -> Option<Sleep> {
        let Night { start, minutes, .. } = rest::night(self.world, self.person, day, draw);
        if minutes < SHORTEST_NIGHT {
            return None;
        }
        let is_manual = draw.chance("by hand", 3);
        let too_little_heart = draw.chance("loose strap", 9);
        let mut sleep = self.empty(day, draw, start, minutes, 0)?;
        sleep.kind = if is_manual { Kind::ByHand } else { Kind::Night };
        sleep.info_code = match minutes {
            _ if is_manual => 0,
            ..SHORTEST_STAGES => 2,
            _ => i32::from(too_little_heart),
        };
        if is_manual {
            sleep.fill_by_hand();
        } else if sleep.info_code != 0 {
            sleep.fill_classic(draw);
        } else {
            sleep.fill_in_stages(draw);
        }
        Some(sleep)
    }

    fn nap(&self, day: Date, nap: Night, draw: Draw) -> Option<Sleep> {
        let mut sleep = self.empty(day, draw, nap.start, nap.minutes, 1)?;
        sleep.info_code = 2;
        sleep.fill_classic(draw);
        if nap.minutes < 50 {
            sleep.spans.clear();
        }
        Some(sleep)
    }

    /// From so many minutes after the midnight that the day began with.
    fn empty(&self, day: Date, draw: Draw, start: i32, in_bed: i32, place: i32) -> Option<Sleep> {
        let half = if draw.chance("half minute", 50) {
            30
        } else {
            0
        };
        let start =
            DateTime::from(day).saturating_add(start.minutes().seconds(half * start.signum()));
        Some(Sleep {
            log_id: log_id(LOG_IDS, day, place, draw),
            date: day,
            started: start.to_zoned(self.person.zone()).ok()?,
            in_bed,
            asleep: in_bed,
            awake: 0,
            to_fall_asleep: 0,
            after_waking: 0,
            kind: Kind::Nap,
            is_old: self.days_ago(day) >= OLD,
            info_code: 0,
            in_stages: false,
            spans: Vec::new(),
            short: Vec::new(),
        })
    }
}

impl Sleep {
    /// Whether it is no nap.
    pub(crate) fn is_main(&self) -> bool {
        matches!(self.kind, Kind::Night | Kind::ByHand)
    }

    /// Whether a person entered it.
    pub(crate) fn is_by_hand(&self) -> bool {
        matches!(self.kind, Kind::ByHand | Kind::NapByHand)
    }

    /// So many seconds after the start.
    pub(crate) fn at(&self, seconds: i32) -> Zoned {
        self.started
            .saturating_add(SignedDuration::from_secs(seconds.into()))
    }

    pub(crate) fn ended(&self) -> Zoned {
        self.at(self.in_bed * 60)
    }

    /// The time asleep, in percent of that between falling asleep and waking up.
    pub(crate) fn efficiency(&self) -> i32 {
        let between = self.in_bed - self.to_fall_asleep - self.after_waking;
        whole(100.0 * f64::from(self.asleep) / f64::from(between.max(1)))
    }

    /// How often there is a level, and how many minutes it makes. All minutes together are those in bed.
    pub(crate) fn sum(&self, level: Level) -> (usize, i32) {
        let spans = self.spans.iter().chain(&self.short);
        let count = spans.filter(|span| span.level == level).count();
        let rounded = |level| self.seconds(level) / 60;
        let minutes = match level {
            // Waking takes what rounding leaves.
            Level::Wake => [Level::Deep, Level::Light, Level::Rem]
                .into_iter()
                .fold(self.in_bed, |rest, level| rest - rounded(level)),
            level => rounded(level),
        };
        (count, minutes)
    }

    /// The seconds of a level, without the waking in between.
    fn seconds(&self, level: Level) -> i32 {
        let of_level = self.spans.iter().filter(|span| span.level == level);
        of_level
            .map(|span| {
                let within = self.short.iter().filter(|short| span.covers(short.from));
                span.seconds - within.map(|short| short.seconds).sum::<i32>()
            })
            .sum()
    }
}

impl Entry for Sleep {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.date)
    }
}

impl Span {
    fn covers(&self, second: i32) -> bool {
        (self.from..self.from + self.seconds).contains(&second)
    }
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deep => "deep",
            Self::Light => "light",
            Self::Rem => "rem",
            Self::Wake => "wake",
            Self::Asleep => "asleep",
            Self::Restless => "restless",
            Self::Awake => "awake",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::person::OPEN;
    use crate::world::World;

    #[test]
    fn the_minutes_of_every_sleep_add_up_in_both_forms() {
        let world = World::of_cast();
        let place = world.place(OPEN).unwrap();
        let life = Life {
            world: &world,
            person: &world.people[place],
            now: Clock::STANDSTILL,
        };
        let (mut in_stages, mut classic) = (0, 0);
        for ago in 0..730 {
            for sleep in life.sleeps(life.today().saturating_sub(ago.days())) {
                let parts = sleep.to_fall_asleep + sleep.asleep + sleep.awake + sleep.after_waking;
                assert_eq!(sleep.in_bed, parts);
                let minutes = sleep.minutes();
                let of = |wanted| minutes.iter().filter(|minute| **minute == wanted).count();
                assert_eq!(minutes.len(), usize::try_from(sleep.in_bed).unwrap());
                assert_eq!(of(Minute::Asleep), usize::try_from(sleep.asleep).unwrap());
                if sleep.spans.is_empty() {
                    continue;
                }
                let seconds: i32 = sleep.spans.iter().map(|span| span.seconds).sum();
                assert_eq!(seconds, sleep.in_bed * 60);
                let levels = if sleep.in_stages {
                    in_stages += 1;
                    vec![Level::Deep, Level::Light, Level::Rem, Level::Wake]
                } else {
                    classic += 1;
                    vec![Level::Asleep, Level::Restless, Level::Awake]
                };
                let sum: i32 = levels.iter().map(|level| sleep.sum(*level).1).sum();
                assert_eq!(sum, sleep.in_bed);
            }
        }
        assert!(in_stages > 400 && classic > 50, "{in_stages} {classic}");
    }
}
