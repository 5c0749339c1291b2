//! The language of texts in answers. It is independent of the units.

/// A language that the service has texts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Locale {
    /// Australian English.
    EnAu,
    /// French.
    FrFr,
    /// German.
    DeDe,
    /// Japanese.
    JaJp,
    /// New Zealand English.
    EnNz,
    /// Spanish.
    EsEs,
    /// British English.
    EnGb,
    /// American English, the service's own default.
    #[default]
    EnUs,
}

impl Locale {
    /// The value of `Accept-Locale` that asks for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnAu => "en_AU",
            Self::FrFr => "fr_FR",
            Self::DeDe => "de_DE",
            Self::JaJp => "ja_JP",
            Self::EnNz => "en_NZ",
            Self::EsEs => "es_ES",
            Self::EnGb => "en_GB",
            Self::EnUs => "en_US",
        }
    }
}
