//! Access tokens: who a caller is and what they may ask for. Where tokens come from (OAuth) is not here.

use std::collections::{BTreeSet, HashMap};

use crate::draw::Draw;

/// What an access token grants.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The place of the person in the world's list.
    pub(crate) person: usize,
    pub(crate) scopes: BTreeSet<String>,
}

/// All access tokens that are accepted.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    grants: HashMap<String, Grant>,
}

impl Tokens {
    pub(crate) fn add(&mut self, token: String, grant: Grant) {
        self.grants.insert(token, grant);
    }

    pub(crate) fn grant(&self, token: &str) -> Option<&Grant> {
        self.grants.get(token)
    }
}

/// The text of a token: the same for the same seed, person and scopes.
pub(crate) fn text(seed: u64, person: &str, scopes: &BTreeSet<String>) -> String {
    let mut draw = Draw::new(seed, person).with("token");
    for scope in scopes {
        draw = draw.with(scope);
    }
    format!(
        "sandbox.{person}.{:016x}{:016x}",
        draw.bits("first half"),
        draw.bits("second half")
    )
}
