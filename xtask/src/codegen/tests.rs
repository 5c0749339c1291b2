//! The drift check, and what `codegen` promises about the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// A root with the fixture's spec and nothing else.
fn fixture() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let from = crate::root().join("xtask/fixtures");
    for source in bundle::read(&from).unwrap() {
        let path = root.path().join(&source.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source.text).unwrap();
    }
    root
}

/// Every file below `root` with its text.
fn everything(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.clone(), fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn what_is_on_disk_is_what_the_spec_says() {
    let differences = differences(&crate::root()).unwrap();
    assert!(
        differences.is_empty(),
        "run `cargo xtask codegen`\n{}",
        differences.concat()
    );
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let root = fixture();
    assert!(render(root.path()).unwrap() == render(root.path()).unwrap());
}

#[test]
fn rendering_reads_the_spec_and_writes_nothing() {
    let root = fixture();
    let before = everything(root.path());
    render(root.path()).unwrap();
    check(root.path()).unwrap_err();
    assert!(everything(root.path()) == before);
}

#[test]
fn every_generated_rust_file_has_the_mark_and_stands_in_a_generated_folder() {
    for (path, text) in render(fixture().path()).unwrap() {
        if path.extension().is_some_and(|extension| extension == "rs") {
            assert!(text.starts_with(MARK), "{}", path.display());
            assert!(
                FOLDERS.iter().any(|folder| path.starts_with(folder)),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn writing_makes_the_check_pass_and_a_second_time_changes_nothing() {
    let root = fixture();
    assert!(!write(root.path()).unwrap().is_empty());
    check(root.path()).unwrap();
    assert_eq!(write(root.path()).unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn the_check_finds_a_changed_byte_a_missing_and_a_stray_file_and_says_what_to_do() {
    let root = fixture();
    write(root.path()).unwrap();
    let folder = Path::new(FOLDERS[0]);

    let types = root.path().join(folder).join("types.rs");
    let text = fs::read_to_string(&types).unwrap();
    fs::write(
        &types,
        text.replacen("pub struct Plant ", "pub struct Plants ", 1),
    )
    .unwrap();
    let found = differences(root.path()).unwrap().concat();
    assert!(
        found.contains("-pub struct Plants {\n+pub struct Plant {\n"),
        "{found}"
    );
    fs::write(&types, text).unwrap();

    let bundle = root.path().join(BUNDLES[1]);
    fs::remove_file(&bundle).unwrap();
    let found = differences(root.path()).unwrap().concat();
    assert!(
        found.starts_with("--- /dev/null\n+++ crates/fitbit-sandbox/openapi.bundle.json\n"),
        "{found}"
    );
    write(root.path()).unwrap();

    for (name, text) in [("old.rs", "// old\n"), ("types/empty.rs", "")] {
        let stray = root.path().join(folder).join(name);
        fs::write(&stray, text).unwrap();
        let found = differences(root.path()).unwrap().concat();
        assert!(
            found.contains(&format!("generated/{name}\n+++ /dev/null\n")),
            "{found}"
        );
        let failure = check(root.path()).unwrap_err().to_string();
        assert!(failure.contains("run `cargo xtask codegen`"), "{failure}");
        assert_eq!(write(root.path()).unwrap(), [folder.join(name)]);
        assert!(!stray.exists());
    }
}

#[test]
fn a_changed_field_of_the_spec_fails_the_check() {
    let root = fixture();
    write(root.path()).unwrap();
    let plants = root.path().join("spec/schemas/plants.yaml");
    let text = fs::read_to_string(&plants).unwrap();
    fs::write(&plants, text.replace("anything:", "something:")).unwrap();
    assert!(check(root.path()).is_err());
}

#[test]
fn a_broken_spec_is_named_and_nothing_is_written() {
    for (name, text, reason) in [
        ("spec/openapi.yaml", "openapi: [", "spec/openapi.yaml: "),
        (
            "spec/schemas/roses.yaml",
            "Plant: {}",
            "`Plant` stands in spec/schemas/plants.yaml already",
        ),
        (
            "spec/schemas/more.yaml",
            "lost: {}",
            "spec/schemas/more.yaml: schema lost: ",
        ),
        (
            "spec/paths/notes.txt",
            "",
            "spec/paths/notes.txt: only files that end in `.yaml`",
        ),
    ] {
        let root = fixture();
        fs::write(root.path().join(name), text).unwrap();
        let before = everything(root.path());
        let failure = write(root.path()).unwrap_err().to_string();
        assert!(failure.contains(reason), "{failure}");
        assert!(everything(root.path()) == before);
    }
}
