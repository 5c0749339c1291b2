//! The generator and the checks: `cargo xtask COMMAND`. Reads arguments, calls the command's module, turns its answer
//! into an exit code; what a command does stands in its module.

mod bundle;
mod checks;
mod ci;
mod codegen;
mod columns;
mod debian;
mod docs;
mod enums;
mod evidence;
mod examples;
mod facade;
mod failure;
mod generate;
mod interrupt;
mod lint;
mod lower;
mod passes;
mod services;
mod spec;
mod split;
mod step;
mod surface;
mod tables;
mod test;
mod tidy;
mod units;
mod views;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use failure::Failure;

use crate::spec::Spec;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  codegen            write everything that is generated from spec/
  codegen --check    write nothing; show what differs and fail
  surface [--json]   list the operations of the spec
  tidy               check the house rules: layers, module docs, file sizes, marks
  test [ARGUMENT...] run all tests, with what they need; or those that arguments of `cargo test` choose
  services           start what tests need, say where it is, and wait for Ctrl-C
  evidence [NAME...] the long checks, by other people's tools; they gate nothing
  ci                 all that gates a merge: formatting, lints, docs, codegen --check, test

exit status: 0 done, 1 failed, 2 not a command
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match arguments.as_slice() {
        ["codegen"] => generate(&root),
        ["codegen", "--check"] => codegen::check(&root),
        ["surface"] => surface(&root, false),
        ["surface", "--json"] => surface(&root, true),
        ["tidy"] => tidy(&root),
        ["test", chosen @ ..] => test::run(&root, chosen),
        ["services"] => services::wait(),
        ["ci"] => ci::run(&root),
        ["evidence", names @ ..] => evidence::run(&root, names),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        [] => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
        unknown => {
            eprint!("not a command: {}\n\n{USAGE}", unknown.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    // What cargo says now counts more than where this was compiled: target folders are shared between clones.
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or(xtask.clone(), Path::to_path_buf)
}

fn generate(root: &Path) -> Result<(), Failure> {
    for path in codegen::write(root)? {
        println!("{}", path.display());
    }
    Ok(())
}

fn surface(root: &Path, as_json: bool) -> Result<(), Failure> {
    let bundle = bundle::load(root)?;
    let spec = Spec::new(&bundle.document);
    let text = if as_json {
        format!("{:#}\n", surface::json(spec))
    } else {
        surface::operations(spec)
    };
    // `print!` would panic when the reader of a pipe has seen enough.
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

fn tidy(root: &Path) -> Result<(), Failure> {
    let findings = tidy::check(root)?;
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Failure::all(findings))
    }
}
