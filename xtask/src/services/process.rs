//! A service as a process: started as somebody who is not root, bound to this process's life, watched until it answers. It
//! knows no service.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Signal, geteuid};

use super::free_port;
use crate::failure::Failure;
use crate::interrupt::{Interrupt, Reach, end};

/// How long a service may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often another port is tried when somebody was quicker.
const PORTS: usize = 3;

/// How much of a log is shown.
const LINES: usize = 20;

/// A service that is to be started.
pub(super) struct Service {
    /// What it is called.
    pub(super) name: &'static str,
    /// Its folder, which is its user's.
    pub(super) folder: PathBuf,
    /// The signal at which it ends at once and cleans up.
    pub(super) stop: Signal,
    /// The same as `setpriv` calls it.
    pub(super) stop_name: &'static str,
    user: Option<User>,
}

/// The numbers of a user and its group.
struct User {
    id: u32,
    group: u32,
}

impl Service {
    /// Makes its folder below `parent`, owned by the first of these users that there is, if we are root.
    pub(super) fn new(
        name: &'static str,
        parent: &Path,
        users: &[&str],
        (stop, stop_name): (Signal, &'static str),
    ) -> Result<Self, Failure> {
        let folder = parent.join(name);
        let user = if geteuid().is_root() {
            let found = users.iter().find_map(|user| User::named(user));
            Some(found.ok_or_else(|| {
                Failure::new(format!(
                    "{name} does not run as root, and there is no user {} here",
                    users.join(" or ")
                ))
            })?)
        } else {
            None
        };
        fs::create_dir(&folder)
            .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)))
            .map_err(|error| Failure::io("create", &folder, &error))?;
        let service = Self {
            name,
            folder,
            stop,
            stop_name,
            user,
        };
        service.hand_over(&service.folder)?;
        Ok(service)
    }

    /// Writes a file that only the service may read.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let file = self.folder.join(name);
        fs::write(&file, text)
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(0o600)))
            .map_err(|error| Failure::io("write", &file, &error))?;
        self.hand_over(&file)?;
        Ok(file)
    }

    fn hand_over(&self, path: &Path) -> Result<(), Failure> {
        let Some(user) = &self.user else {
            return Ok(());
        };
        chown(path, Some(user.id), Some(user.group))
            .map_err(|error| Failure::io("give away", path, &error))
    }

    /// A program of the service: run as its user, in its folder, told to stop when this process ends in whatever way,
    /// its output in its log.
    pub(super) fn command(&self, program: &Path) -> Result<Command, Failure> {
        let path = self.log();
        let log = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|error| Failure::io("write", &path, &error))?;
        let errors = log
            .try_clone()
            .map_err(|error| Failure::io("write", &path, &error))?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", self.stop_name]);
        if let Some(user) = &self.user {
            command
                .args(["--reuid", &user.id.to_string()])
                .args(["--regid", &user.group.to_string()])
                .arg("--clear-groups");
        }
        command
            .arg("--")
            .arg(program)
            .current_dir(&self.folder)
            // Ctrl-C is for us: tests end before what they use.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors);
        Ok(command)
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Starts it on a free port and waits until it answers there.
    pub(super) fn start(
        self,
        command: impl Fn(&Self, u16) -> Result<Command, Failure>,
        answers: impl Fn(u16) -> bool,
        interrupt: &Interrupt,
    ) -> Result<Running, Failure> {
        let mut tries = PORTS;
        loop {
            let port = free_port()?;
            let process = command(&self, port)?.spawn();
            let process = process.map_err(|error| self.cannot_run(&error))?;
            let mut running = Running {
                process,
                port,
                stop: self.stop,
            };
            tries -= 1;
            match running.wait(&self, &answers, interrupt)? {
                State::Answers => return Ok(running),
                State::Ended if tries > 0 && self.tail().contains("in use") => {}
                State::Ended => return Err(self.failed("ended by itself")),
                State::Silent => return Err(self.failed("does not answer")),
            }
        }
    }

    /// A failure that shows what the service said last.
    pub(super) fn failed(&self, how: &str) -> Failure {
        Failure::new(format!(
            "{} {how}; its log ends:\n{}",
            self.name,
            self.tail()
        ))
    }

    /// A failure to run one of its programs at all.
    fn cannot_run(&self, error: &io::Error) -> Failure {
        Failure::new(format!(
            "cannot run setpriv (Debian's package util-linux) for {}: {error}",
            self.name
        ))
    }

    fn tail(&self) -> String {
        let path = self.log();
        let log = match fs::read(&path) {
            Ok(log) => log,
            Err(error) => return Failure::io("read", &path, &error).to_string(),
        };
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LINES)..].join("\n")
    }
}

impl User {
    /// As the machine knows it. None if it does not.
    fn named(name: &str) -> Option<Self> {
        let number = |which: &str| {
            let output = Command::new("id")
                .args([which, name])
                .stderr(Stdio::null())
                .output()
                .ok()?;
            String::from_utf8_lossy(&output.stdout).trim().parse().ok()
        };
        Some(Self {
            id: number("-u")?,
            group: number("-g")?,
        })
    }
}

/// What became of a service that was started.
enum State {
    Answers,
    Ended,
    Silent,
}

/// A service that runs, until this value is dropped.
pub(super) struct Running {
    process: Child,
    port: u16,
    stop: Signal,
}

impl Running {
    /// Where it listens, on 127.0.0.1.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    fn wait(
        &mut self,
        service: &Service,
        answers: impl Fn(u16) -> bool,
        interrupt: &Interrupt,
    ) -> Result<State, Failure> {
        let deadline = Instant::now() + PATIENCE;
        interrupt.poll(|| match self.process.try_wait() {
            Err(error) => Some(Err(service.cannot_run(&error))),
            Ok(Some(_)) => Some(Ok(State::Ended)),
            Ok(None) if answers(self.port) => Some(Ok(State::Answers)),
            Ok(None) if Instant::now() >= deadline => Some(Ok(State::Silent)),
            Ok(None) => None,
        })?
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&mut self.process, self.stop, Reach::Process);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::super::Folder;
    use super::*;

    fn start(folder: &Folder, script: &str) -> Result<Running, Failure> {
        let service = Service::new(
            "made-up",
            folder.path(),
            &["nobody"],
            (Signal::TERM, "TERM"),
        )?;
        let command = |service: &Service, _| {
            let mut command = service.command(Path::new("/bin/sh"))?;
            command.args(["-c", script]);
            Ok(command)
        };
        let started = folder.path().join("made-up/started");
        service.start(command, |_| started.exists(), &Interrupt::default())
    }

    #[test]
    fn a_service_and_its_folder_go_with_their_values_also_in_a_panic() {
        let mut path = PathBuf::new();
        let mut process = PathBuf::new();
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let folder = Folder::new().unwrap();
            let running = start(&folder, "touch started; exec sleep 600").unwrap();
            process = PathBuf::from(format!("/proc/{}", running.process.id()));
            assert!(process.exists());
            path = folder.path().to_owned();
            let written = fs::metadata(path.join("made-up/started")).unwrap();
            assert_ne!(written.uid(), 0, "not as root");
            panic!("a test failed");
        }));
        assert!(panic.is_err());
        assert!(!process.exists());
        assert!(!path.exists());
    }

    #[test]
    fn a_service_that_does_not_come_up_shows_what_it_said() {
        let folder = Folder::new().unwrap();
        let Err(failure) = start(&folder, "echo no room here >&2; exit 1") else {
            panic!("nothing runs");
        };
        assert_eq!(
            failure.to_string(),
            "made-up ended by itself; its log ends:\nno room here"
        );
    }

    #[test]
    fn without_a_user_for_it_root_starts_nothing() {
        if !geteuid().is_root() {
            // Then it runs as whoever we are.
            return;
        }
        let folder = Folder::new().unwrap();
        let no_user = ["no-such-user"];
        let service = Service::new("made-up", folder.path(), &no_user, (Signal::TERM, "TERM"));
        let failure = service.err().expect("nobody to run as");
        assert!(failure.to_string().contains("no user no-such-user"));
    }
}
