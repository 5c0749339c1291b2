//! `cargo xtask surface`: what the API offers, short enough to read in a review and steady enough to compare. The spec's
//! side comes from the bundle, the code's side from the generated files; neither is made from the other.

#[cfg(test)]
mod api;
#[cfg(test)]
mod schemas;
mod spec;

pub(crate) use spec::{json, operations};

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::bundle;
    use crate::codegen;
    use crate::spec::Spec;

    use super::{api::api, operations, schemas::schemas};

    fn lines(spec: Spec<'_>) -> String {
        format!("{}\n{}", operations(spec), schemas(spec))
    }

    fn fixtures() -> PathBuf {
        crate::root().join("xtask/fixtures")
    }

    #[test]
    fn the_surface_of_the_spec_changes_only_under_review() {
        let bundle = bundle::load(&crate::root()).unwrap();
        insta::assert_snapshot!(lines(Spec::new(&bundle.document)));
    }

    #[test]
    fn the_surface_of_the_generated_api_changes_only_under_review() {
        let files = codegen::render(&crate::root()).unwrap();
        insta::assert_snapshot!(api(&files).unwrap());
    }

    #[test]
    fn an_operation_is_a_line_and_a_schema_is_a_line() {
        let bundle = bundle::load(&fixtures()).unwrap();
        insta::assert_snapshot!(lines(Spec::new(&bundle.document)));
    }

    #[test]
    fn a_builder_is_a_line_and_a_type_is_a_line() {
        let files = codegen::render(&fixtures()).unwrap();
        insta::assert_snapshot!(api(&files).unwrap());
    }

    #[test]
    fn the_json_has_an_entry_an_operation_sorted_by_id() {
        let bundle = bundle::load(&fixtures()).unwrap();
        let entries = super::json(Spec::new(&bundle.document));
        let entries = entries.as_array().unwrap();
        let ids: Vec<&str> = entries
            .iter()
            .map(|entry| entry["operation_id"].as_str().unwrap())
            .collect();
        assert_eq!(
            ids,
            [
                "add_plant",
                "get_heat",
                "get_heat_intraday",
                "get_orders",
                "get_plant_track",
                "get_plants",
                "set_heat_goal"
            ]
        );
        assert_eq!(
            entries[0],
            serde_json::json!({
                "operation_id": "add_plant",
                "covers": ["add_plant", "add_seed"],
                "method": "POST",
                "path": "/1/user/{user-id}/plants.json",
                "scopes": ["plants"],
                "deprecated": false,
                "pagination": null,
                "max_range": null,
                "intraday": false,
                "periods": [],
            })
        );
        assert_eq!(entries[1]["periods"], serde_json::json!(["1d", "7d"]));
        assert_eq!(entries[2]["intraday"], true);
        assert_eq!(entries[2]["max_range"]["hours"], 24);
        assert_eq!(entries[3]["scopes"], serde_json::json!([]));
        assert_eq!(entries[3]["max_range"]["days"]["seeds"], 1095);
        assert_eq!(entries[4]["deprecated"], true);
        assert_eq!(entries[5]["pagination"]["max-limit"], 100);
    }
}
