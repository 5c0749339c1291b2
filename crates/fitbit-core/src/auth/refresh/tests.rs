//! Every interleaving of a few processes that refresh one person, with kills, lost answers, failures of the store and
//! leases that end at any moment: a model of the world in which the state machine is tried out exhaustively.
//!
//! The model of store and server is written from what they promise, not with their code. Tokens are numbers: spending
//! number 3 yields number 4.

use std::collections::HashSet;

use super::*;
use crate::auth::store::Lease;

/// What the world allows itself.
#[derive(Clone, Copy)]
struct Rules {
    kills: u8,
    lost_answers: u8,
    store_failures: u8,
    /// The server may stop repeating its answer at any moment, and not only when a new token is used.
    window_may_pass: bool,
    /// The last token that anybody wants.
    last: u8,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    current: u8,
    /// Whether the server still repeats its last answer.
    repeats: bool,
    record: Record,
    processes: Vec<Process>,
    kills: u8,
    lost_answers: u8,
    store_failures: u8,
    /// By token: the fence and the process (with its life) that sent it last.
    sent: Vec<Option<(u64, usize, u8)>>,
    saved: Vec<bool>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Record {
    token: u8,
    given_up: Option<Loss>,
    fence: u64,
    leased: bool,
    marked: bool,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Process {
    life: u8,
    wants: u8,
    machine: Refresh,
    step: Step,
    loaded: u8,
    lease: Option<Lease>,
    issued: Option<u8>,
    /// The token that the answer issues; [`DEAD`] when it issues none.
    on_the_wire: Option<u8>,
}

/// Token 0 was there before; no answer issues it.
const DEAD: u8 = 0;

fn hash(token: u8) -> TokenHash {
    TokenHash::from_bytes([token; 32])
}

impl Process {
    fn new(life: u8, wants: u8) -> Self {
        let (machine, step) = Refresh::start(Urgency::Needed);
        Self {
            life,
            wants,
            machine,
            step,
            loaded: 0,
            lease: None,
            issued: None,
            on_the_wire: None,
        }
    }

    fn take(&mut self, event: Event) {
        self.step = self.machine.next(event);
    }
}

impl World {
    fn new(processes: usize, rules: Rules) -> Self {
        let mut saved = vec![false; 8];
        saved[0] = true;
        Self {
            current: 0,
            repeats: false,
            record: Record {
                token: 0,
                given_up: None,
                fence: 0,
                leased: false,
                marked: false,
            },
            processes: (0..processes).map(|_| Process::new(0, 1)).collect(),
            kills: rules.kills,
            lost_answers: rules.lost_answers,
            store_failures: rules.store_failures,
            sent: vec![None; 8],
            saved,
        }
    }

    /// Every world that one step makes of this one.
    fn successors(&self, rules: Rules) -> Vec<World> {
        let mut all = Vec::new();
        for which in 0..self.processes.len() {
            self.steps_of(which, rules, &mut all);
            if self.kills > 0 {
                let mut next = self.clone();
                next.kills -= 1;
                let dead = &self.processes[which];
                next.processes[which] = Process::new(dead.life + 1, dead.wants);
                all.push(next);
            }
        }
        if self.record.leased {
            let mut next = self.clone();
            next.record.leased = false;
            all.push(next);
        }
        if rules.window_may_pass && self.repeats {
            let mut next = self.clone();
            next.repeats = false;
            all.push(next);
        }
        all
    }

    fn steps_of(&self, which: usize, rules: Rules, all: &mut Vec<World>) {
        let process = &self.processes[which];
        let touches_store = matches!(
            process.step,
            Step::Load | Step::Begin(_) | Step::Save | Step::GiveUp(_) | Step::Abandon(_)
        );
        if touches_store {
            // Waiting for a lease is one look: more of the same is the same.
            let waits = matches!(process.step, Step::Begin(_))
                && self.record.leased
                && process.machine.polls > 0;
            if !waits {
                let mut next = self.clone();
                let event = next.ask_store(which);
                next.processes[which].take(event);
                all.push(next);
            }
            if self.store_failures > 0 {
                for took_effect in [false, true] {
                    let mut next = self.clone();
                    next.store_failures -= 1;
                    if took_effect {
                        let lease = next.processes[which].lease;
                        let _ = next.ask_store(which);
                        next.processes[which].lease = lease;
                    }
                    next.processes[which].take(Event::StoreFailed);
                    all.push(next);
                }
            }
            return;
        }
        let mut next = self.clone();
        match process.step {
            Step::Send => match process.on_the_wire {
                None => {
                    next.request_arrives(which);
                    all.push(next);
                    if self.lost_answers > 0 {
                        let mut next = self.clone();
                        next.lost_answers -= 1;
                        next.note_sent(which);
                        next.processes[which].take(Event::Answered(Answer::Lost));
                        all.push(next);
                    }
                }
                Some(answer) => {
                    let process = &mut next.processes[which];
                    process.on_the_wire = None;
                    if answer == DEAD {
                        process.take(Event::Answered(Answer::Dead));
                    } else {
                        process.issued = Some(answer);
                        process.take(Event::Answered(Answer::Issued));
                    }
                    all.push(next);
                    if self.lost_answers > 0 {
                        let mut next = self.clone();
                        next.lost_answers -= 1;
                        next.processes[which].on_the_wire = None;
                        next.processes[which].take(Event::Answered(Answer::Lost));
                        all.push(next);
                    }
                }
            },
            Step::Pause(_) => {
                next.processes[which].take(Event::Paused);
                all.push(next);
            }
            Step::Done(end) if next.finish(which, end, rules) => all.push(next),
            _ => {}
        }
    }

    fn ask_store(&mut self, which: usize) -> Event {
        let process = &mut self.processes[which];
        let record = &mut self.record;
        match process.step {
            Step::Load => {
                if record.given_up.is_some() {
                    return Event::Loaded(Seen::NeedsConsent);
                }
                process.loaded = record.token;
                Event::Loaded(if record.token >= process.wants {
                    Seen::Serves
                } else {
                    Seen::Due(hash(record.token))
                })
            }
            Step::Begin(spends) => Event::Began(
                if record.given_up.is_some() || spends != hash(record.token) {
                    Begun::Moved
                } else if record.leased {
                    Begun::Busy
                } else {
                    record.fence += 1;
                    record.leased = true;
                    let lease = Lease::new(record.fence, spends);
                    let lease = if record.marked {
                        lease.with_mark_found(Duration::ZERO)
                    } else {
                        lease
                    };
                    record.marked = true;
                    process.lease = Some(lease);
                    Begun::Leased(lease)
                },
            ),
            Step::Save => {
                let (lease, issued) = (process.lease.unwrap(), process.issued.unwrap());
                let about = lease.spends() == hash(record.token);
                if about
                    && (record.fence == lease.fence()
                        || !record.leased
                        || record.given_up.is_some())
                {
                    *record = Record {
                        token: issued,
                        given_up: None,
                        leased: false,
                        marked: false,
                        ..*record
                    };
                    self.saved[usize::from(issued)] = true;
                    Event::Saved(Swap::Swapped)
                } else {
                    Event::Saved(Swap::Superseded)
                }
            }
            Step::GiveUp(loss) => {
                let lease = process.lease.unwrap();
                if lease.spends() == hash(record.token)
                    && record.fence == lease.fence()
                    && record.given_up.is_none()
                {
                    *record = Record {
                        given_up: Some(loss),
                        leased: false,
                        marked: false,
                        ..*record
                    };
                    Event::GaveUp(Swap::Swapped)
                } else {
                    Event::GaveUp(Swap::Superseded)
                }
            }
            Step::Abandon(mark) => {
                let lease = process.lease.unwrap();
                if lease.spends() == hash(record.token) && record.fence == lease.fence() {
                    record.leased = false;
                    record.marked &= mark == Mark::Stays;
                }
                Event::Abandoned
            }
            _ => unreachable!("no step of the store"),
        }
    }

    /// Who sends a token, and by which right.
    fn note_sent(&mut self, which: usize) {
        let process = &self.processes[which];
        let lease = process.lease.expect("nothing is sent without a lease");
        let sender = (lease.fence(), which, process.life);
        let earlier = &mut self.sent[usize::from(process.loaded)];
        if let Some((fence, other, life)) = *earlier {
            if fence == lease.fence() {
                assert_eq!(
                    (other, life),
                    (which, process.life),
                    "two holders of one lease"
                );
            }
            // One whose lease ended under it, between its look at the clock and the request, can send late. What it
            // sends is what the later holder, who found the mark, sends as well.
            if fence > lease.fence() {
                return;
            }
            if fence < lease.fence() {
                assert!(
                    lease.mark_found().is_some(),
                    "a token was sent again by one who found no mark"
                );
            }
        }
        *earlier = Some(sender);
    }

    fn request_arrives(&mut self, which: usize) {
        self.note_sent(which);
        let spent = self.processes[which].loaded;
        if spent == self.current {
            self.current += 1;
            self.repeats = true;
        }
        let repeats = spent + 1 == self.current && self.repeats;
        let answer = if repeats { self.current } else { DEAD };
        self.processes[which].on_the_wire = Some(answer);
    }

    /// A process that has its token uses it, and goes on to want the next one.
    fn finish(&mut self, which: usize, end: End, rules: Rules) -> bool {
        let process = &mut self.processes[which];
        let token = match end {
            End::Loaded => process.loaded,
            End::Issued => process.issued.unwrap(),
            End::Failed(_) => return false,
        };
        assert!(
            self.saved[usize::from(token)],
            "a token was used before it was saved"
        );
        if token == self.current {
            self.repeats = false;
        }
        if token >= rules.last {
            return false;
        }
        *process = Process::new(process.life, token + 1);
        true
    }

    fn check(&self, rules: Rules) {
        assert_ne!(
            self.record.given_up,
            Some(Loss::Refused),
            "the loss of an answer was reported as a refusal"
        );
        if !rules.window_may_pass {
            assert_eq!(self.record.given_up, None, "a person was given up");
            let behind = self.current - self.record.token;
            assert!(
                behind == 0 || (behind == 1 && self.repeats),
                "a person is lost: nothing can heal it"
            );
        }
    }
}

/// Walks through every world that can come; how many there are, and how processes ended.
fn explore(processes: usize, rules: Rules) -> (usize, HashSet<End>) {
    let mut seen = HashSet::new();
    let mut ends = HashSet::new();
    let mut open = vec![World::new(processes, rules)];
    seen.insert(open[0].clone());
    while let Some(world) = open.pop() {
        world.check(rules);
        ends.extend(
            world
                .processes
                .iter()
                .filter_map(|process| match process.step {
                    Step::Done(end) => Some(end),
                    _ => None,
                }),
        );
        for next in world.successors(rules) {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    (seen.len(), ends)
}

const RULES: Rules = Rules {
    kills: 0,
    lost_answers: 0,
    store_failures: 0,
    window_may_pass: false,
    last: 1,
};

#[test]
fn two_processes_with_kills_and_lost_answers_lose_nobody() {
    let (worlds, ends) = explore(
        2,
        Rules {
            kills: 1,
            lost_answers: 1,
            ..RULES
        },
    );
    assert!(worlds > 10_000, "{worlds}");
    assert!(ends.contains(&End::Issued) && ends.contains(&End::Loaded));
}

#[test]
fn two_processes_with_a_store_that_fails_lose_nobody() {
    let (worlds, ends) = explore(
        2,
        Rules {
            kills: 1,
            store_failures: 1,
            ..RULES
        },
    );
    assert!(worlds > 10_000, "{worlds}");
    assert!(ends.contains(&End::Issued) && ends.contains(&End::Failed(Failure::Store)));
}

#[test]
fn three_processes_lose_nobody() {
    let (worlds, ends) = explore(3, RULES);
    assert!(worlds > 10_000, "{worlds}");
    assert!(ends.contains(&End::Issued) && ends.contains(&End::Loaded));
}

#[test]
fn a_chain_of_refreshes_loses_nobody() {
    let (worlds, _) = explore(
        2,
        Rules {
            kills: 1,
            last: 2,
            ..RULES
        },
    );
    assert!(worlds > 10_000, "{worlds}");
}

#[test]
fn after_the_window_a_lost_answer_is_reported_as_one_and_never_as_a_refusal() {
    let rules = Rules {
        kills: 1,
        lost_answers: 1,
        window_may_pass: true,
        ..RULES
    };
    let (worlds, ends) = explore(2, rules);
    assert!(worlds > 10_000, "{worlds}");
    assert!(
        ends.contains(&End::Failed(Failure::NeedsConsent)),
        "this world can lose a person"
    );
}

proptest::proptest! {
    #[test]
    fn a_refresh_comes_to_an_end_whatever_it_is_told(
        events in proptest::collection::vec(any_event(), 400),
        needed in proptest::prelude::any::<bool>(),
    ) {
        let urgency = if needed { Urgency::Needed } else { Urgency::Ahead };
        let (mut machine, mut step) = Refresh::start(urgency);
        let mut asked = 0;
        for event in events {
            if matches!(step, Step::Done(_)) {
                break;
            }
            // Only events that answer the step: anything else ends it at once.
            if answers(step, event) {
                step = machine.next(event);
                asked += 1;
            } else if matches!(step, Step::Pause(_)) {
                step = machine.next(Event::Paused);
            }
        }
        proptest::prop_assert!(asked <= 400);
        // With the answer that keeps it busy longest it ends as well.
        for _ in 0..400 {
            step = match step {
                Step::Done(_) => break,
                Step::Load => machine.next(Event::Loaded(Seen::Due(hash(0)))),
                Step::Begin(_) => machine.next(Event::Began(Begun::Busy)),
                Step::Send => machine.next(Event::Answered(Answer::Lost)),
                Step::Save => machine.next(Event::Saved(Swap::Superseded)),
                Step::GiveUp(_) => machine.next(Event::GaveUp(Swap::Superseded)),
                Step::Abandon(_) => machine.next(Event::Abandoned),
                Step::Pause(_) => machine.next(Event::Paused),
            };
        }
        proptest::prop_assert!(matches!(step, Step::Done(_)));
    }
}

fn answers(step: Step, event: Event) -> bool {
    matches!(
        (step, event),
        (Step::Load, Event::Loaded(_))
            | (Step::Begin(_), Event::Began(_))
            | (Step::Send, Event::Answered(_) | Event::LeaseOver)
            | (Step::Save, Event::Saved(_))
            | (Step::GiveUp(_), Event::GaveUp(_))
            | (Step::Abandon(_), Event::Abandoned)
            | (Step::Pause(_), Event::Paused)
            | (
                Step::Load | Step::Begin(_) | Step::Save | Step::GiveUp(_) | Step::Abandon(_),
                Event::StoreFailed
            )
    )
}

fn any_event() -> impl proptest::strategy::Strategy<Value = Event> {
    let lease = Lease::new(1, hash(0));
    proptest::sample::select(vec![
        Event::Loaded(Seen::Serves),
        Event::Loaded(Seen::Due(hash(0))),
        Event::Loaded(Seen::Due(hash(1))),
        Event::Loaded(Seen::NeedsConsent),
        Event::Loaded(Seen::Absent),
        Event::Began(Begun::Leased(lease)),
        Event::Began(Begun::Busy),
        Event::Began(Begun::Moved),
        Event::Answered(Answer::Issued),
        Event::Answered(Answer::Dead),
        Event::Answered(Answer::Conflict),
        Event::Answered(Answer::Lost),
        Event::Answered(Answer::Unsent),
        Event::Answered(Answer::Refused),
        Event::LeaseOver,
        Event::Saved(Swap::Swapped),
        Event::Saved(Swap::Superseded),
        Event::GaveUp(Swap::Swapped),
        Event::GaveUp(Swap::Superseded),
        Event::Abandoned,
        Event::StoreFailed,
    ])
}

#[test]
fn a_refused_token_is_followed_by_another_look_at_the_record() {
    for answer in [Answer::Dead, Answer::Conflict] {
        let (mut machine, _) = Refresh::start(Urgency::Needed);
        machine.next(Event::Loaded(Seen::Due(hash(0))));
        let lease = Lease::new(1, hash(0));
        assert_eq!(machine.next(Event::Began(Begun::Leased(lease))), Step::Send);
        assert_eq!(machine.next(Event::Answered(answer)), Step::Load);
    }
}
