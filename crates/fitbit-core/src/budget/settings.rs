//! The numbers of a budget. All of them are values, so that one code counts for any server, and a test in windows of
//! seconds.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::Priority;

/// How many calls in which windows, and how carefully.
///
/// ```
/// use std::time::Duration;
/// use fitbit_core::{BudgetSettings, Priority};
///
/// let settings = BudgetSettings::new(300, Duration::from_secs(60))?
///     .with_margin(Duration::from_secs(2))?
///     .with_reserve(Priority::Interactive, 20)?;
/// # Ok::<(), fitbit_core::budget::BudgetSettingsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetSettings {
    limit: u32,
    window: Duration,
    margin: Duration,
    reserve_interactive: u32,
    reserve_webhook: u32,
}

impl BudgetSettings {
    /// 150 calls an hour for one person and app, ten of them kept from backfills, and half a minute of margin.
    ///
    /// Source: <https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Rate-Limits>.
    pub const fn fitbit() -> Self {
        Self {
            limit: 150,
            window: Duration::from_hours(1),
            margin: Duration::from_secs(30),
            reserve_interactive: 5,
            reserve_webhook: 5,
        }
    }

    /// So many calls in a window of this length, without a reserve, with a hundred and twentieth of it as margin.
    ///
    /// No call may take longer than half a window, from its permit to its answer: what takes longer is written off at the
    /// end of the next window, as the call of a process that died.
    ///
    /// # Errors
    ///
    /// [`BudgetSettingsError`] when the limit is zero, or the window is not between one second and 31 days.
    pub fn new(limit: u32, window: Duration) -> Result<Self, BudgetSettingsError> {
        if limit == 0 {
            return Err(BudgetSettingsError::LimitZero);
        }
        if window < Duration::from_secs(1) || window > Duration::from_hours(31 * 24) {
            return Err(BudgetSettingsError::Window);
        }
        Ok(Self {
            limit,
            window,
            margin: window / 120,
            reserve_interactive: 0,
            reserve_webhook: 0,
        })
    }

    /// How far the server's idea of the end of a window may be from ours: clocks that differ, headers in whole seconds.
    /// A new window opens this much after the end of the old one. Where headers tell whole seconds it should be more than
    /// one second and the time of a call; less makes no call too many, but may leave most of a window unused.
    ///
    /// # Errors
    ///
    /// [`BudgetSettingsError::Margin`] when it is more than a quarter of the window.
    pub fn with_margin(self, margin: Duration) -> Result<Self, BudgetSettingsError> {
        if margin > self.window / 4 {
            return Err(BudgetSettingsError::Margin);
        }
        Ok(Self { margin, ..self })
    }

    /// How many calls of a window lower priorities must leave for this one. With 10 for `Interactive` and a limit of 150,
    /// the others get 140. A lower priority always gets one call in a window.
    ///
    /// # Errors
    ///
    /// [`BudgetSettingsError::Reserve`] when nothing would be left for the lowest priority, and
    /// [`BudgetSettingsError::NothingLower`] for the lowest itself.
    pub fn with_reserve(
        mut self,
        priority: Priority,
        calls: u32,
    ) -> Result<Self, BudgetSettingsError> {
        match priority {
            Priority::Interactive => self.reserve_interactive = calls,
            Priority::Webhook => self.reserve_webhook = calls,
            Priority::Backfill => return Err(BudgetSettingsError::NothingLower),
        }
        let reserve = self.reserve(Priority::Backfill);
        if reserve >= self.limit {
            return Err(BudgetSettingsError::Reserve);
        }
        Ok(self)
    }

    /// Calls in a window.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// The length of a window.
    pub fn window(&self) -> Duration {
        self.window
    }

    /// How much later than the end of a window the next one opens.
    pub fn margin(&self) -> Duration {
        self.margin
    }

    /// How many calls this priority must leave for higher ones.
    pub fn reserve(&self, priority: Priority) -> u32 {
        match priority {
            Priority::Interactive => 0,
            Priority::Webhook => self.reserve_interactive,
            Priority::Backfill => self
                .reserve_interactive
                .saturating_add(self.reserve_webhook),
        }
    }

    /// The longest time that a header is believed to ask for: no window is longer.
    pub(crate) fn longest(&self) -> Duration {
        self.window + 2 * self.margin
    }
}

/// Settings that cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BudgetSettingsError {
    /// The limit is zero.
    LimitZero,
    /// The window is too short or too long.
    Window,
    /// The margin is more than a quarter of the window.
    Margin,
    /// The reserve leaves nothing for the lowest priority.
    Reserve,
    /// A reserve for the lowest priority: there is nobody to keep it from.
    NothingLower,
}

impl fmt::Display for BudgetSettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::LimitZero => "a budget of no calls: set a limit of at least one",
            Self::Window => "a window is between one second and 31 days long",
            Self::Margin => "the margin is more than a quarter of the window: make it smaller",
            Self::Reserve => "the reserve is the whole limit: leave a call for the lowest priority",
            Self::NothingLower => {
                "nothing is lower than a backfill: set the reserve of a higher priority"
            }
        })
    }
}

impl Error for BudgetSettingsError {}
