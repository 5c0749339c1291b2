//! The facts of the spec as Rust tables, in the shapes that `fitbit-api` writes by hand. A fact that has no shape there
//! is not a fact for programs, and stays in the bundle.

mod bodies;
mod operations;
mod schemas;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::codegen::MARK;
use crate::failure::Failure;

pub(crate) use bodies::bodies;
pub(crate) use operations::{covers, operations};
pub(crate) use schemas::{schemas, sentinel};

fn option(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or(quote!(None), |tokens| quote!(Some(#tokens)))
}

fn number(value: &Value) -> Literal {
    Literal::u64_unsuffixed(value.as_u64().unwrap_or_default())
}

/// A generated file.
pub(crate) fn print(docs: &str, tokens: &TokenStream) -> Result<String, Failure> {
    let file: syn::File = syn::parse2(tokens.clone())
        .map_err(|error| Failure::new(format!("generated code does not parse: {error}")))?;
    Ok(format!(
        "{MARK}\n//! {docs}\n\n{}",
        prettyplease::unparse(&file)
    ))
}

#[cfg(test)]
mod tests {
    use crate::spec::Spec;

    #[test]
    fn the_facts_of_the_fixture_are_all_in_the_tables() {
        let root = crate::root().join("xtask/fixtures");
        let bundle = crate::bundle::load(&root).unwrap();
        let spec = Spec::new(&bundle.document);
        let operations = super::operations(spec).unwrap();
        for fact in [
            "covers: &[\"add_plant\", \"add_seed\"]",
            "idempotency: Idempotency::None",
            "own_data_only: true",
            "either_or: &[&[\"seedId\", \"plantName\"]]",
            "either_or: &[&[\"low\", \"high\"], &[\"colour\", \"shade\"]]",
            "max_range: Some(MaxRange::Hours(24))",
            "intraday: true",
            "periods: &[\"1d\", \"7d\"]",
            "xml_root: Some(\"Track\")",
            "root_item: Some(\"goal\")",
            "max_range: Some(MaxRange::Days(31))",
            "days: &[(\"bulbs\", 30), (\"seeds\", 1095)]",
            "scopes: &[(\"bulbs\", &[\"plants\"]), (\"seeds\", &[\"orders\"])]",
            "effect: PrivacyEffect::Items(\"Heavy plants.\")",
            "of_listed: true",
            "units: Units::Profile",
            "deprecated: true",
            "empty: Empty::Body",
            "root_list: Some(\"orders\")",
            "max_limit: 100",
        ] {
            assert!(operations.contains(fact), "{fact}: {operations}");
        }
        let schemas = super::schemas(spec).unwrap();
        for fact in [
            ".of_person(\"encodedId\")",
            "Schema::values(\"PlantKind\", &[\"TREE\", \"flower_bed\", \"Herb\"])",
            ".private(\"about-me\", &[Sentinel::DefaultAvatar], false)",
            ".scoped(\"soil\")",
            "Field::new(\"marks\", Shape::MapOf(\"Gardener\"))",
            "Field::new(\"sunshine\", Shape::Map)",
            "Schema::list(\"HeatDayList\", Shape::Schema(\"HeatDay\"))",
            "&[Shape::Schema(\"HeatSummary\"), Shape::Plain]",
        ] {
            assert!(schemas.contains(fact), "{fact}: {schemas}");
        }
        assert!(!schemas.contains("\"NewPlant\""), "a request is no answer");
    }
}
