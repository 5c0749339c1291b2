//! Programs of this machine, and Debian's packages for those that are missing. What is there is used as it is; nothing is
//! upgraded, and no service of Debian's is set up or started.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{geteuid, getpid};

use crate::failure::Failure;

/// Where Debian's packages find what `policy-rc.d` is to say: whether a service may be started.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Where the packages of PostgreSQL find whether to set up a database.
const CLUSTERS: &str = "/etc/postgresql-common/createcluster.d";

/// The folders in which programs are looked for: those of `path`, and those where Debian puts programs.
pub(crate) fn folders(path: &OsStr) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .collect();
    folders.extend(["/usr/bin", "/usr/sbin", "/sbin"].map(PathBuf::from));
    folders
}

/// The first file of this name that may be run.
pub(crate) fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders
        .iter()
        .map(|folder| folder.join(program))
        .find(|path| is_program(path))
}

/// Whether there is such a file and it may be run.
pub(crate) fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// Installs packages. Only root can; whoever is not is told what to install.
pub(crate) fn install(packages: &[&str], folders: &[PathBuf]) -> Result<(), Failure> {
    let remedy = format!(
        "install {}: `apt-get update && apt-get install --no-install-recommends {}`, as root",
        packages.join(" and "),
        packages.join(" ")
    );
    let Some(apt) = find("apt-get", folders) else {
        return Err(Failure::new(format!(
            "there is no apt-get here that could {remedy}"
        )));
    };
    if !geteuid().is_root() {
        return Err(Failure::new(format!(
            "not root, who alone can {remedy}; or put their programs on PATH"
        )));
    }
    let _quiet = [
        Notice::put(
            Path::new(CLUSTERS),
            "fitbit-xtask.conf",
            "create_main_cluster = false\n",
            0o644,
        )?,
        // It says no for as long as this process lives, so that it does no harm if it should be left behind.
        Notice::put(
            Path::new(POLICY).parent().unwrap_or(Path::new("/")),
            "policy-rc.d",
            &format!(
                "#!/bin/sh\nif kill -0 {} 2>/dev/null; then exit 101; fi\nexit 0\n",
                getpid().as_raw_nonzero()
            ),
            0o755,
        )?,
    ];
    let run = |arguments: &[&str]| {
        let status = Command::new(&apt)
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::new(format!("apt-get failed, see above: {remedy}"))),
            Err(error) => Err(Failure::new(format!(
                "cannot run apt-get: {error}: {remedy}"
            ))),
        }
    };
    run(&["update", "--quiet"])?;
    let options = ["install", "--yes", "--no-install-recommends"];
    let quiet = ["--quiet", "-o", "Dpkg::Use-Pty=0"];
    run(&[&options[..], &quiet, packages].concat())
}

/// A file that tells Debian's packages something while they are installed, and is removed afterwards.
struct Notice {
    file: Option<PathBuf>,
}

impl Notice {
    /// Puts it there, unless there is one already: whoever put that has decided.
    fn put(folder: &Path, name: &str, text: &str, mode: u32) -> Result<Self, Failure> {
        let file = folder.join(name);
        if file.exists() {
            return Ok(Self { file: None });
        }
        fs::create_dir_all(folder).map_err(|error| Failure::io("create", folder, &error))?;
        let notice = Self {
            file: Some(file.clone()),
        };
        fs::write(&file, text)
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(mode)))
            .map_err(|error| Failure::io("write", &file, &error))?;
        Ok(notice)
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        let Some(file) = &self.file else { return };
        if let Err(error) = fs::remove_file(file) {
            eprintln!("{}", Failure::io("remove", file, &error));
        }
        // The folder stays if others have something in it.
        if let Some(folder) = file.parent() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_program_of_that_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str, mode: u32| {
            let path = folder.path().join(name);
            fs::create_dir_all(&path).unwrap();
            let file = path.join("tool");
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        let (text, one, other) = (
            place("text", 0o644),
            place("one", 0o755),
            place("two", 0o755),
        );
        let found = find("tool", &[text, one.clone(), other]);
        assert_eq!(found, Some(one.join("tool")));
        assert_eq!(find("no-tool", &[one]), None);
    }

    #[test]
    fn a_relative_folder_of_the_path_is_not_searched() {
        let found = folders(OsStr::new(".:bin:/opt/bin"));
        assert_eq!(found[0], Path::new("/opt/bin"));
    }

    #[test]
    fn without_a_way_to_install_the_failure_says_what_is_missing() {
        let failure = install(&["postgresql", "redis-server"], &[]).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "there is no apt-get here that could install postgresql and redis-server: `apt-get update && apt-get \
             install --no-install-recommends postgresql redis-server`, as root"
        );
    }

    #[test]
    fn a_notice_goes_and_leaves_what_others_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let (made, there) = (folder.path().join("made"), folder.path().join("there"));
        drop(Notice::put(&made, "one.conf", "text", 0o644).unwrap());
        assert!(!made.exists());

        fs::create_dir(&there).unwrap();
        fs::write(there.join("one.conf"), "of somebody else").unwrap();
        drop(Notice::put(&there, "one.conf", "text", 0o644).unwrap());
        drop(Notice::put(&there, "two.conf", "text", 0o644).unwrap());
        let kept = fs::read_to_string(there.join("one.conf")).unwrap();
        assert_eq!(kept, "of somebody else");
        assert!(!there.join("two.conf").exists());
    }
}
