//! Names of the standard library as a person writes them: no schema is called `Option`, `Vec` or `String`, so the whole
//! paths that a generator must write guard against nothing. It comes last: other passes look for the whole paths.

use syn::visit_mut::{self, VisitMut};

/// What the prelude brings, by module and name: there is a `fmt::Result` too.
const PRELUDE: [(&str, &str); 7] = [
    ("convert", "From"),
    ("convert", "TryFrom"),
    ("default", "Default"),
    ("option", "Option"),
    ("result", "Result"),
    ("string", "String"),
    ("vec", "Vec"),
];

pub(super) fn shorten(file: &mut syn::File) {
    Shorten.visit_file_mut(file);
}

struct Shorten;

impl VisitMut for Shorten {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if let [std, module, name, ..] = names.as_slice()
            && std == "std"
            && PRELUDE.contains(&(module.as_str(), name.as_str()))
        {
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(2).cloned().collect();
        }
    }

    fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
        visit_mut::visit_attribute_mut(self, attribute);
        // Paths in texts.
        if attribute.path().is_ident("serde")
            && let syn::Meta::List(list) = &mut attribute.meta
        {
            let text = list.tokens.to_string();
            let shorter = text.replace("\"::std::option::Option::is_none\"", "\"Option::is_none\"");
            if let Ok(tokens) = shorter.parse() {
                list.tokens = tokens;
            }
        }
        // `::serde::Deserialize` in a derive: the crate is named the same everywhere.
        if attribute.path().is_ident("derive")
            && let syn::Meta::List(list) = &mut attribute.meta
        {
            let text = list.tokens.to_string();
            if let Ok(tokens) = text.replace(":: serde ::", "serde ::").parse() {
                list.tokens = tokens;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn the_standard_librarys_names_are_short() {
        let mut file = file(
            "#[derive(::serde::Serialize, Clone)]
             pub struct A { #[serde(skip_serializing_if = \"::std::option::Option::is_none\")]
                 pub a: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                 pub b: ::std::collections::BTreeMap<::std::string::String, i64> }",
            "",
        );
        shorten(&mut file);
        let text = text(&file);
        for line in [
            "#[derive(serde::Serialize, Clone)]",
            "#[serde(skip_serializing_if = \"Option::is_none\")]",
            "pub a: Option<Vec<String>>",
            "pub b: ::std::collections::BTreeMap<String, i64>",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}
