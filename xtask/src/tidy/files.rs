//! What every Rust file looks like: it says why it exists, it is short, and it shows whether a person wrote it.

use syn::visit::{self, Visit};

use super::File;
use crate::codegen;

/// The most lines of a file before its tests.
const MOST_LINES: usize = 400;

pub(super) fn check(files: &[File]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let mut report = |message: String| findings.push(format!("{}: {message}", file.path));
        if is_generated(&file.path) {
            if file.text.lines().next() != Some(codegen::MARK) {
                report("a generated file without the mark on its first line".to_owned());
            }
            continue;
        }
        if file.text.starts_with("// @generated") {
            report("the mark of a generated file outside the generated folders".to_owned());
        }
        if !file.text.starts_with("//!") {
            report("does not open with `//!`: why it exists, and what it must not do".to_owned());
        }
        let lines = lines_before_tests(&file.text);
        if lines > MOST_LINES && !is_test(&file.path) {
            report(format!(
                "{lines} lines before its tests, more than {MOST_LINES}: split it"
            ));
        }
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name == "mod.rs" {
            report("`mod.rs` is for generated modules: name the file like the module".to_owned());
        }
        if name == "lib.rs" && has_logic(&file.text) {
            report("`lib.rs` holds docs, modules and re-exports: no `fn`, no `impl`".to_owned());
        }
    }
    findings
}

fn is_generated(path: &str) -> bool {
    codegen::FOLDERS
        .iter()
        .any(|folder| path.starts_with(&format!("{folder}/")))
}

/// Whether the file holds nothing but tests.
fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .position(|pair| {
            pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        })
        .unwrap_or(lines.len())
}

/// Whether there is a function or an `impl`. What does not parse is for the compiler to name.
fn has_logic(text: &str) -> bool {
    struct Logic(bool);

    impl<'ast> Visit<'ast> for Logic {
        fn visit_item_fn(&mut self, _: &'ast syn::ItemFn) {
            self.0 = true;
        }

        fn visit_item_impl(&mut self, _: &'ast syn::ItemImpl) {
            self.0 = true;
        }
    }

    let mut logic = Logic(false);
    if let Ok(file) = syn::parse_file(text) {
        visit::visit_file(&mut logic, &file);
    }
    logic.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&[File {
            path: path.to_owned(),
            text: text.to_owned(),
        }])
    }

    #[test]
    fn a_file_in_order_is_left_alone() {
        assert!(findings("crates/a/src/b.rs", "//! Why.\nfn a() {}\n").is_empty());
        let generated = format!("{}\nfn a() {{}}\n", codegen::MARK);
        assert!(findings("crates/fitbit-api/src/generated/mod.rs", &generated).is_empty());
    }

    #[test]
    fn a_file_that_does_not_say_why_it_exists_is_named() {
        assert!(findings("crates/a/src/b.rs", "fn a() {}\n")[0].contains("`//!`"));
    }

    #[test]
    fn a_long_file_is_named_and_tests_do_not_count() {
        let code = "//! Why.\n".to_owned() + &"// code\n".repeat(MOST_LINES);
        assert!(findings("crates/a/src/b.rs", &code)[0].contains("401 lines"));
        assert!(findings("crates/a/tests/b.rs", &code).is_empty());
        let tests =
            "//! Why.\n#[cfg(test)]\nmod tests {\n".to_owned() + &"// test\n".repeat(MOST_LINES);
        assert!(findings("crates/a/src/b.rs", &tests).is_empty());
    }

    #[test]
    fn a_mark_where_it_does_not_belong_or_is_missing_is_named() {
        let marked = format!("{}\n//! Why.\n", codegen::MARK);
        assert!(findings("crates/a/src/b.rs", &marked)[0].contains("outside"));
        assert!(
            findings("crates/fitbit-api/src/generated/a.rs", "//! Why.\n")[0]
                .contains("without the mark")
        );
    }

    #[test]
    fn a_mod_rs_by_hand_is_named() {
        assert!(findings("crates/a/src/b/mod.rs", "//! Why.\n")[0].contains("`mod.rs`"));
    }

    #[test]
    fn logic_in_lib_rs_is_named() {
        for logic in [
            "fn a() {}",
            "struct A; impl A {}",
            "mod a { pub fn b() {} }",
        ] {
            assert!(
                findings("crates/a/src/lib.rs", &format!("//! Why.\n{logic}"))[0]
                    .contains("`lib.rs`")
            );
        }
        assert!(findings("crates/a/src/lib.rs", "//! Why.\nmod a;\npub use a::A;\n").is_empty());
    }
}
