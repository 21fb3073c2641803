//! People who have come as far as the button: registered, signed in, with the form before them.

use crate::{
    page::tail,
    run::{CALMLY, Rush, register},
    scenario::Scenario,
    tally::Tally,
    town::Town,
    visit::{Found, Visitor, made},
};
use anyhow::{Result, bail, ensure};
use futures_util::{StreamExt, stream};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Somebody with the form before them.
pub(crate) struct Ready {
    pub(crate) visitor: Visitor,
    pub(crate) action: String,
    pub(crate) once: String,
}

impl Ready {
    /// Presses at the instant due, and remembers the booking they are told that they have; whether there is one. What went
    /// wrong is counted by the telephone.
    pub(crate) async fn presses(&mut self, due: Instant) -> bool {
        let fields = [("once", self.once.as_str())];
        let Ok(answer) = self.visitor.phone.post(&self.action, &fields, due).await else {
            return false;
        };
        let Some(booking) = made(&answer) else { return false };
        let Visitor { tally, index, .. } = &self.visitor;
        tally.acknowledges(*index, &booking, tail(&self.action));
        true
    }
}

/// So many of the town's people with the form before them, none with a connection. What they met on the way is forgotten.
pub(crate) async fn at_the_button(
    town: &Town,
    (scenario, people, seed): (Scenario, u32, u64),
    tally: &Arc<Tally>,
) -> Result<Vec<Ready>> {
    let rush = Rush {
        scenario,
        people,
        within: Duration::ZERO,
        thinks: Duration::ZERO,
        waits_most: Duration::ZERO,
        at_once: CALMLY,
        seed,
    };
    let contenders = town.contenders()?;
    let people = people as usize;
    ensure!(contenders.len() >= people, "only {} of the town may come", contenders.len());
    let visitors = register(town, rush, &contenders[..people], tally).await?;
    let ready = stream::iter(visitors).map(comes_to_the_button).buffer_unordered(CALMLY);
    let ready: Vec<Result<Ready>> = ready.collect().await;
    let ready = ready.into_iter().collect::<Result<_>>()?;
    tally.begins();
    Ok(ready)
}

async fn comes_to_the_button(mut visitor: Visitor) -> Result<Ready> {
    match visitor.looks(Instant::now()).await? {
        Found::Button { action, once, .. } => {
            // A city's people with the form before them would hold more lines than there are.
            visitor.phone.hangs_up();
            Ok(Ready { visitor, action, once })
        }
        _ => bail!("{} finds nothing to press", visitor.handle),
    }
}
