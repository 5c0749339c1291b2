//! How long tokens live, and what the token endpoint does where the service was seen to differ.

use std::time::Duration;

/// How consent and tokens behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthRules {
    pub(crate) access_lifetime: Duration,
    pub(crate) code_lifetime: Duration,
    pub(crate) replay: Option<Duration>,
    pub(crate) concurrent: ConcurrentRefresh,
    pub(crate) invalid_grant_status: u16,
}

/// What a refresh is answered that arrives while another one of the same token is being answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConcurrentRefresh {
    /// What the replay rule says once the first is answered.
    #[default]
    Replay,
    /// 409.
    Conflict,
    /// `invalid_grant`.
    InvalidGrant,
}

impl OAuthRules {
    /// With access tokens that live so long instead of eight hours; told in whole seconds.
    #[must_use]
    pub fn with_access_lifetime(mut self, lifetime: Duration) -> Self {
        self.access_lifetime = lifetime;
        self
    }

    /// With authorization codes that live so long instead of ten minutes.
    #[must_use]
    pub fn with_code_lifetime(mut self, lifetime: Duration) -> Self {
        self.code_lifetime = lifetime;
        self
    }

    /// With an identical refresh answered alike for so long instead of two minutes.
    #[must_use]
    pub fn with_replay(mut self, window: Duration) -> Self {
        self.replay = Some(window);
        self
    }

    /// With a refresh token that is spent at once, whoever sends it again and why.
    #[must_use]
    pub fn without_replay(mut self) -> Self {
        self.replay = None;
        self
    }

    /// With another answer to a refresh that arrives while one of the same token is being answered.
    #[must_use]
    pub fn with_concurrent_refresh(mut self, answer: ConcurrentRefresh) -> Self {
        self.concurrent = answer;
        self
    }

    /// With `invalid_grant` told with status 401 instead of 400. Both were seen.
    #[must_use]
    pub fn with_invalid_grant_as_401(mut self) -> Self {
        self.invalid_grant_status = 401;
        self
    }
}

/// As documented: tokens live eight hours, codes ten minutes, and an identical refresh is answered alike for two minutes.
impl Default for OAuthRules {
    fn default() -> Self {
        Self {
            access_lifetime: Duration::from_hours(8),
            code_lifetime: Duration::from_mins(10),
            replay: Some(Duration::from_mins(2)),
            concurrent: ConcurrentRefresh::default(),
            invalid_grant_status: 400,
        }
    }
}
