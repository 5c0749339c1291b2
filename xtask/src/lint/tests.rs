//! Each rule, shown firing: one small edit of a spec that is in order, and the rule that must name it.

use std::collections::BTreeMap;

use crate::bundle::{self, Source};

/// A spec that breaks no rule.
fn good() -> Vec<Source> {
    bundle::read(&crate::root().join("xtask/fixtures")).unwrap()
}

/// The findings after `from` became `to`, wherever it stands; as the command prints them.
fn findings(from: &str, to: &str) -> Vec<String> {
    let mut sources = good();
    let mut count = 0;
    for source in &mut sources {
        count += source.text.matches(from).count();
        source.text = source.text.replace(from, to);
    }
    assert_eq!(count, 1, "{from:?} must stand once in the fixture");
    let bundle = bundle::assemble(&sources).unwrap_or_else(|failure| panic!("{to:?}: {failure}"));
    super::lint(&bundle)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_spec_in_order_has_no_findings() {
    let bundle = bundle::assemble(&good()).unwrap();
    let findings: Vec<String> = super::lint(&bundle)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(findings, Vec::<String>::new());
}

/// Every case of one group of `cases.yaml` is named by its rule at its place.
fn check(group: &str) {
    let groups: BTreeMap<String, Vec<[String; 4]>> =
        yaml_serde::from_str(include_str!("cases.yaml")).unwrap();
    let mut silent = Vec::new();
    for [rule, place, from, to] in &groups[group] {
        let findings = findings(from, to);
        let expected = format!("[{rule}]");
        if !findings
            .iter()
            .any(|finding| finding.ends_with(&expected) && finding.contains(place.as_str()))
        {
            silent.push(format!(
                "{rule} at {place} after {from:?} became {to:?}: {findings:#?}"
            ));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn rules_about_the_document_fire() {
    check("the_document");
}

#[test]
fn rules_about_references_fire() {
    check("references");
}

#[test]
fn rules_about_operations_fire() {
    check("operations");
}

#[test]
fn rules_about_parameters_fire() {
    check("parameters");
}

#[test]
fn rules_about_schemas_fire() {
    check("schemas");
}

#[test]
fn rules_about_extensions_of_operations_fire() {
    check("extensions_of_operations");
}

#[test]
fn rules_about_extensions_of_schemas_fire() {
    check("extensions_of_schemas");
}

#[test]
fn own_data_only_needs_a_user_in_the_path() {
    let mut sources = good();
    for source in &mut sources {
        source.text = source
            .text
            .replace(
                "/1/user/{user-id}/{collection}/orders.json",
                "/1/{collection}/orders.json",
            )
            .replace("x-units: profile", "x-own-data-only: true");
    }
    let findings = super::lint(&bundle::assemble(&sources).unwrap());
    let message = "`x-own-data-only`, and no `{user-id}` in the path";
    assert!(
        findings.iter().any(|finding| finding.message == message),
        "{findings:#?}"
    );
}

#[test]
fn all_findings_come_at_once_with_file_and_place() {
    let mut sources = good();
    for source in &mut sources {
        source.text = source
            .text
            .replace("    operationId: get_orders\n", "")
            .replace("kind: height", "kind: cubits");
    }
    let findings: Vec<String> = super::lint(&bundle::assemble(&sources).unwrap())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(
        findings[0].starts_with(
            "spec/paths/orders.yaml: GET /1/user/{user-id}/{collection}/orders.json: no operationId [operation-id]"
        ),
        "{findings:#?}"
    );
    assert!(
        findings[1]
            .starts_with("spec/schemas/plants.yaml: schema Gardener.height: `kind` is one of")
    );
}
