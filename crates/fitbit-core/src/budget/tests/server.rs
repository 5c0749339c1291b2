//! The count against a server that has windows of its own: never more than the limit in any of them, whatever the
//! interleaving, the headers and the clock.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const LENGTH: i64 = 60_000;
const MARGIN: i64 = 10_000;
const LIMIT: u32 = 6;
/// No call lasts longer: half a window.
const LONGEST_CALL: i64 = LENGTH / 2;
const START: i64 = 1_800_000_000_000;

/// What the headers of an answer are like.
#[derive(Debug, Clone, Copy)]
enum Headers {
    Absent,
    Honest {
        floor: bool,
        lag: u32,
    },
    Absurd(u8),
    /// The honest reset with a nonsensical rest.
    Crooked(u8),
    /// An end earlier than the one that was announced.
    Hasty(u16),
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Take(Priority, u32),
    Send(usize),
    Arrive(usize),
    Respond(usize, Headers),
    Finish(usize),
    Drop(usize),
    Pass(i64),
    /// Sets the wall clock to so much off the true time.
    Set(i64),
    Sweep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Held,
    Sent,
    Arrived,
    Responded(RateLimit),
}

#[derive(Debug, Clone, Copy)]
struct Call {
    window: WindowNumber,
    granted: i64,
    sent: Timestamp,
    stage: Stage,
}

/// The server's clock is the true time; its windows begin `phase` after the minute.
struct World {
    settings: BudgetSettings,
    ledger: Ledger,
    now: i64,
    off: i64,
    phase: i64,
    counts: HashMap<i64, u32>,
    calls: Vec<Call>,
    /// Whether every answer tells the reset, as it must where nobody could guess the phase.
    always_tells: bool,
}

impl World {
    fn new(phase: i64, always_tells: bool) -> Self {
        let settings = BudgetSettings::new(LIMIT, millis(LENGTH))
            .and_then(|settings| settings.with_margin(millis(MARGIN)))
            .and_then(|settings| settings.with_reserve(Priority::Interactive, 1))
            .unwrap();
        let now = START + 20_000;
        Self {
            settings,
            ledger: Ledger::new(Timestamp::from_millisecond(now).unwrap(), &settings),
            now,
            off: 0,
            phase,
            counts: HashMap::new(),
            calls: Vec::new(),
            always_tells,
        }
    }

    fn wall(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now + self.off).unwrap()
    }

    fn window(&self) -> i64 {
        (self.now - self.phase).div_euclid(LENGTH)
    }

    fn run(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Take(priority, up_to) => {
                let now = self.wall();
                match self.ledger.take(now, &self.settings, priority, up_to) {
                    Verdict::Granted(grant) => {
                        prop_assert!(grant.calls >= 1 && grant.calls <= up_to);
                        self.calls.extend((0..grant.calls).map(|_| Call {
                            window: grant.window,
                            granted: self.now,
                            sent: now,
                            stage: Stage::Held,
                        }));
                    }
                    Verdict::Later(wait) => {
                        prop_assert!(wait <= millis(LENGTH + 4 * MARGIN), "{wait:?}");
                    }
                }
            }
            Step::Send(index) => {
                let now = self.wall();
                if let Some(call) = pick(&mut self.calls, index, |stage| stage == Stage::Held) {
                    call.sent = now;
                    call.stage = Stage::Sent;
                }
            }
            Step::Arrive(index) => {
                if let Some(call) = pick(&mut self.calls, index, |stage| stage == Stage::Sent) {
                    call.stage = Stage::Arrived;
                    self.count()?;
                }
            }
            Step::Respond(index, headers) => {
                let rate = self.headers(headers);
                let arrived = |stage| stage == Stage::Arrived;
                if let Some(call) = pick(&mut self.calls, index, arrived) {
                    call.stage = Stage::Responded(rate);
                }
            }
            Step::Finish(index) => {
                let ready = |stage: Stage| matches!(stage, Stage::Responded(_));
                if let Some(call) = pick(&mut self.calls, index, ready).copied() {
                    let index = self
                        .calls
                        .iter()
                        .position(|other| other.stage == call.stage);
                    let call = self.calls.swap_remove(index.unwrap());
                    let Stage::Responded(rate) = call.stage else {
                        unreachable!("it was picked so");
                    };
                    let took = self.wall().duration_since(call.sent);
                    let outcome = Outcome::Answered {
                        rate,
                        status: StatusCode::OK,
                        took: took.try_into().unwrap_or_default(),
                    };
                    self.settle(call.window, outcome);
                }
            }
            Step::Drop(index) => {
                if !self.calls.is_empty() {
                    let index = index % self.calls.len();
                    self.end(index)?;
                }
            }
            Step::Pass(time) => {
                self.now += time;
                while let Some(index) = self.too_old() {
                    // It ended while the time passed and not after it.
                    let ended = self.calls[index].granted + LONGEST_CALL;
                    let now = std::mem::replace(&mut self.now, ended);
                    self.end(index)?;
                    self.now = now;
                }
            }
            Step::Set(off) => self.off = off,
            Step::Sweep => {
                let now = self.wall();
                if self.ledger.is_over(now, &self.settings) {
                    self.ledger = Ledger::new(now, &self.settings);
                }
            }
        }
        Ok(())
    }

    fn too_old(&self) -> Option<usize> {
        let old = |call: &&Call| self.now - call.granted > LONGEST_CALL;
        let oldest = self
            .calls
            .iter()
            .filter(old)
            .map(|call| call.granted)
            .min()?;
        self.calls.iter().position(|call| call.granted == oldest)
    }

    /// Ends a call wherever it is: given back, lost, or answered where answers must tell.
    fn end(&mut self, index: usize) -> Result<(), TestCaseError> {
        let call = self.calls.swap_remove(index);
        if call.stage == Stage::Sent {
            self.count()?;
        }
        let outcome = match call.stage {
            Stage::Held => Outcome::Unsent,
            Stage::Responded(rate) if self.always_tells => self.answer(call, rate),
            _ if self.always_tells => {
                let rate = self.headers(Headers::Honest {
                    floor: true,
                    lag: 0,
                });
                self.answer(call, rate)
            }
            _ => Outcome::Lost,
        };
        self.settle(call.window, outcome);
        Ok(())
    }

    fn answer(&self, call: Call, rate: RateLimit) -> Outcome {
        let took = self.wall().duration_since(call.sent);
        Outcome::Answered {
            rate,
            status: StatusCode::OK,
            took: took.try_into().unwrap_or_default(),
        }
    }

    fn settle(&mut self, window: WindowNumber, outcome: Outcome) {
        let now = self.wall();
        let settlement = Settlement::new(window, outcome);
        self.ledger.settle(now, &self.settings, &settlement);
    }

    fn count(&mut self) -> Result<(), TestCaseError> {
        let count = self.counts.entry(self.window()).or_default();
        *count += 1;
        prop_assert!(*count <= LIMIT, "over the limit");
        Ok(())
    }

    fn headers(&self, headers: Headers) -> RateLimit {
        let spent = self.counts.get(&self.window()).copied().unwrap_or(0);
        let ends = (self.window() + 1) * LENGTH + self.phase;
        let honest = |floor: bool, lag: u32| {
            let left = ends - self.now;
            let seconds = if floor {
                left / 1000
            } else {
                (left + 999) / 1000
            };
            let remaining = (LIMIT - spent + lag).min(LIMIT);
            rate(LIMIT, remaining, u64::try_from(seconds).unwrap())
        };
        let absurd = |kind: u8| match kind % 4 {
            0 => rate(1_000_000, 900_000, 86_400),
            1 => rate(LIMIT, LIMIT + 1, 90),
            2 => rate(0, 3, 100),
            _ => rate(LIMIT * 10, LIMIT * 10, 3_000),
        };
        match headers {
            Headers::Absent if !self.always_tells => RateLimit::default(),
            Headers::Absurd(kind) if !self.always_tells => absurd(kind),
            Headers::Honest { floor, lag } => honest(floor, lag),
            Headers::Crooked(kind) => RateLimit {
                reset: honest(true, 0).reset,
                ..absurd(kind)
            },
            Headers::Hasty(part) => self.hasty(part).unwrap_or_else(|| honest(true, 0)),
            Headers::Absent | Headers::Absurd(_) => honest(false, 9),
        }
    }

    /// An end between now and the one that the ledger has been told, if it has been told one.
    fn hasty(&self, part: u16) -> Option<RateLimit> {
        let ledger = serde_json::to_value(&self.ledger).unwrap();
        let ends = ledger["ends"].as_i64()?;
        let now = self.now + self.off;
        let from = (ends - LENGTH + MARGIN + LONGEST_CALL).max(now);
        let to = ends - 2 * MARGIN - LONGEST_CALL;
        let told = ledger["announced"].as_bool()? && !self.always_tells && from < to;
        let end = from + (to - from).max(0) * i64::from(part) / i64::from(u16::MAX);
        let reset = u64::try_from((end - now) / 1000).ok()?;
        told.then(|| rate(LIMIT, LIMIT, reset))
    }
}

fn pick(calls: &mut [Call], index: usize, fits: impl Fn(Stage) -> bool) -> Option<&mut Call> {
    let mut fitting: Vec<&mut Call> = calls.iter_mut().filter(|call| fits(call.stage)).collect();
    (!fitting.is_empty()).then(|| fitting.swap_remove(index % fitting.len()))
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap())
}

fn headers() -> impl Strategy<Value = Headers> {
    prop_oneof![
        2 => Just(Headers::Absent),
        4 => (any::<bool>(), 0..4_u32).prop_map(|(floor, lag)| Headers::Honest { floor, lag }),
        1 => any::<u8>().prop_map(Headers::Absurd),
        1 => any::<u8>().prop_map(Headers::Crooked),
        1 => any::<u16>().prop_map(Headers::Hasty),
    ]
}

fn step(off: impl Strategy<Value = i64> + 'static) -> impl Strategy<Value = Step> {
    let priority = prop_oneof![
        3 => Just(Priority::Interactive),
        1 => Just(Priority::Webhook),
        2 => Just(Priority::Backfill)
    ];
    prop_oneof![
        6 => (priority, 1..4_u32).prop_map(|(priority, up_to)| Step::Take(priority, up_to)),
        6 => any::<usize>().prop_map(Step::Send),
        6 => any::<usize>().prop_map(Step::Arrive),
        5 => (any::<usize>(), headers()).prop_map(|(index, headers)| Step::Respond(index, headers)),
        5 => any::<usize>().prop_map(Step::Finish),
        2 => any::<usize>().prop_map(Step::Drop),
        6 => prop_oneof![0..3_000_i64, 0..15_000_i64, 0..70_000_i64].prop_map(Step::Pass),
        1 => off.prop_map(Step::Set),
        1 => Just(Step::Sweep),
    ]
}

/// Whatever happened, once all calls have ended there is a grant after a bounded wait.
fn goes_on(world: &mut World) -> Result<(), TestCaseError> {
    while !world.calls.is_empty() {
        world.end(0)?;
    }
    for _ in 0..5 {
        let now = world.wall();
        match world
            .ledger
            .take(now, &world.settings, Priority::Backfill, 1)
        {
            Verdict::Granted(_) => return Ok(()),
            Verdict::Later(wait) => world.now += i64::try_from(wait.as_millis()).unwrap(),
        }
    }
    Err(TestCaseError::fail("it never opens again"))
}

proptest! {
    /// Windows of the clock; headers of any kind or none; our clock runs up to four seconds off, and jumps in between.
    #[test]
    fn never_over_the_limit_whatever_the_headers_say(
        steps in prop::collection::vec(step(-4_000..=4_000_i64), 1..150),
    ) {
        let mut world = World::new(0, false);
        for step in steps {
            world.run(step)?;
        }
        goes_on(&mut world)?;
    }

    /// Windows of any phase, which the headers tell; our clock is set back by any time, again and again.
    #[test]
    fn never_over_the_limit_in_windows_that_headers_tell_however_the_clock_is_set_back(
        phase in 0..LENGTH,
        steps in prop::collection::vec(step(0..3 * LENGTH), 1..150),
    ) {
        let mut world = World::new(phase, true);
        for step in steps {
            let step = match step {
                // Only back, and not by what looks exactly like a window.
                Step::Set(by) if (LENGTH * 4 / 5..LENGTH * 6 / 5).contains(&by) => continue,
                Step::Set(by) => Step::Set(world.off - by),
                Step::Sweep => continue,
                step => step,
            };
            world.run(step)?;
        }
        goes_on(&mut world)?;
    }
}
