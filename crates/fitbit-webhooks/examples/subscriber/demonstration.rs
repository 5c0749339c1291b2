//! The service shown against a fake Fitbit: told of news, killed between answer and work, started again.

use fitbit_sandbox::{Effect, Fault, people};

use crate::Result;
use crate::settings::CLIENT_ID;
use crate::stage::Stage;

pub(crate) async fn run() -> Result<()> {
    let stage = Stage::new(std::env::current_exe()?).await?;
    println!("{} subscriptions are made", stage.subscribe().await?);

    println!("a device syncs, the service is told, and reads now and once more later");
    let service = stage.start().await?;
    stage.sync().await?;
    stage.until_said("read activities", 2).await?;

    println!("a device syncs, the service is told, and is killed between its answer and its work");
    let slow = Effect::Latency { millis: 60_000 };
    stage
        .sandbox
        .inject(Fault::on("get_daily_activity_summary", slow))?;
    stage.sync().await?;
    drop(service);
    stage.sandbox.clear_faults();
    let before = stage.said("read activities");

    println!("it is started again, and reads what it was told before");
    let _service = stage.start().await?;
    stage.until_said("read activities", before + 1).await?;

    println!("the person revokes the consent, and the service is told");
    stage.sandbox.revoke(CLIENT_ID, people::OPEN)?;
    stage.sandbox.deliver().await;
    stage.until_said("revoked", 1).await
}
