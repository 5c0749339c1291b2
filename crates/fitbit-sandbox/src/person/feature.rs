//! What not everybody has. Names only: what follows from it on a day is the matter of the day.

/// What not everybody has who wears a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Food and water are written down, on most days.
    FoodDiary,
    /// A scale at home, which measures body fat too.
    Scale,
    /// The rhythm of the heart is watched, and notified of.
    RhythmNotifications,
    /// The service is always still working on the last night.
    PendingNight,
}
