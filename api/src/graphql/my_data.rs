//! What the service holds of the person who asks, told to them whole.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, SecondsFormat, Utc};
use hemicycle_domain::party::Party;
use hemicycle_domain::party_of;
use hemicycle_domain::personal::{self, Filed, Held, OwnDeed};
use hemicycle_entity::values::{Closed, Kind};
use hemicycle_entity::{api_token, contact, contact_consent, role_grant};
use serde_json::{Value, json};
use uuid::Uuid;

use super::context::{asking, reading};
use super::directives::cost;
use super::error::Maybe;
use super::id::{self, IdKind};
use super::scalars::PersonalExport;

/// The root field of this subject.
#[derive(Default)]
pub struct MyDataQuery;

#[Object]
impl MyDataQuery {
    /// Everything that the service holds of the caller, for them to read and to take away. Null for a visitor. Its members: `account` (id, kind, name,
    /// times); `identities` at OpenID providers; `roles`; `tokens` and `sessions` (their times; of secrets only hashes are kept); `idempotencyKeys` of
    /// the last 24 hours; `contacts` that are the caller, with all details, what they are filed under and the events that they answer for, their `formerSlugs` and their `consents`; where the caller is among the
    /// `speakers` and `delegates` of events through them; `contributions` (records drafted, edited or submitted), `revisions` and `reviews` of
    /// practices; `imports`, the files of practices that the caller sent, with what their rows say until they are committed; `deeds`: the entries of the log that name the account.
    #[graphql(directive = cost::apply("1000".to_owned()))]
    async fn my_data(&self, ctx: &Context<'_>) -> Maybe<PersonalExport> {
        let held = personal::held(asking(ctx).network(), &reading(ctx)).await;
        match held {
            Ok(held) => held.map(|held| Ok(PersonalExport(told(&held)))),
            Err(failure) => Some(Err(failure.into())),
        }
    }
}

fn told(held: &Held) -> Value {
    json!({
        "account": held.account.as_ref().map(|row| json!({
            "id": id::encode(IdKind::Account, row.id),
            "kind": row.kind.as_str(),
            "name": row.name,
            "createdAt": at(row.created_at),
            "updatedAt": at(row.updated_at),
            "endedAt": row.ended_at.map(at),
        })),
        "identities": all(&held.identities, |row| json!({
            "issuer": row.issuer,
            "subject": row.subject,
            "linkedAt": at(row.linked_at),
        })),
        "roles": all(&held.grants, role),
        "tokens": all(&held.tokens, token),
        "sessions": all(&held.sessions, |row| json!({
            "issuer": row.issuer,
            "subject": row.subject,
            "startedAt": at(row.started_at),
            "checkedAt": at(row.checked_at),
            "expiresAt": at(row.expires_at),
        })),
        "idempotencyKeys": all(&held.keys, |one| json!({
            "field": one.field,
            "key": one.key,
            "usedAt": at(one.at),
        })),
        "contacts": all(&held.contacts, |row| card(row, &held.filed)),
        "formerSlugs": held.former_slugs,
        "consents": all(&held.consents, consent),
        "speakers": all(&held.speakers, |(row, event)| json!({
            "contact": row.contact_id.map(|one| id::encode(IdKind::Contact, one)),
            "event": event.map(|event| id::encode(IdKind::Event, event)),
            "session": id::encode(IdKind::EventSession, row.session_id),
            "roleTitle": row.role_title,
        })),
        "delegates": all(&held.delegates, |(row, delegation)| json!({
            "contact": row.contact_id.map(|one| id::encode(IdKind::Contact, one)),
            "event": delegation.map(|(event, _)| id::encode(IdKind::Event, event)),
            "parliament": delegation.map(|(_, one)| id::encode(IdKind::Parliament, one)),
            "roleTitle": row.role_title,
        })),
        "contributions": all(&held.contributions, |(kind, record)| global(*kind, *record)),
        "revisions": all(&held.revisions, |row| json!({
            "practice": id::encode(IdKind::Practice, row.practice_id),
            "status": row.status.as_str(),
            "content": row.content,
            "createdAt": at(row.created_at),
            "decidedAt": row.decided_at.map(at),
        })),
        "reviews": all(&held.reviews, |row| json!({
            "practice": id::encode(IdKind::Practice, row.practice_id),
            "verdict": row.verdict.as_str(),
            "body": row.body,
            "reasons": row.reasons,
            "writtenAt": at(row.written_at),
        })),
        "imports": all(&held.imports, |(batch, rows)| json!({
            "id": id::encode(IdKind::Import, batch.id),
            "name": batch.name,
            "status": batch.status.as_str(),
            "createdAt": at(batch.created_at),
            "rows": all(rows, |row| json!({
                "line": row.line,
                "content": row.content,
                "externalSystem": row.system,
                "externalId": row.external_id,
                "practice": row.record.map(|one| id::encode(IdKind::Practice, one)),
            })),
        })),
        "deeds": all(&held.deeds, deed),
    })
}

fn all<T>(rows: &[T], one: impl Fn(&T) -> Value) -> Value {
    rows.iter().map(one).collect()
}

fn at(instant: DateTime<Utc>) -> Value {
    json!(instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

fn role(row: &role_grant::Model) -> Value {
    json!({
        "role": row.role.as_str(),
        "hub": row.hub_id.map(|hub| id::encode(IdKind::Hub, hub)),
        "parliament": row.parliament_id.map(|one| id::encode(IdKind::Parliament, one)),
        "from": at(row.valid_from),
        "until": row.valid_until.map(at),
        "givenBy": row.granted_by,
    })
}

fn token(row: &api_token::Model) -> Value {
    json!({
        "label": row.label,
        "hint": row.hint,
        "scope": row.scope.as_str(),
        "issuedAt": at(row.issued_at),
        "expiresAt": row.expires_at.map(at),
        "revokedAt": row.revoked_at.map(at),
        "lastUsedAt": row.last_used_at.map(at),
    })
}

fn card(row: &contact::Model, filed: &[Filed]) -> Value {
    let listed = |list| {
        let own = filed
            .iter()
            .filter(|one| one.contact == row.id.0 && one.list == list);
        own.map(|one| global(one.kind, one.record)["id"].take())
            .collect::<Value>()
    };
    json!({
        "id": id::encode(IdKind::Contact, row.id),
        "slug": row.slug,
        "party": party_of!(row).map(party),
        "name": row.name,
        "roleTitle": row.role_title,
        "unit": row.unit,
        "languages": row.languages,
        "mailbox": row.mailbox,
        "phone": row.phone,
        "website": row.website,
        "visibility": row.visibility.as_str(),
        "nameVisibility": row.name_visibility.as_str(),
        "mailboxVisibility": row.mailbox_visibility.as_str(),
        "phoneVisibility": row.phone_visibility.as_str(),
        "appointment": row.appointment.as_str(),
        "appointmentStatus": row.appointment_status.as_str(),
        "appointedOn": row.appointed_on,
        "endsOn": row.ends_on,
        "nominatedBy": row.nominated_by,
        "createdAt": at(row.created_at),
        "updatedAt": at(row.updated_at),
        "originalLanguage": row.original_language,
        "sources": row.sources,
        "expertise": listed("expertise"),
        "hubs": listed("hubs"),
        "projects": listed("projects"),
        "practices": listed("practices"),
        "events": listed("events"),
    })
}

fn consent(row: &contact_consent::Model) -> Value {
    json!({
        "contact": id::encode(IdKind::Contact, row.contact_id),
        "purpose": row.purpose,
        "textVersion": row.text_version,
        "how": row.given_how,
        "givenAt": at(row.given_at),
        "expiresAt": row.valid_until.map(at),
        "withdrawnAt": row.withdrawn_at.map(at),
    })
}

fn deed(row: &OwnDeed) -> Value {
    json!({
        "number": row.seq,
        "at": at(row.at),
        "deed": row.deed,
        "record": global(row.kind, row.record),
        "client": row.client,
        "request": row.request,
    })
}

fn party(party: Party) -> ID {
    match party {
        Party::Parliament(one) => id::encode(IdKind::Parliament, one),
        Party::Chamber(one) => id::encode(IdKind::Chamber, one),
        Party::Organisation(one) => id::encode(IdKind::Organisation, one),
    }
}

/// A record by its kind and the id that clients know.
fn global(kind: Kind, record: Uuid) -> Value {
    let of = match kind {
        Kind::Topic => IdKind::Topic,
        Kind::Country => IdKind::Country,
        Kind::Organisation => IdKind::Organisation,
        Kind::Parliament => IdKind::Parliament,
        Kind::Chamber => IdKind::Chamber,
        Kind::Hub => IdKind::Hub,
        Kind::Event => IdKind::Event,
        Kind::Publication => IdKind::Publication,
        Kind::Project => IdKind::Project,
        Kind::Practice => IdKind::Practice,
        Kind::Contact => IdKind::Contact,
        Kind::Account => IdKind::Account,
    };
    json!({ "kind": kind.as_str(), "id": id::encode(of, record) })
}
