//! The refresh of one person as a pure state machine: an event in, the next step out.
//!
//! It sends nothing, waits for nothing and holds no token; whoever drives it (`credentials.rs`, or a model in the tests)
//! does the steps. What it promises, whatever the others do and wherever a process dies:
//!
//! - a request is sent under a lease only, and a second time only by its holder or by one who found the mark;
//! - a token is used only after it was saved;
//! - a person is given up only after the server refused the token *and* the store was read again;
//! - it comes to an end.

#[cfg(test)]
mod tests;
pub mod timing;

use std::time::Duration;

use super::store::{Begun, Loss, Mark, Swap};
use super::token_set::TokenHash;

/// How badly a new token is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Urgency {
    /// The old one still serves: nobody waits for another process.
    Ahead,
    /// There is none that serves.
    Needed,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Load the record.
    Load,
    /// Ask for the lease to spend this token.
    Begin(TokenHash),
    /// Send the refresh request, always the identical one.
    Send,
    /// Save what was issued.
    Save,
    /// Give the consent up.
    GiveUp(Loss),
    /// Give the lease back.
    Abandon(Mark),
    /// Wait.
    Pause(Duration),
    /// Nothing: it is over.
    Done(End),
}

impl Step {
    /// Its name, for traces: without the token's hash.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Begin(_) => "begin",
            Self::Send => "send",
            Self::Save => "save",
            Self::GiveUp(_) => "give up",
            Self::Abandon(_) => "abandon",
            Self::Pause(_) => "pause",
            Self::Done(_) => "done",
        }
    }
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Event {
    Loaded(Seen),
    Began(Begun),
    Answered(Answer),
    /// Too little of the lease is left for a request.
    LeaseOver,
    Saved(Swap),
    GaveUp(Swap),
    Abandoned,
    Paused,
    /// The store failed at the step.
    StoreFailed,
}

/// A record, as far as the refresh is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Seen {
    /// Its access token serves the purpose.
    Serves,
    /// Its access token does not, and this is the hash of its refresh token.
    Due(TokenHash),
    NeedsConsent,
    Revoked,
    Absent,
}

/// What the token endpoint answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    /// New tokens.
    Issued,
    /// `invalid_grant`.
    Dead,
    /// 409: refreshed by several at once.
    Conflict,
    /// None that can be read, or one that says that the server failed. The request may have taken effect.
    Lost,
    /// The request did not reach the server.
    Unsent,
    /// Refused for a reason that spends nothing.
    Refused,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// The token that was loaded last serves.
    Loaded,
    /// The token that was issued is saved.
    Issued,
    Failed(Failure),
}

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Failure {
    Absent,
    NeedsConsent,
    Revoked,
    Busy,
    /// The store failed, and what it said last is the reason.
    Store,
    /// The token endpoint gave no token, and what it said last is the reason.
    Endpoint,
}

/// One refresh by one process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Refresh {
    urgency: Urgency,
    state: State,
    /// The token that is being spent, and whether a request with it may have taken effect unheard.
    spends: Option<TokenHash>,
    unheard: bool,
    rounds: u8,
    polls: u8,
    sends: u8,
    saves: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    Loading,
    Beginning,
    Sending,
    /// The server refused the token: has somebody else spent it, and saved what came of it?
    Rereading {
        dead: bool,
    },
    GivingUp,
    Saving,
    /// The swap was refused: what is there instead?
    Overtaken,
    /// The consent was given up while the answer that disproves it was in hand.
    Rescuing,
    Pausing(Next),
    Abandoning(Failure),
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Next {
    Load,
    Send,
    Save,
}

impl Refresh {
    /// Begins with a look at the record.
    pub(super) fn start(urgency: Urgency) -> (Self, Step) {
        (Self::new(urgency, State::Loading, None), Step::Load)
    }

    /// Begins with tokens that were issued for the token of this hash and could not be saved then.
    pub(super) fn resume(spends: TokenHash) -> (Self, Step) {
        (
            Self::new(Urgency::Needed, State::Saving, Some(spends)),
            Step::Save,
        )
    }

    fn new(urgency: Urgency, state: State, spends: Option<TokenHash>) -> Self {
        Self {
            urgency,
            state,
            spends,
            unheard: false,
            rounds: 0,
            polls: 0,
            sends: 0,
            saves: 0,
        }
    }

    /// The step after this event.
    pub(super) fn next(&mut self, event: Event) -> Step {
        match (self.state, event) {
            (State::Loading, Event::Loaded(seen)) => self.loaded(seen),
            (State::Beginning, Event::Began(begun)) => self.began(begun),
            (State::Sending, Event::Answered(answer)) => self.answered(answer),
            (State::Sending, Event::LeaseOver) => self.abandon(Failure::Endpoint),
            (State::Rereading { dead }, Event::Loaded(seen)) => self.reread(dead, seen),
            (State::Rereading { .. }, Event::StoreFailed) => self.abandon(Failure::Store),
            (State::GivingUp, Event::GaveUp(Swap::Swapped))
            | (State::Rescuing, Event::Saved(Swap::Superseded)) => self.fail(Failure::NeedsConsent),
            (State::GivingUp, Event::GaveUp(Swap::Superseded)) => self.again(),
            (State::Saving | State::Rescuing, Event::Saved(Swap::Swapped)) => self.end(End::Issued),
            (State::Saving, Event::Saved(Swap::Superseded)) => {
                self.step(State::Overtaken, Step::Load)
            }
            (State::Overtaken, Event::Loaded(seen)) => self.overtaken(seen),
            (State::Saving | State::Rescuing | State::Overtaken, Event::StoreFailed) => {
                self.save_again(Failure::Store)
            }
            (State::Pausing(Next::Load), Event::Paused) => self.step(State::Loading, Step::Load),
            (State::Pausing(Next::Send), Event::Paused) => self.step(State::Sending, Step::Send),
            (State::Pausing(Next::Save), Event::Paused) => self.step(State::Saving, Step::Save),
            (State::Abandoning(failure), Event::Abandoned | Event::StoreFailed) => {
                self.fail(failure)
            }
            (_, Event::StoreFailed) => self.fail(Failure::Store),
            // No step has this answer. Nothing is known then, so nothing is done.
            _ => self.fail(Failure::Busy),
        }
    }

    fn loaded(&mut self, seen: Seen) -> Step {
        match seen {
            Seen::Serves => self.end(End::Loaded),
            Seen::Due(hash) => {
                self.spends = Some(hash);
                self.step(State::Beginning, Step::Begin(hash))
            }
            Seen::NeedsConsent => self.fail(Failure::NeedsConsent),
            Seen::Revoked => self.fail(Failure::Revoked),
            Seen::Absent => self.fail(Failure::Absent),
        }
    }

    fn began(&mut self, begun: Begun) -> Step {
        match begun {
            Begun::Leased(lease) => {
                self.unheard = lease.mark_found().is_some();
                self.sends = 0;
                self.step(State::Sending, Step::Send)
            }
            Begun::Busy if self.urgency == Urgency::Needed && self.polls < timing::POLLS => {
                self.polls += 1;
                self.step(State::Pausing(Next::Load), Step::Pause(timing::POLL))
            }
            Begun::Busy => self.fail(Failure::Busy),
            Begun::Moved => self.again(),
        }
    }

    fn answered(&mut self, answer: Answer) -> Step {
        match answer {
            Answer::Issued => {
                self.saves = 0;
                self.step(State::Saving, Step::Save)
            }
            Answer::Dead => self.step(State::Rereading { dead: true }, Step::Load),
            Answer::Conflict => self.step(State::Rereading { dead: false }, Step::Load),
            Answer::Lost => {
                self.unheard = true;
                self.send_again()
            }
            Answer::Unsent => self.send_again(),
            Answer::Refused => self.abandon(Failure::Endpoint),
        }
    }

    fn reread(&mut self, dead: bool, seen: Seen) -> Step {
        match seen {
            Seen::Due(hash) if Some(hash) == self.spends => {
                if dead {
                    let loss = if self.unheard {
                        Loss::AnswerLost
                    } else {
                        Loss::Refused
                    };
                    self.step(State::GivingUp, Step::GiveUp(loss))
                } else {
                    // Whoever refreshes at the same time may have been answered in our place.
                    self.unheard = true;
                    self.send_again()
                }
            }
            Seen::Due(_) => self.again_with(seen),
            other => self.loaded(other),
        }
    }

    fn overtaken(&mut self, seen: Seen) -> Step {
        match seen {
            // A later holder is at it. It gets the same answer as long as nobody uses ours.
            Seen::Due(hash) if Some(hash) == self.spends => self.save_again(Failure::Busy),
            Seen::Due(_) => self.again_with(seen),
            Seen::NeedsConsent => self.step(State::Rescuing, Step::Save),
            other => self.loaded(other),
        }
    }

    fn send_again(&mut self) -> Step {
        self.sends += 1;
        if self.sends >= timing::SENDS {
            return self.abandon(Failure::Endpoint);
        }
        self.step(
            State::Pausing(Next::Send),
            Step::Pause(timing::backoff(self.sends)),
        )
    }

    fn save_again(&mut self, failure: Failure) -> Step {
        self.saves += 1;
        if self.saves >= timing::SAVES {
            return self.fail(failure);
        }
        self.step(
            State::Pausing(Next::Save),
            Step::Pause(timing::backoff(self.saves)),
        )
    }

    /// Looks at the record once more, a bounded number of times.
    fn again(&mut self) -> Step {
        self.rounds += 1;
        if self.rounds >= timing::ROUNDS {
            return self.fail(Failure::Busy);
        }
        self.step(State::Loading, Step::Load)
    }

    /// Goes on with what was just seen, a bounded number of times.
    fn again_with(&mut self, seen: Seen) -> Step {
        self.rounds += 1;
        if self.rounds >= timing::ROUNDS {
            return self.fail(Failure::Busy);
        }
        self.loaded(seen)
    }

    fn abandon(&mut self, failure: Failure) -> Step {
        let mark = if self.unheard {
            Mark::Stays
        } else {
            Mark::Goes
        };
        self.step(State::Abandoning(failure), Step::Abandon(mark))
    }

    fn fail(&mut self, failure: Failure) -> Step {
        self.end(End::Failed(failure))
    }

    fn end(&mut self, end: End) -> Step {
        self.step(State::Over, Step::Done(end))
    }

    fn step(&mut self, state: State, step: Step) -> Step {
        self.state = state;
        step
    }
}
