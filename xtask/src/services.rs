//! PostgreSQL and Redis for tests: one of each, on free ports of this machine, in a temporary folder, gone when this value
//! is. They also end when this process is killed. Nothing here touches a database that was there before.

mod postgres;
mod process;
mod redis;

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use self::postgres::Postgres;
use self::redis::Redis;
use crate::debian;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::step::announce;

/// Both services, running.
pub(crate) struct Services {
    environment: Vec<(&'static str, String)>,
    // In this order: what runs is ended before its folder is removed.
    _postgres: Postgres,
    _redis: Redis,
    _folder: Folder,
}

impl Services {
    /// Starts both, with programs from Debian's packages if they are missing.
    pub(crate) fn start(interrupt: &Interrupt) -> Result<Self, Failure> {
        announce("services", "PostgreSQL and Redis");
        let programs = Programs::get()?;
        interrupt.check()?;
        let folder = Folder::new()?;
        let postgres = Postgres::start(&programs.postgres, folder.path(), interrupt)?;
        let redis = Redis::start(&programs.redis, folder.path(), interrupt)?;
        Ok(Self {
            environment: vec![
                ("FITBIT_TEST_POSTGRES_URL", postgres.url()),
                (
                    "FITBIT_TEST_POSTGRES_BIN",
                    programs.postgres.display().to_string(),
                ),
                ("FITBIT_TEST_REDIS_URL", redis.url()),
                (
                    "FITBIT_TEST_REDIS_SERVER",
                    programs.redis.display().to_string(),
                ),
            ],
            _postgres: postgres,
            _redis: redis,
            _folder: folder,
        })
    }

    /// The variables that tell tests where they are: the URLs, and the programs for tests that start one of their own.
    pub(crate) fn environment(&self) -> Vec<(&str, &str)> {
        let variables = self.environment.iter();
        variables
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

/// `cargo xtask services`: starts both, says where they are, and waits for Ctrl-C.
pub(crate) fn wait() -> Result<(), Failure> {
    let interrupt = Interrupt::watch()?;
    let services = Services::start(&interrupt)?;
    for (name, value) in services.environment() {
        println!("export {name}='{value}'");
    }
    eprintln!(
        "==> put these into the environment of `cargo test`; Ctrl-C stops and removes the services"
    );
    // To be told to end is what this waits for.
    let _ = interrupt.poll(|| None::<()>);
    Ok(())
}

/// Where the programs are.
struct Programs {
    /// The folder of PostgreSQL's.
    postgres: PathBuf,
    /// The server of Redis.
    redis: PathBuf,
}

impl Programs {
    fn get() -> Result<Self, Failure> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = debian::folders(&path);
        let find = || (postgres::find(&folders), redis::find(&folders));
        let (postgres, redis) = find();
        let wanted = [
            (postgres.is_none(), postgres::PACKAGE),
            (redis.is_none(), redis::PACKAGE),
        ];
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|(is_missing, _)| *is_missing)
            .map(|(_, package)| *package)
            .collect();
        if !missing.is_empty() {
            debian::install(&missing, &folders)?;
        }
        match find() {
            (Some(postgres), Some(redis)) => Ok(Self { postgres, redis }),
            _ => Err(Failure::new(format!(
                "{} installed, and still no program to run: put `postgres`, `initdb` and `redis-server` on PATH",
                missing.join(" and ")
            ))),
        }
    }
}

/// The temporary folder. What cannot be removed is said.
struct Folder(Option<TempDir>);

impl Folder {
    fn new() -> Result<Self, Failure> {
        let temporary = std::env::temp_dir();
        let failed = |error| Failure::io("create a folder in", &temporary, &error);
        let folder = tempfile::Builder::new()
            .prefix("fitbit-services-")
            .tempdir()
            .map_err(failed)?;
        // The users of the services have a folder each in it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).map_err(failed)?;
        Ok(Self(Some(folder)))
    }

    fn path(&self) -> &Path {
        self.0.as_ref().map_or(Path::new(""), TempDir::path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(folder) = self.0.take() {
            let path = folder.path().to_owned();
            if let Err(error) = folder.close() {
                eprintln!("{}", Failure::io("remove", &path, &error));
            }
        }
    }
}

/// A port of this machine that nobody uses now.
fn free_port() -> Result<u16, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port: {error}")))
}

/// A password for one run, of letters that need no escape in a URL.
fn password() -> Result<String, Failure> {
    let random = Path::new("/dev/urandom");
    let mut bytes = [0; 16];
    fs::File::open(random)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| Failure::io("read", random, &error))?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
