//! Who may see what of a person. Says yes or no only: what a closed setting does to an answer is the operation's matter.

/// A person's privacy settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The list of friends.
    Friends,
    /// The text about oneself, gender and avatar.
    AboutMe,
    /// Date of birth and height.
    AgeAndHeight,
    /// Country, city, state, time zone and offset.
    Location,
    /// Weight, and badges about weight.
    MyBody,
    /// Badges.
    MyAchievements,
    /// Exercise.
    Activities,
    /// The average of daily steps.
    AverageDailyStepCount,
    /// Food and water, with their goals.
    Foods,
    /// Sleep, with its goal.
    Sleep,
}

impl Setting {
    /// All settings that have an audience.
    pub const ALL: [Self; 10] = [
        Self::Friends,
        Self::AboutMe,
        Self::AgeAndHeight,
        Self::Location,
        Self::MyBody,
        Self::MyAchievements,
        Self::Activities,
        Self::AverageDailyStepCount,
        Self::Foods,
        Self::Sleep,
    ];

    /// The setting of this name in the spec.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }

    /// The name in the spec, such as `about-me`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Friends => "friends",
            Self::AboutMe => "about-me",
            Self::AgeAndHeight => "age-and-height",
            Self::Location => "location",
            Self::MyBody => "my-body",
            Self::MyAchievements => "my-achievements",
            Self::Activities => "activities",
            Self::AverageDailyStepCount => "average-daily-step-count",
            Self::Foods => "foods",
            Self::Sleep => "sleep",
        }
    }
}

/// Whom a setting lets in, beside the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Nobody.
    Private,
    /// Friends.
    Friends,
    /// Anyone.
    #[default]
    Public,
}

/// What the one who looks is to the one who is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Oneself,
    Friend,
    Stranger,
}

/// All settings of one person. By default everything is open to anyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    audiences: [Audience; Setting::ALL.len()],
    hides_from_rankings: bool,
}

impl Privacy {
    /// The same audience for every setting.
    pub fn all(audience: Audience) -> Self {
        Self {
            audiences: [audience; Setting::ALL.len()],
            hides_from_rankings: false,
        }
    }

    /// With another audience for one setting.
    #[must_use]
    pub fn with(mut self, setting: Setting, audience: Audience) -> Self {
        self.audiences[setting as usize] = audience;
        self
    }

    /// Not listed in the leaderboards of others.
    #[must_use]
    pub fn hidden_from_rankings(mut self) -> Self {
        self.hides_from_rankings = true;
        self
    }

    /// Whom a setting lets in.
    pub fn audience(&self, setting: Setting) -> Audience {
        self.audiences[setting as usize]
    }

    /// Whether the person is left out of the leaderboards of others.
    pub fn hides_from_rankings(&self) -> bool {
        self.hides_from_rankings
    }

    pub(crate) fn shows(&self, setting: Setting, relation: Relation) -> bool {
        match relation {
            Relation::Oneself => true,
            Relation::Friend => self.audience(setting) >= Audience::Friends,
            Relation::Stranger => self.audience(setting) == Audience::Public,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_audience_lets_in_whom_it_names() {
        let seen = |audience, relation| Privacy::all(audience).shows(Setting::MyBody, relation);
        for audience in [Audience::Private, Audience::Friends, Audience::Public] {
            assert!(seen(audience, Relation::Oneself));
        }
        assert!(!seen(Audience::Private, Relation::Friend));
        assert!(seen(Audience::Friends, Relation::Friend));
        assert!(!seen(Audience::Friends, Relation::Stranger));
        assert!(seen(Audience::Public, Relation::Stranger));
    }

    #[test]
    fn a_setting_indexes_its_own_place() {
        for (place, setting) in Setting::ALL.into_iter().enumerate() {
            assert_eq!(setting as usize, place);
        }
    }
}
