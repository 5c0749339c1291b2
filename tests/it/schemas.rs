//! JSON Schemas of the generated types.

use fitbit_core::types;
use serde_json::Value;

#[test]
fn a_generated_type_has_a_schema_with_the_names_of_the_wire() {
    let schema = Value::from(schemars::schema_for!(types::BadgeList));
    let badge = &schema["$defs"]["Badge"]["properties"];
    assert!(badge.get("badgeType").is_some() && badge.get("timesAchieved").is_some());
}
