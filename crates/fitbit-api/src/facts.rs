//! What the spec says about operations and fields, as plain data: the shapes that the generated tables fill.
//!
//! A fact stands in the spec and arrives here through the generator; nothing in this file knows an endpoint. Whoever
//! needs to know whether a call may be repeated or which setting hides a field asks [`OPERATIONS`] or [`SCHEMAS`].

pub use crate::generated::operations::OPERATIONS;
pub use crate::generated::schemas::SCHEMAS;

/// The facts about one operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id in the spec, snake case.
    pub id: &'static str,
    /// The documented operations that it serves.
    pub covers: &'static [&'static str],
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// The path template, as documented. Safe to log: it names no person.
    pub path: &'static str,
    /// The group of the documentation that it stands in.
    pub group: &'static str,
    /// Whether the documentation has withdrawn it.
    pub deprecated: bool,
    /// The scopes that the token must have, all of them.
    pub scopes: &'static [&'static str],
    /// Scopes that depend on a path parameter, besides [`Operation::scopes`].
    pub scopes_by_parameter: Option<ScopesByParameter>,
    /// May it be sent again after it may have taken effect?
    pub idempotency: Idempotency,
    /// Whether it exists for the token's owner only.
    pub own_data_only: bool,
    /// How a list continues.
    pub pagination: Option<Pagination>,
    /// The longest range that it answers.
    pub max_range: Option<MaxRange>,
    /// Whether it answers data within a day, which not every application may read.
    pub intraday: bool,
    /// The periods that the series can be asked for; empty when it takes none.
    pub periods: &'static [&'static str],
    /// Of each of these lists of arguments, exactly one is sent.
    pub either_or: &'static [&'static [&'static str]],
    /// What governs the units of the answer.
    pub units: Units,
    /// What settings of another person do to the answer as a whole.
    pub privacy: &'static [OperationPrivacy],
    /// The schema of a JSON success, by name; `None` when a success has no body, or another one.
    pub success: Option<&'static str>,
    /// The root element of an XML success.
    pub xml_root: Option<&'static str>,
    /// What "no data" looks like.
    pub empty: Empty,
    /// The field that a bare list or a bare item at the root belongs to, where the API answers so.
    pub root_list: Option<&'static str>,
    /// The field that a bare object at the root belongs to, where the API answers so.
    pub root_item: Option<&'static str>,
}

impl Operation {
    /// What most operations have in common.
    pub(crate) const DEFAULT: Self = Self {
        id: "",
        covers: &[],
        method: "GET",
        path: "",
        group: "",
        deprecated: false,
        scopes: &[],
        scopes_by_parameter: None,
        idempotency: Idempotency::Safe,
        own_data_only: false,
        pagination: None,
        max_range: None,
        intraday: false,
        periods: &[],
        either_or: &[],
        units: Units::Header,
        privacy: &[],
        success: None,
        xml_root: None,
        empty: Empty::Never,
        root_list: None,
        root_item: None,
    };

    /// The operation with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        OPERATIONS
            .binary_search_by(|operation| operation.id.cmp(id))
            .ok()
            .map(|index| &OPERATIONS[index])
    }

    /// The operation that serves the documented operation with this id.
    ///
    /// The documentation has a read by period and one by range of the same series, which are one operation here.
    pub fn covering(id: &str) -> Option<&'static Self> {
        OPERATIONS
            .iter()
            .find(|operation| operation.covers.contains(&id))
    }
}

/// Scopes that depend on the value of a path parameter.
#[derive(Debug)]
pub struct ScopesByParameter {
    /// The path parameter.
    pub parameter: &'static str,
    /// Its values and what each needs, sorted by value.
    pub scopes: &'static [(&'static str, &'static [&'static str])],
}

/// May a request be sent again after it may have taken effect?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It changes nothing.
    Safe,
    /// Twice has the effect of once.
    Idempotent,
    /// Twice is not once.
    None,
}

/// A list that continues behind links which the server issues.
#[derive(Debug)]
pub struct Pagination {
    /// The field with the items.
    pub items: &'static str,
    /// The field with the object that holds the links.
    pub object: &'static str,
    /// The link to the page after this one, in that object.
    pub next: &'static str,
    /// The link to the page before this one, in that object.
    pub previous: &'static str,
    /// The most items that a page may be asked to hold.
    pub max_limit: u32,
}

/// The longest range that a request may name.
#[derive(Debug)]
pub enum MaxRange {
    /// So many days, both ends counted.
    Days(u32),
    /// So many hours.
    Hours(u32),
    /// Days that depend on the value of a path parameter.
    ByParameter {
        /// The path parameter.
        parameter: &'static str,
        /// Its values and the days of each, both ends counted, sorted by value.
        days: &'static [(&'static str, u32)],
    },
}

/// What governs the units of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    /// The request's `Accept-Language`.
    Header,
    /// The unit preference in the profile of the person.
    Profile,
}

/// What a setting of another person does to an answer.
#[derive(Debug)]
pub struct OperationPrivacy {
    /// The setting, in the spec's spelling.
    pub setting: &'static str,
    /// Whether it is a setting of the people listed in the answer, and not of the person asked for.
    pub of_listed: bool,
    /// What a closed setting does.
    pub effect: PrivacyEffect,
}

/// What a closed setting does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyEffect {
    /// The call is refused.
    Call,
    /// Items are left out without a trace; the text says which.
    Items(&'static str),
}

/// What "no data" looks like in a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// It is never empty: something is always there.
    Never,
    /// `{}`.
    Object,
    /// No bytes at all, or `{}`. For a list, `[]` besides.
    Body,
}

/// The facts about one schema.
#[derive(Debug)]
#[non_exhaustive]
pub struct Schema {
    /// Its name in the spec; the Rust type has the same.
    pub name: &'static str,
    /// Its fields, sorted by their name on the wire. Empty for anything but an object.
    pub fields: &'static [Field],
    /// The documented values of an open enum. Empty for anything but an enum.
    pub values: &'static [&'static str],
    /// What stands in each item. `None` for anything but a list.
    pub items: Option<Shape>,
    /// What it may be, in the order in which it is tried. Empty where there is no choice.
    pub one_of: &'static [Shape],
    /// The field with the id of the person that this object describes.
    pub person_id: Option<&'static str>,
}

impl Schema {
    const fn named(name: &'static str) -> Self {
        Self {
            name,
            fields: &[],
            values: &[],
            items: None,
            one_of: &[],
            person_id: None,
        }
    }

    pub(crate) const fn object(name: &'static str, fields: &'static [Field]) -> Self {
        let mut schema = Self::named(name);
        schema.fields = fields;
        schema
    }

    pub(crate) const fn values(name: &'static str, values: &'static [&'static str]) -> Self {
        let mut schema = Self::named(name);
        schema.values = values;
        schema
    }

    pub(crate) const fn list(name: &'static str, items: Shape) -> Self {
        let mut schema = Self::named(name);
        schema.items = Some(items);
        schema
    }

    pub(crate) const fn choice(name: &'static str, one_of: &'static [Shape]) -> Self {
        let mut schema = Self::named(name);
        schema.one_of = one_of;
        schema
    }

    pub(crate) const fn of_person(mut self, id: &'static str) -> Self {
        self.person_id = Some(id);
        self
    }

    /// The schema with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCHEMAS
            .binary_search_by(|schema| schema.name.cmp(name))
            .ok()
            .map(|index| &SCHEMAS[index])
    }

    /// The field with this name on the wire.
    pub fn field(&self, name: &str) -> Option<&'static Field>
    where
        Self: 'static,
    {
        self.fields
            .binary_search_by(|field| field.name.cmp(name))
            .ok()
            .map(|index| &self.fields[index])
    }
}

/// The facts about one field.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What stands there.
    pub shape: Shape,
    /// The scope without which it is missing.
    pub scope: Option<&'static str>,
    /// The setting that hides it.
    pub privacy: Option<FieldPrivacy>,
}

impl Field {
    pub(crate) const fn new(name: &'static str, shape: Shape) -> Self {
        Self {
            name,
            shape,
            scope: None,
            privacy: None,
        }
    }

    pub(crate) const fn scoped(mut self, scope: &'static str) -> Self {
        self.scope = Some(scope);
        self
    }

    pub(crate) const fn private(
        mut self,
        setting: &'static str,
        blank: &'static [Sentinel],
        evidence: bool,
    ) -> Self {
        self.privacy = Some(FieldPrivacy {
            setting,
            blank,
            evidence,
        });
        self
    }
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string, a number or a boolean.
    Plain,
    /// Anything at all: the spec does not know.
    Any,
    /// The schema of that name.
    Schema(&'static str),
    /// A list of strings, numbers or booleans.
    List,
    /// A list of the schema of that name.
    ListOf(&'static str),
    /// A map from any name to strings, numbers or booleans.
    Map,
    /// A map from any name to the schema of that name.
    MapOf(&'static str),
}

/// The setting that hides a field of another person.
#[derive(Debug)]
pub struct FieldPrivacy {
    /// The setting, in the spec's spelling.
    pub setting: &'static str,
    /// What stands in the field then. Empty when every value is a legal one.
    pub blank: &'static [Sentinel],
    /// Whether a blank counts as evidence that the setting is closed.
    pub evidence: bool,
}

/// A value that stands for "not shown".
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sentinel {
    /// This text.
    Text(&'static str),
    /// This number.
    Number(f64),
    /// An image that the service shows when there is none.
    DefaultAvatar,
}

impl Sentinel {
    /// Whether this text is it.
    pub fn is_text(&self, text: &str) -> bool {
        match self {
            Self::Text(blank) => *blank == text,
            // The service's own pictures are told by their file names, on whichever host they are.
            Self::DefaultAvatar => text
                .rsplit('/')
                .next()
                .is_some_and(|file| file.starts_with("defaultProfile")),
            Self::Number(_) => false,
        }
    }

    /// Whether this number is it.
    pub fn is_number(&self, number: f64) -> bool {
        match self {
            #[expect(clippy::float_cmp, reason = "a sentinel is written exactly so")]
            Self::Number(blank) => *blank == number,
            Self::Text(_) | Self::DefaultAvatar => false,
        }
    }
}

impl FieldPrivacy {
    /// Whether this value of the wire stands for "not shown".
    pub fn is_blank(&self, value: &serde_json::Value) -> bool {
        self.blank.iter().any(|sentinel| match value {
            serde_json::Value::String(text) => sentinel.is_text(text),
            serde_json::Value::Number(number) => number
                .as_f64()
                .is_some_and(|number| sentinel.is_number(number)),
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_own_picture_is_a_default_avatar() {
        let sentinel = Sentinel::DefaultAvatar;
        assert!(
            sentinel
                .is_text("https://static0.example.com/images/profile/defaultProfile_150_male.png")
        );
        assert!(!sentinel.is_text("https://example.com/defaultProfile/me.png"));
    }

    #[test]
    fn an_operation_is_found_by_what_it_serves() {
        for operation in OPERATIONS {
            for id in operation.covers {
                assert_eq!(
                    Operation::covering(id).map(|found| found.id),
                    Some(operation.id)
                );
            }
        }
        assert!(Operation::covering("get_nothing").is_none());
    }

    #[test]
    fn the_tables_are_sorted_as_their_search_needs() {
        assert!(OPERATIONS.is_sorted_by_key(|operation| operation.id));
        assert!(SCHEMAS.is_sorted_by_key(|schema| schema.name));
        for schema in SCHEMAS {
            assert!(schema.fields.is_sorted_by_key(|field| field.name));
        }
    }
}
