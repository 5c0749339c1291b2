//! The work of spending: makes calls for one person, as many at once as there are lanes, each as soon as the shared budget
//! lets it.

use std::sync::Arc;

use fitbit_core::{
    AccessToken, Budget, BudgetStore, Client, HttpSettings, Patience, RetryPolicy, SystemClock,
    User,
};
use fitbit_store::Store;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::orders::{Orders, Report, Work, settings};

/// One person's budget, as one process has it.
pub struct Spends {
    user: User,
    budget: Budget,
    lanes: u32,
}

impl std::fmt::Debug for Spends {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Spends")
    }
}

impl Spends {
    /// Opens the store.
    ///
    /// # Panics
    ///
    /// Where the orders cannot be followed.
    pub async fn open(orders: &Orders) -> Self {
        let Work::Spend {
            token,
            limit,
            window,
            margin,
        } = &orders.work
        else {
            panic!("orders of another work");
        };
        let store = Store::open(&orders.store).await.expect("the store opens");
        let budgets: Arc<dyn BudgetStore> =
            Arc::new(store.budgets(settings(*limit, *window, *margin)));
        let budget = Budget::new(budgets, Arc::new(SystemClock));
        let client = Client::builder()
            .base_url(&orders.service)
            .http(HttpSettings::new().with_user_agent(orders.user_agent()))
            .budget(budget.clone())
            .retry(RetryPolicy::never())
            .build()
            .expect("a client");
        let token = AccessToken::new(token).expect("a token");
        Self {
            user: client.user(token).with_patience(Patience::Wait),
            budget,
            lanes: orders.lanes,
        }
    }

    /// Works until the sender is gone. What is under way then is ended and not waited for, as in a process that stops; what
    /// was granted and not used is given back.
    ///
    /// # Panics
    ///
    /// Where a lane does.
    pub async fn run(self, ends: watch::Receiver<()>) -> Report {
        let mut lanes = JoinSet::new();
        for _ in 0..self.lanes {
            lanes.spawn(lane(self.user.clone(), ends.clone()));
        }
        let mut report = Report::default();
        while let Some(lane) = lanes.join_next().await {
            let part = lane.expect("a lane does not panic");
            report.calls += part.calls;
            for (kind, times) in part.failures {
                *report.failures.entry(kind).or_default() += times;
            }
        }
        let _ = self.budget.settle().await;
        report
    }
}

async fn lane(user: User, mut ends: watch::Receiver<()>) -> Report {
    let mut report = Report::default();
    loop {
        tokio::select! {
            biased;
            _ = ends.changed() => return report,
            outcome = async { user.get_badges().await } => report.count(&outcome),
        }
    }
}
