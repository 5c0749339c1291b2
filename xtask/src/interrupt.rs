//! Ctrl-C and its like: noted, so that what was started is stopped and removed before this process ends. Whoever waits for
//! something asks here now and then; nothing here ends anything by itself.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::Failure;

/// How often those who wait look up.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a program that is told to end may take.
const GRACE: Duration = Duration::from_secs(10);

/// Whether somebody wants this process to end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    noted: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on SIGINT, SIGTERM and SIGHUP do not end this process but are noted.
    pub(crate) fn watch() -> Result<Self, Failure> {
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&interrupt.noted))
                .map_err(|error| Failure::new(format!("cannot watch for signals: {error}")))?;
        }
        Ok(interrupt)
    }

    /// A failure once this process is to end.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.noted.load(Ordering::SeqCst) {
            Err(Failure::new("==> interrupted"))
        } else {
            Ok(())
        }
    }

    /// Asks again and again until there is an answer. A failure when this process is to end.
    pub(crate) fn poll<T>(&self, mut ask: impl FnMut() -> Option<T>) -> Result<T, Failure> {
        loop {
            self.check()?;
            if let Some(answer) = ask() {
                return Ok(answer);
            }
            thread::sleep(PAUSE);
        }
    }

    /// Runs a command to its end, or ends it with all that it started.
    pub(crate) fn run(&self, command: &mut Command) -> Result<ExitStatus, Failure> {
        self.check()?;
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |error| Failure::new(format!("cannot run {program}: {error}"));
        // In a group of its own all of it can be told to end. Such a group cannot read from the terminal.
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let ended = self.poll(|| child.try_wait().transpose());
        if ended.is_err() {
            end(&mut child, Signal::TERM, Reach::Group);
        }
        ended?.map_err(failed)
    }
}

/// Who is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The process alone: it ends what it started.
    Process,
    /// Its process group.
    Group,
}

/// Ends a program by this signal, and by force when it does not obey.
pub(crate) fn end(child: &mut Child, signal: Signal, reach: Reach) {
    let id = Pid::from_child(child);
    let tell = |signal| {
        // It may have ended by itself; then there is nobody to be told.
        let _ = match reach {
            Reach::Process => kill_process(id, signal),
            Reach::Group => kill_process_group(id, signal),
        };
    };
    tell(signal);
    let deadline = Instant::now() + GRACE;
    while matches!(child.try_wait(), Ok(None)) {
        if Instant::now() >= deadline {
            break;
        }
        thread::sleep(PAUSE);
    }
    // Of a group, some may outlive the first.
    if reach == Reach::Group || matches!(child.try_wait(), Ok(None)) {
        tell(Signal::KILL);
    }
    // Killed, it cannot but end; an error says that it is waited for already.
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_interrupted_starts_nothing() {
        let interrupt = Interrupt::default();
        let status = interrupt.run(&mut Command::new("true")).unwrap();
        assert!(status.success());
        interrupt.noted.store(true, Ordering::SeqCst);
        let failure = interrupt.run(&mut Command::new("true")).unwrap_err();
        assert_eq!(failure.to_string(), "==> interrupted");
    }

    #[test]
    fn what_runs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("open while somebody runs");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let interrupt = Interrupt::default();
        let noted = Arc::clone(&interrupt.noted);
        let path = fifo.clone();
        let reader = thread::spawn(move || {
            // It opens once somebody writes, and ends when nobody has it open any more.
            let mut file = std::fs::File::open(path).unwrap();
            noted.store(true, Ordering::SeqCst);
            std::io::copy(&mut file, &mut std::io::sink()).unwrap()
        });
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 >\"$0\" & wait"]).arg(&fifo);
        assert!(interrupt.run(&mut command).is_err());
        assert_eq!(reader.join().unwrap(), 0);
    }
}
