//! Workers as processes: started, killed, started again, told to end. None outlives this value.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use fitbit_tests::orders::{Orders, Report};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long a worker may take to finish what it has begun: a lease of a dead process in real time, and some.
const GRACE: Duration = Duration::from_mins(2);

pub(crate) struct Fleet<F> {
    orders: F,
    workers: Vec<Worker>,
    next: u32,
    /// Who was killed.
    pub(crate) killed: BTreeSet<u32>,
}

struct Worker {
    instance: u32,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl<F: Fn(u32) -> Orders> Fleet<F> {
    /// So many workers, from number 1 on, which begin at the same time.
    pub(crate) async fn start(workers: usize, orders: F) -> Self {
        let mut fleet = Self {
            orders,
            workers: Vec::new(),
            next: 1,
            killed: BTreeSet::new(),
        };
        for _ in 0..workers {
            let worker = fleet.worker().await;
            fleet.workers.push(worker);
        }
        for worker in &mut fleet.workers {
            let mut line = String::new();
            worker.output.read_line(&mut line).await.unwrap();
            assert_eq!(line, "ready\n", "worker {}", worker.instance);
        }
        for worker in &mut fleet.workers {
            worker.input.write_all(b"begin\n").await.unwrap();
        }
        fleet
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.workers.len()
    }

    /// Kills the worker of this place with SIGKILL, and puts another one there.
    pub(crate) async fn kill(&mut self, place: usize) {
        let worker = &mut self.workers[place];
        let ended = worker.child.try_wait().unwrap();
        assert!(
            ended.is_none(),
            "worker {} ended: {ended:?}",
            worker.instance
        );
        worker.child.kill().await.unwrap();
        self.killed.insert(worker.instance);
        let mut successor = self.worker().await;
        successor.input.write_all(b"begin\n").await.unwrap();
        self.workers[place] = successor;
    }

    /// Lets all of them end. What each of the last ones has done, by its number.
    pub(crate) async fn end(self) -> (Vec<(u32, Report)>, BTreeSet<u32>) {
        let mut running = Vec::new();
        for worker in self.workers {
            drop(worker.input);
            running.push((worker.instance, worker.child, worker.output));
        }
        let mut reports = Vec::new();
        for (instance, mut child, mut output) in running {
            let mut told = String::new();
            let read = output.read_to_string(&mut told);
            let in_time = tokio::time::timeout(GRACE, read).await;
            in_time.expect("a worker ends when told").unwrap();
            let status = child.wait().await.unwrap();
            assert!(status.success(), "worker {instance}: {status}");
            let report = told.lines().last().expect("a worker reports");
            reports.push((instance, serde_json::from_str(report).unwrap()));
        }
        (reports, self.killed)
    }

    async fn worker(&mut self) -> Worker {
        let instance = self.next;
        self.next += 1;
        let mut child = Command::new(env!("CARGO_BIN_EXE_worker"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut orders = serde_json::to_vec(&(self.orders)(instance)).unwrap();
        orders.push(b'\n');
        input.write_all(&orders).await.unwrap();
        Worker {
            instance,
            child,
            input,
            output,
        }
    }
}
