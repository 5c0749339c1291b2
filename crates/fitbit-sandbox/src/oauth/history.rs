//! What happened to consents and tokens, for tests to judge by. Keeps no token.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Grant;

/// More than any test rotates, few enough for a sandbox that runs for days.
const KEPT: usize = 200_000;

/// Something that happened to a consent or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenEvent {
    /// When, by the sandbox's clock.
    pub at: Timestamp,
    /// What.
    pub kind: TokenEventKind,
    /// How many refreshes lay before the refresh token that was sent; 0 where none was.
    pub generation: u32,
    /// The `User-Agent` of the request, where it matters who sent it.
    pub client: Option<String>,
    /// The application, as a place in the world's list.
    pub(crate) app: usize,
    /// The person, likewise.
    pub(crate) person: usize,
}

/// The kinds of [`TokenEvent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenEventKind {
    /// The person consented, and a code was made.
    Authorized,
    /// A code was exchanged for tokens.
    Exchanged,
    /// A refresh token was used.
    Refreshed,
    /// A refresh token was sent again, and had the same answer.
    Replayed,
    /// A refresh token was sent, and refused.
    Refused,
    /// The consent was ended.
    Revoked,
}

impl TokenEventKind {
    /// The name on the control port, such as `refreshed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorized => "authorized",
            Self::Exchanged => "exchanged",
            Self::Refreshed => "refreshed",
            Self::Replayed => "replayed",
            Self::Refused => "refused",
            Self::Revoked => "revoked",
        }
    }
}

/// The last events, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History {
    events: VecDeque<TokenEvent>,
}

impl History {
    pub(super) fn add(
        &mut self,
        at: Timestamp,
        kind: TokenEventKind,
        grant: &Grant,
        generation: u32,
        client: Option<&str>,
    ) {
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(TokenEvent {
            at,
            kind,
            generation,
            client: client.map(str::to_owned),
            app: grant.app,
            person: grant.person,
        });
    }

    /// Those of an application and a person.
    pub(crate) fn of(&self, app: usize, person: usize) -> Vec<TokenEvent> {
        let events = self.events.iter();
        events
            .filter(|event| (event.app, event.person) == (app, person))
            .cloned()
            .collect()
    }
}
