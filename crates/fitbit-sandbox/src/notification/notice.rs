//! One element of a batch: which collection of whom has something new, and of which day.

use jiff::civil::Date;
use serde_json::{Map, Value};

/// See the module. It never has any data of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) collection: String,
    pub(crate) date: Date,
    /// The id of the person.
    pub(crate) owner: String,
    pub(crate) subscription: String,
}

impl Notice {
    pub(crate) fn body(&self) -> Value {
        let fields = [
            ("collectionType", self.collection.as_str().into()),
            ("date", self.date.to_string().into()),
            ("ownerId", self.owner.as_str().into()),
            ("ownerType", "user".into()),
            ("subscriptionId", self.subscription.as_str().into()),
        ];
        object(fields)
    }

    /// As the announcement of the two collections about consent and account showed it: a month instead of a day, and no
    /// `ownerType`.
    pub(crate) fn announced_body(&self) -> Value {
        let date = self.date.to_string();
        let month = date.get(..7).unwrap_or(&date);
        let fields = [
            ("collectionType", self.collection.as_str().into()),
            ("date", month.into()),
            ("ownerId", self.owner.as_str().into()),
            ("subscriptionId", self.subscription.as_str().into()),
        ];
        object(fields)
    }
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    Value::Object(Map::from_iter(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_notice_has_the_fields_of_the_documentation_and_those_of_the_announcement() {
        let notice = Notice {
            collection: "foods".to_owned(),
            date: jiff::civil::date(2020, 6, 1),
            owner: "228S74".to_owned(),
            subscription: "1234".to_owned(),
        };
        assert_eq!(
            notice.body(),
            json!({"collectionType": "foods", "date": "2020-06-01", "ownerId": "228S74", "ownerType": "user",
                   "subscriptionId": "1234"})
        );
        assert_eq!(
            notice.announced_body(),
            json!({"collectionType": "foods", "date": "2020-06", "ownerId": "228S74", "subscriptionId": "1234"})
        );
    }
}
