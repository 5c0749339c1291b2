//! The spec's files made one document. Nothing is resolved, defaulted or judged here: that a key stands twice is the
//! only thing about the content that this step knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::examples;
use crate::failure::Failure;

/// The trunk, which every other file is merged into.
pub(crate) const TRUNK: &str = "spec/openapi.yaml";

/// The folders of the spec, and where what their files hold belongs.
const FOLDERS: [(&str, Section); 2] = [
    ("spec/paths", Section::Paths),
    ("spec/schemas", Section::Schemas),
];

/// The spec as one document, with the file that each part came from.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) document: Value,
    pub(crate) origins: Origins,
}

/// Which file a path or a schema stands in.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    paths: BTreeMap<String, String>,
    schemas: BTreeMap<String, String>,
}

impl Origins {
    /// The file with this path template.
    pub(crate) fn path(&self, template: &str) -> &str {
        self.paths.get(template).map_or(TRUNK, String::as_str)
    }

    /// The file with this schema.
    pub(crate) fn schema(&self, name: &str) -> &str {
        self.schemas.get(name).map_or(TRUNK, String::as_str)
    }
}

/// A file of the spec: its name from the root, and its text.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy)]
enum Section {
    Paths,
    Schemas,
}

impl Bundle {
    /// The document as it is committed: two spaces, sorted keys, a newline at the end.
    ///
    /// OpenAPI has no word for an enum that goes on, and other tools refuse what an `enum` does not list. So an open
    /// one leaves with its values in `x-extensible-enum`, where tools that know that extension look for them. The
    /// examples are made from the spec and are no part of it, so they come in here.
    pub(crate) fn to_json(&self) -> String {
        let mut document = self.document.clone();
        examples::insert(&mut document);
        if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
            for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
                if schema.get("x-extensible-enum") == Some(&Value::Bool(true))
                    && let Some(values) = schema.remove("enum")
                {
                    schema.insert("x-extensible-enum".to_owned(), values);
                }
            }
        }
        format!("{document:#}\n")
    }
}

/// Reads the spec below `root` and merges it.
pub(crate) fn load(root: &Path) -> Result<Bundle, Failure> {
    assemble(&read(root)?)
}

/// The files of the spec, the trunk first.
pub(crate) fn read(root: &Path) -> Result<Vec<Source>, Failure> {
    let mut sources = vec![read_one(root, TRUNK)?];
    for (folder, _) in FOLDERS {
        let directory = root.join(folder);
        let entries =
            fs::read_dir(&directory).map_err(|error| Failure::io("read", &directory, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| Failure::io("read", &directory, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if Path::new(&name)
                .extension()
                .is_none_or(|extension| extension != "yaml")
            {
                return Err(Failure::new(format!(
                    "{folder}/{name}: only files that end in `.yaml` belong here"
                )));
            }
            names.push(format!("{folder}/{name}"));
        }
        names.sort();
        for name in names {
            sources.push(read_one(root, &name)?);
        }
    }
    Ok(sources)
}

fn read_one(root: &Path, name: &str) -> Result<Source, Failure> {
    let path = root.join(name);
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    Ok(Source {
        name: name.to_owned(),
        text,
    })
}

/// Merges the files; names every file that cannot be read and every key that stands twice.
pub(crate) fn assemble(sources: &[Source]) -> Result<Bundle, Failure> {
    let mut reasons = Vec::new();
    let mut trunk = Map::new();
    let mut paths = Collected::default();
    let mut schemas = Collected::default();
    for source in sources {
        let mut mapping = match parse(source) {
            Ok(mapping) => mapping,
            Err(reason) => {
                reasons.push(reason);
                continue;
            }
        };
        let section = FOLDERS
            .iter()
            .find(|(folder, _)| source.name.starts_with(&format!("{folder}/")))
            .map(|(_, section)| *section);
        match section {
            Some(Section::Paths) => paths.add(mapping, source, &mut reasons),
            Some(Section::Schemas) => schemas.add(mapping, source, &mut reasons),
            None => {
                if let Some(Value::Object(own)) = mapping.remove("paths") {
                    paths.add(own, source, &mut reasons);
                }
                let components = mapping.get_mut("components").and_then(Value::as_object_mut);
                if let Some(Value::Object(own)) =
                    components.and_then(|components| components.remove("schemas"))
                {
                    schemas.add(own, source, &mut reasons);
                }
                trunk = mapping;
            }
        }
    }
    let components = trunk
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()));
    match components.as_object_mut() {
        Some(components) => {
            components.insert("schemas".to_owned(), Value::Object(schemas.entries));
        }
        None => reasons.push(format!("{TRUNK}: `components` is not a mapping")),
    }
    trunk.insert("paths".to_owned(), Value::Object(paths.entries));
    if !reasons.is_empty() {
        return Err(Failure::all(reasons));
    }
    Ok(Bundle {
        document: Value::Object(trunk),
        origins: Origins {
            paths: paths.files,
            schemas: schemas.files,
        },
    })
}

/// What the files of one folder hold together.
#[derive(Default)]
struct Collected {
    entries: Map<String, Value>,
    files: BTreeMap<String, String>,
}

impl Collected {
    fn add(&mut self, mapping: Map<String, Value>, source: &Source, reasons: &mut Vec<String>) {
        for (key, value) in mapping {
            if let Some(first) = self.files.get(&key) {
                reasons.push(format!(
                    "{}: `{key}` stands in {first} already",
                    source.name
                ));
                continue;
            }
            self.files.insert(key.clone(), source.name.clone());
            self.entries.insert(key, value);
        }
    }
}

fn parse(source: &Source) -> Result<Map<String, Value>, String> {
    // Read straight into JSON, a key that stands twice would pass and the last one win.
    let yaml: yaml_serde::Value =
        yaml_serde::from_str(&source.text).map_err(|error| format!("{}: {error}", source.name))?;
    match to_json(yaml, &mut Vec::new()) {
        Ok(Value::Object(mapping)) => Ok(mapping),
        Ok(_) => Err(format!("{}: the file does not hold a mapping", source.name)),
        Err(reason) => Err(format!("{}: {reason}", source.name)),
    }
}

fn to_json(yaml: yaml_serde::Value, place: &mut Vec<String>) -> Result<Value, String> {
    let refuse = |place: &[String], what: &str| Err(format!("at `{}`: {what}", place.join(".")));
    Ok(match yaml {
        yaml_serde::Value::Null => Value::Null,
        yaml_serde::Value::Bool(value) => Value::Bool(value),
        yaml_serde::Value::String(value) => Value::String(value),
        yaml_serde::Value::Number(number) => {
            let json = if let Some(value) = number.as_i64() {
                Some(value.into())
            } else if let Some(value) = number.as_u64() {
                Some(value.into())
            } else {
                number.as_f64().and_then(serde_json::Number::from_f64)
            };
            match json {
                Some(json) => Value::Number(json),
                None => return refuse(place, &format!("{number} is not a number of JSON")),
            }
        }
        yaml_serde::Value::Sequence(items) => {
            let mut list = Vec::with_capacity(items.len());
            for (index, item) in items.into_iter().enumerate() {
                place.push(index.to_string());
                list.push(to_json(item, place)?);
                place.pop();
            }
            Value::Array(list)
        }
        yaml_serde::Value::Mapping(mapping) => {
            let mut object = Map::new();
            for (key, value) in mapping {
                let key = match key {
                    yaml_serde::Value::String(key) => key,
                    yaml_serde::Value::Number(key) if key.as_u64().is_some() => key.to_string(),
                    _ => return refuse(place, "a key is neither text nor a whole number"),
                };
                place.push(key.clone());
                let value = to_json(value, place)?;
                place.pop();
                // The number 200 and the text "200" are two keys in YAML and one here.
                if object.insert(key.clone(), value).is_some() {
                    return refuse(place, &format!("`{key}` stands twice"));
                }
            }
            Value::Object(object)
        }
        yaml_serde::Value::Tagged(tagged) => {
            return refuse(
                place,
                &format!("the tag {} has no meaning here", tagged.tag),
            );
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    fn refusal(sources: &[Source]) -> String {
        assemble(sources).expect_err("refused").to_string()
    }

    #[test]
    fn the_folders_are_merged_into_the_trunk() {
        let bundle = assemble(&[
            source(TRUNK, "openapi: 3.0.3\ncomponents: {parameters: {}}\n"),
            source(
                "spec/paths/a.yaml",
                "/a.json:\n  get: {responses: {200: {}}}\n",
            ),
            source("spec/schemas/a.yaml", "A: {type: object}\n"),
        ])
        .unwrap();
        assert_eq!(
            bundle.document,
            serde_json::json!({
                "openapi": "3.0.3",
                "paths": {"/a.json": {"get": {"responses": {"200": {}}}}},
                "components": {"parameters": {}, "schemas": {"A": {"type": "object"}}},
            })
        );
        assert_eq!(bundle.origins.path("/a.json"), "spec/paths/a.yaml");
        assert_eq!(bundle.origins.schema("A"), "spec/schemas/a.yaml");
        assert!(bundle.to_json().ends_with("}\n"));
    }

    #[test]
    fn an_open_enum_leaves_the_house_without_a_closed_list() {
        let open = "A: {type: string, x-extensible-enum: true, enum: [x, y]}\nB: {type: string, enum: [x]}\n";
        let bundle = assemble(&[
            source(TRUNK, "openapi: 3.0.3\n"),
            source("spec/schemas/a.yaml", open),
        ])
        .unwrap();
        let written: Value = serde_json::from_str(&bundle.to_json()).unwrap();
        let schemas = &written["components"]["schemas"];
        assert_eq!(
            schemas["A"],
            serde_json::json!({"type": "string", "x-extensible-enum": ["x", "y"]})
        );
        assert_eq!(
            schemas["B"],
            serde_json::json!({"type": "string", "enum": ["x"]})
        );
    }

    #[test]
    fn a_key_in_two_files_is_refused_by_both_names() {
        let refusal = refusal(&[
            source(TRUNK, "openapi: 3.0.3"),
            source("spec/schemas/a.yaml", "A: {}\nB: {}"),
            source("spec/schemas/b.yaml", "B: {}\nA: {}"),
        ]);
        assert_eq!(
            refusal,
            "spec/schemas/b.yaml: `A` stands in spec/schemas/a.yaml already\n\
             spec/schemas/b.yaml: `B` stands in spec/schemas/a.yaml already"
        );
    }

    #[test]
    fn a_key_of_the_trunk_counts_too() {
        let refusal = refusal(&[
            source(TRUNK, "paths: {/a.json: {}}"),
            source("spec/paths/a.yaml", "/a.json: {}"),
        ]);
        assert!(refusal.contains("spec/openapi.yaml already"), "{refusal}");
    }

    #[test]
    fn a_key_that_stands_twice_in_one_file_is_refused_with_its_line() {
        let refusal = refusal(&[source(TRUNK, "info:\n  title: a\n  title: b\n")]);
        assert!(refusal.starts_with("spec/openapi.yaml: "), "{refusal}");
        assert!(
            refusal.contains("duplicate") && refusal.contains("line"),
            "{refusal}"
        );
    }

    #[test]
    fn a_number_and_its_text_are_one_key() {
        let refusal = refusal(&[source(TRUNK, "responses: {200: {}, '200': {}}")]);
        assert!(refusal.contains("`200` stands twice"), "{refusal}");
    }

    #[test]
    fn yaml_that_does_not_parse_is_refused_with_its_line() {
        let refusal = refusal(&[
            source(TRUNK, "openapi: 3.0.3"),
            source("spec/paths/a.yaml", "/a.json:\n  get: [\n"),
        ]);
        assert!(refusal.starts_with("spec/paths/a.yaml: "), "{refusal}");
        assert!(refusal.contains("line"), "{refusal}");
    }

    #[test]
    fn what_json_cannot_say_is_refused_with_its_place() {
        for (text, reason) in [
            ("a: {b: !secret x}", "at `a.b`: the tag !secret"),
            ("a: [1, .nan]", "at `a.1`: .nan is not a number"),
            ("a: {true: 1}", "at `a`: a key is neither"),
            ("- a", "does not hold a mapping"),
            ("", "does not hold a mapping"),
        ] {
            let refusal = refusal(&[source(TRUNK, text)]);
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }
}
