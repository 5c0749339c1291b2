//! What numbers of the API measure: the kinds of units that the spec may name. What each becomes in Rust is the business
//! of the accessors.

/// Every kind, sorted.
pub(crate) const KINDS: &[&str] = &[
    "badge-goal",
    "beats-per-minute",
    "breaths-per-minute",
    "distance",
    "duration-ms",
    "duration-s",
    "elevation",
    "energy-kcal",
    "floors",
    "grams",
    "height",
    "international-units",
    "mets",
    "micrograms",
    "milligrams",
    "milliseconds",
    "minutes",
    "ml-per-kg-per-minute",
    "pace",
    "percent",
    "speed",
    "steps",
    "stride-length",
    "swimming-strokes",
    "temperature",
    "temperature-delta",
    "water-volume",
    "weight",
];
