//! Judges a run by three witnesses that do not know of each other: the service's history of tokens, the records of the
//! processes, and the store at the end. It uses nothing of the code that it judges.
//!
//! The leases of a person, in the order of their numbers, fall into groups that spend the same token. The tokens of a
//! person follow each other and none is sent without a lease, so the first group is about the first token that the
//! service knows, and so on.

use std::collections::{BTreeMap, BTreeSet};

use fitbit_core::auth::{Loss, timing};
use fitbit_sandbox::{TokenEvent, TokenEventKind};
use fitbit_tests::record::{End, Entry};

use crate::cuts::Cuts;

/// What is to be judged.
pub(crate) struct Case {
    /// What the service saw, by person.
    pub(crate) history: BTreeMap<String, Vec<TokenEvent>>,
    /// What each process recorded.
    pub(crate) records: BTreeMap<u32, Vec<Entry>>,
    /// Who was killed.
    pub(crate) killed: BTreeSet<u32>,
    /// How it stands with each person at the end.
    pub(crate) held: BTreeMap<String, Held>,
    /// Whether the service repeats its answer to an identical refresh.
    pub(crate) replays: bool,
    /// Whether leases end by one clock alone, so that no two of them may overlap.
    pub(crate) one_clock: bool,
}

/// How it stands with a person at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Held {
    /// The tokens in the store work.
    Works,
    /// The store says that the person must consent again.
    Lost(Loss),
    /// Neither.
    Broken(String),
}

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// What must not be.
    pub(crate) objections: Vec<String>,
    pub(crate) rotations: usize,
    pub(crate) replays: usize,
    pub(crate) refusals: usize,
    pub(crate) leases: usize,
    /// Leases that found a mark.
    pub(crate) takeovers: usize,
    /// Kills by how far the farthest refresh of the process was.
    pub(crate) kills: BTreeMap<Stage, usize>,
    pub(crate) lost: usize,
    /// Calls that failed, by kind.
    pub(crate) failures: BTreeMap<String, usize>,
    /// Calls of those who were not killed, by how wrong their clock was.
    pub(crate) calls: BTreeMap<i64, u64>,
    /// Connections to the database that were cut, where some were.
    pub(crate) cuts: Option<Cuts>,
}

/// How far a refresh was when its process was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// There was none.
    Outside,
    /// The mark was set, and the request had no effect.
    Marked,
    /// The request had taken effect, and nothing was saved.
    TookEffect,
}

#[derive(Debug, Clone)]
struct Lease {
    holder: u32,
    fence: u64,
    spends: String,
    found_mark: bool,
    asked_at: i64,
    lent_at: i64,
    end: Option<End>,
}

/// Looks at everything.
pub(crate) fn judge(case: &Case) -> Verdict {
    let mut verdict = Verdict::default();
    let mut leases = leases(case, &mut verdict);
    let mut stages: BTreeMap<u32, Stage> = BTreeMap::new();
    for (person, events) in &case.history {
        let leases = leases.remove(person).unwrap_or_default();
        let mut this = Person {
            case,
            name: person,
            events: sent(events),
            groups: Vec::new(),
            objections: &mut verdict.objections,
        };
        this.check_fences(&leases);
        this.groups = groups(leases);
        this.check_groups();
        this.check_sends();
        this.check_end();
        for (holder, stage) in this.stages() {
            let farthest = stages.entry(holder).or_insert(stage);
            *farthest = stage.max(*farthest);
        }
        for event in &this.events {
            match event.kind {
                TokenEventKind::Refreshed => verdict.rotations += 1,
                TokenEventKind::Replayed => verdict.replays += 1,
                _ => verdict.refusals += 1,
            }
        }
    }
    for person in leases.keys() {
        let objection = format!("{person}: a lease of somebody whom the service does not know");
        verdict.objections.push(objection);
    }
    for killed in &case.killed {
        let stage = stages.get(killed).copied().unwrap_or(Stage::Outside);
        *verdict.kills.entry(stage).or_default() += 1;
    }
    let lost = |held: &&Held| matches!(held, Held::Lost(_));
    verdict.lost = case.held.values().filter(lost).count();
    verdict
}

/// All that the witnesses say about a person, for whoever looks into an objection.
pub(crate) fn dossier(case: &Case, person: &str) -> String {
    let mut lines = Vec::new();
    for event in &case.history[person] {
        let client = event.client.as_deref().unwrap_or("nobody");
        let (at, kind, token) = (event.at.as_millisecond(), event.kind, event.generation);
        lines.push((at, format!("{client} sent token {token}: {kind:?}")));
    }
    for (holder, entries) in &case.records {
        let mut last = 0;
        for entry in entries {
            match entry {
                Entry::Leased {
                    person: of,
                    fence,
                    spends,
                    found_mark,
                    asked_at,
                    lent_at,
                } if of == person => {
                    last = *lent_at;
                    let token = &spends[..8];
                    lines.push((
                        last,
                        format!(
                            "{holder} has lease {fence} on {token}, asked for {} ms ago, mark found: {found_mark}",
                            lent_at - asked_at
                        ),
                    ));
                }
                Entry::Ended {
                    person: of,
                    fence,
                    end,
                } if of == person => {
                    lines.push((
                        last,
                        format!("{holder} ended lease {fence}: {end:?}, after this"),
                    ));
                }
                _ => {}
            }
        }
        if case.killed.contains(holder) && last > 0 {
            lines.push((last, format!("{holder} was killed some time after this")));
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    let first = lines.first().map_or(0, |(at, _)| *at);
    lines.iter().fold(String::new(), |text, (at, line)| {
        format!("{text}\n    {:>8} ms  {line}", at - first)
    })
}

/// Everybody's leases in the order of their numbers.
fn leases(case: &Case, verdict: &mut Verdict) -> BTreeMap<String, Vec<Lease>> {
    let mut leases: BTreeMap<String, Vec<Lease>> = BTreeMap::new();
    for (holder, entries) in &case.records {
        for entry in entries {
            match entry.clone() {
                Entry::Leased {
                    person,
                    fence,
                    spends,
                    found_mark,
                    asked_at,
                    lent_at,
                } => {
                    verdict.leases += 1;
                    verdict.takeovers += usize::from(found_mark);
                    leases.entry(person).or_default().push(Lease {
                        holder: *holder,
                        fence,
                        spends,
                        found_mark,
                        asked_at,
                        lent_at,
                        end: None,
                    });
                }
                Entry::Ended { person, fence, end } => {
                    let own = leases.get_mut(&person).into_iter().flatten();
                    let lease = own
                        .rev()
                        .find(|lease| (lease.holder, lease.fence) == (*holder, fence));
                    match lease {
                        Some(lease) => lease.end = Some(end),
                        None => verdict.objections.push(format!(
                            "{person}: {holder} ended lease {fence}, which it never had"
                        )),
                    }
                }
                Entry::Failed { kind } => *verdict.failures.entry(kind).or_default() += 1,
            }
        }
    }
    for of_person in leases.values_mut() {
        of_person.sort_by_key(|lease| (lease.fence, lease.lent_at));
    }
    leases
}

fn groups(leases: Vec<Lease>) -> Vec<Vec<Lease>> {
    let mut groups: Vec<Vec<Lease>> = Vec::new();
    for lease in leases {
        match groups.last_mut() {
            Some(group) if group[0].spends == lease.spends => group.push(lease),
            _ => groups.push(vec![lease]),
        }
    }
    groups
}

/// A refresh token that was sent, as the service saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sent {
    kind: TokenEventKind,
    /// The place of its group.
    token: usize,
    by: Option<u32>,
}

fn sent(events: &[TokenEvent]) -> Vec<Sent> {
    let sent = |event: &TokenEvent| {
        use TokenEventKind::{Refreshed, Refused, Replayed};

        let by = event
            .client
            .as_deref()
            .and_then(|client| client.strip_prefix("worker/"));
        matches!(event.kind, Refreshed | Replayed | Refused).then(|| Sent {
            kind: event.kind,
            token: usize::try_from(event.generation).unwrap(),
            by: by.and_then(|number| number.parse().ok()),
        })
    };
    events.iter().filter_map(sent).collect()
}

/// One person of a case.
struct Person<'a> {
    case: &'a Case,
    name: &'a str,
    events: Vec<Sent>,
    groups: Vec<Vec<Lease>>,
    objections: &'a mut Vec<String>,
}

impl Person<'_> {
    fn object(&mut self, objection: &str) {
        self.objections.push(format!("{}: {objection}", self.name));
    }

    /// Numbers rise with time, and each belongs to one process.
    fn check_fences(&mut self, leases: &[Lease]) {
        for pair in leases.windows(2) {
            let [one, next] = pair else { continue };
            if one.fence == next.fence {
                self.object(&format!(
                    "lease {} was lent to {} and to {}",
                    one.fence, one.holder, next.holder
                ));
            } else if next.lent_at < one.asked_at {
                self.object(&format!(
                    "lease {} was lent before lease {}",
                    next.fence, one.fence
                ));
            }
        }
    }

    /// Tokens follow each other, and no lease begins before the one before it is over.
    fn check_groups(&mut self) {
        let mut seen = BTreeSet::new();
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            if !seen.insert(&group[0].spends) {
                self.object(&format!("lease {} spends an earlier token", group[0].fence));
            }
            for pair in group.windows(2) {
                let [one, next] = pair else { continue };
                if self.case.one_clock && one.end != Some(End::GivenBack) && is_early(one, next) {
                    self.object(&format!(
                        "lease {} was lent to {} while {} had lease {}",
                        next.fence, next.holder, one.holder, one.fence
                    ));
                }
            }
        }
        self.groups = groups;
    }

    /// Nobody sends a token without a lease on it, and whoever sends one after somebody else has found a mark.
    fn check_sends(&mut self) {
        let mut last: BTreeMap<usize, u32> = BTreeMap::new();
        for event in self.events.clone() {
            let Some(by) = event.by else {
                self.object(&format!("token {} was sent by nobody known", event.token));
                continue;
            };
            let group = self.groups.get(event.token).into_iter().flatten();
            let own: Vec<&Lease> = group.filter(|lease| lease.holder == by).collect();
            let found_mark = own.iter().any(|lease| lease.found_mark);
            let before = last.insert(event.token, by);
            if own.is_empty() {
                self.object(&format!("{by} sent token {} without a lease", event.token));
            } else if before.is_some_and(|before| before != by) && !found_mark {
                self.object(&format!(
                    "{by} sent token {} again without having found a mark",
                    event.token
                ));
            }
        }
    }

    /// Nobody is lost but by a kill in the marked window that no repeated answer heals, and then the store says so.
    fn check_end(&mut self) {
        match self.case.held.get(self.name) {
            Some(Held::Works) => {}
            None => self.object("nobody looked at the end"),
            Some(Held::Broken(how)) => self.object(&format!("the tokens do not work: {how}")),
            Some(Held::Lost(_)) if self.case.replays => {
                self.object("lost, although the service repeats its answers");
            }
            Some(Held::Lost(loss)) => {
                if *loss != Loss::AnswerLost {
                    self.object(&format!("lost, and told as {loss:?}"));
                }
                let spent = self
                    .events
                    .iter()
                    .rev()
                    .find(|event| event.kind == TokenEventKind::Refreshed);
                let by = spent.and_then(|event| event.by);
                if !by.is_some_and(|by| self.case.killed.contains(&by)) {
                    self.object(&format!("lost by {by:?}, who was not killed"));
                } else if spent.is_some_and(|event| event.token + 1 < self.groups.len()) {
                    self.object("lost, although what the last refresh brought was saved");
                }
            }
        }
    }

    /// How far each process was with this person's token when it was killed.
    fn stages(&self) -> Vec<(u32, Stage)> {
        let mut stages = Vec::new();
        for (token, group) in self.groups.iter().enumerate() {
            for lease in group {
                if lease.end.is_some() || !self.case.killed.contains(&lease.holder) {
                    continue;
                }
                let mut sent = self.events.iter().filter(|event| event.token == token);
                let took_effect = sent.any(|event| {
                    event.by == Some(lease.holder) && event.kind != TokenEventKind::Refused
                });
                let others = group.iter().any(|other| other.fence > lease.fence);
                let saved = !others && token + 1 < self.groups.len();
                stages.push(match (took_effect, saved) {
                    (_, true) => (lease.holder, Stage::Outside),
                    (true, false) => (lease.holder, Stage::TookEffect),
                    (false, false) => (lease.holder, Stage::Marked),
                });
            }
        }
        stages
    }
}

/// Whether a lease was lent before the one before it was over by time. Stores count in milliseconds.
fn is_early(one: &Lease, next: &Lease) -> bool {
    let lasts = i64::try_from(timing::LEASE.as_millis()).unwrap();
    next.lent_at + 1 < one.asked_at + lasts
}
