//! The follower of the clock. Appointments, consents, roles and tokens end in their time without a deed: what they open is asked of the clock. What ends
//! is written down here soon after, so that the log, and all who follow it, hear of it.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use hemicycle_entity::contact::{Column, Entity, Model};
use hemicycle_entity::ids::ContactId;
use hemicycle_entity::values::AppointmentStatus;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};

use crate::account::over;
use crate::actor::Actor;
use crate::contact::{consent, course};
use crate::deed::KEY_LIFETIME;
use crate::failure::Failure;
use crate::imports::receive;
use crate::network::Network;
use crate::record::Record;

/// What the log calls it.
pub(crate) const CLOCK_NAME: &str = "clock";
const CLOCK: Actor = Actor::System(CLOCK_NAME);

/// What was ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    pub appointments: usize,
    pub consents: usize,
    pub grants: usize,
    pub tokens: usize,
    pub keys: u64,
    /// Files that were not committed.
    pub imports: u64,
}

/// Ends what is over by its date: appointments, consents, roles, tokens, idempotency keys, and files that nobody committed. Once is as good as twice, here or in another process.
pub async fn end_what_is_over(network: &Network) -> Result<Ended, Failure> {
    let reading = network.read(CLOCK);
    let contacts = reading.all::<Entity>(is_over(reading.now())).await?;
    let mut ended = Ended::default();
    for row in contacts {
        let appointment = appointment_is_over(&row, reading.now());
        if end(network, row.id, appointment).await? {
            let count = if appointment {
                &mut ended.appointments
            } else {
                &mut ended.consents
            };
            *count += 1;
        }
    }
    ended.grants = over::end_grants(network, &CLOCK).await?;
    ended.tokens = over::end_tokens(network, &CLOCK).await?;
    ended.keys = forget_keys(network, reading.now()).await?;
    ended.imports = receive::forget_old(network).await?;
    network.forget_what_is_left().await;
    Ok(ended)
}

fn is_over(at: DateTime<Utc>) -> Condition {
    let open = [AppointmentStatus::Nominated, AppointmentStatus::Confirmed];
    let appointment = Condition::all()
        .add(Column::AppointmentStatus.is_in(open))
        .add(Column::EndsOn.lte(at.date_naive()));
    Condition::any()
        .add(appointment)
        .add(Column::ConsentUntil.lte(at))
}

fn appointment_is_over(row: &Model, at: DateTime<Utc>) -> bool {
    row.appointment_status != AppointmentStatus::Ended
        && row.ends_on.is_some_and(|day| day <= at.date_naive())
}

fn consent_is_over(row: &Model, at: DateTime<Utc>) -> bool {
    row.consent_until.is_some_and(|until| until <= at)
}

/// Ends what is over of one contact, in a deed of its own; whether there was anything left to end.
async fn end(network: &Network, contact: ContactId, appointment: bool) -> Result<bool, Failure> {
    let deed = if appointment {
        "contactEnd"
    } else {
        "contactConsentEnd"
    };
    let mut writing = network.write(CLOCK, deed, None).await?;
    let now = writing.now();
    let Some(before) = writing
        .one_locked::<Entity>(Column::Id.eq(contact.0))
        .await?
    else {
        return Ok(false);
    };
    let mut after = before.clone();
    if appointment_is_over(&before, now) {
        after = course::ended(&before, before.ends_on, now.date_naive());
    }
    if consent_is_over(&before, now) {
        let consents = consent::of(&writing, &before).await?;
        consent::settled(&mut after, &consents, now);
    }
    if after == before {
        return Ok(false);
    }
    let shown_until = last_moment(&before, now);
    writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    writing.was_for(contact.0, Entity::audience(&before, shown_until));
    writing.commit().await?;
    Ok(true)
}

/// The last moment before anything of it was over: who could read it then, is told that it ended.
fn last_moment(row: &Model, now: DateTime<Utc>) -> DateTime<Utc> {
    let day = row
        .ends_on
        .map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let over = [day, row.consent_until].into_iter().flatten();
    let first = over.filter(|end| *end <= now).min();
    first.map_or(now, |end| end - TimeDelta::microseconds(1))
}

async fn forget_keys(network: &Network, now: DateTime<Utc>) -> Result<u64, Failure> {
    let old = || Expr::col(Alias::new("at")).lt(now - KEY_LIFETIME);
    let any = Query::select()
        .column(Alias::new("field"))
        .from(Alias::new("idempotency_key"))
        .and_where(old())
        .limit(1)
        .to_owned();
    if network.read(CLOCK).rows(&any).await?.is_empty() {
        return Ok(0);
    }
    let writing = network.write(CLOCK, "forgetKeys", None).await?;
    let forget = Query::delete()
        .from_table(Alias::new("idempotency_key"))
        .and_where(old())
        .to_owned();
    let count = writing.execute(&forget).await?;
    writing.commit().await?;
    Ok(count)
}
