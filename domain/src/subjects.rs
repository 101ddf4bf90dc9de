//! What there is to know of records before deciding what an actor may do with them: fetched for many at once, in as many statements as for one.

use std::collections::{HashMap, HashSet};

use hemicycle_entity::ids::{HubId, ParliamentId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::actor::Actor;
use crate::failure::Failure;
use crate::policy::Subject;
use crate::read::Reading;
use crate::record::{Common, Link, Record, RowOf};

impl Reading {
    /// The subject of each of these records, as it concerns this reading's actor. Nothing is fetched for a visitor or the service itself: what
    /// they may do does not depend on it.
    pub async fn subjects<E: Record>(
        &self,
        rows: &[&RowOf<E>],
    ) -> Result<HashMap<Uuid, Subject>, Failure> {
        let mut subjects: HashMap<Uuid, Subject> = rows
            .iter()
            .map(|row| (row.uuid(), self.bare_subject::<E>(row)))
            .collect();
        if !matches!(self.actor(), Actor::Account(_)) {
            return Ok(subjects);
        }
        let ids: Vec<Uuid> = subjects.keys().copied().collect();
        if let Some(link) = E::PARLIAMENTS {
            for (id, targets) in self.targets(link, &ids).await? {
                let subject = subjects.entry(id);
                subject.and_modify(|one| {
                    one.parliaments
                        .extend(targets.into_iter().map(ParliamentId))
                });
            }
        }
        if let Some(link) = E::HUBS {
            for (id, targets) in self.targets(link, &ids).await? {
                let subject = subjects.entry(id);
                subject.and_modify(|one| one.hubs.extend(targets.into_iter().map(HubId)));
            }
        }
        if E::AUTHORED {
            for id in self.own_work(&ids).await? {
                subjects.entry(id).and_modify(|one| one.own_work = true);
            }
        }
        Ok(subjects)
    }

    pub async fn subject<E: Record>(&self, row: &RowOf<E>) -> Result<Subject, Failure> {
        let mut subjects = self.subjects::<E>(&[row]).await?;
        Ok(subjects
            .remove(&row.uuid())
            .unwrap_or_else(|| self.bare_subject::<E>(row)))
    }

    /// What the row itself says.
    fn bare_subject<E: Record>(&self, row: &RowOf<E>) -> Subject {
        let account = self.actor().account();
        Subject {
            kind: E::KIND,
            standing: E::standing(row, self.now()),
            parliaments: E::parliament(row).into_iter().collect(),
            hubs: if E::IS_HUB {
                vec![row.uuid().into()]
            } else {
                Vec::new()
            },
            own_work: account.is_some() && E::account(row) == account,
        }
    }

    /// Where the links of these records lead. Links without a target, as of a party that is another sort, are left out.
    pub(crate) async fn targets(
        &self,
        link: Link,
        from: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
        let mut targets: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        if from.is_empty() {
            return Ok(targets);
        }
        let query = Query::select()
            .column(Alias::new(link.from))
            .column(Alias::new(link.to))
            .from(Alias::new(link.table))
            .and_where(self.among_ids(Expr::col(Alias::new(link.from)), from.iter().copied()))
            .and_where(Expr::col(Alias::new(link.to)).is_not_null())
            .order_by(Alias::new(link.to), sea_orm::Order::Asc)
            .to_owned();
        for row in self.rows(&query).await? {
            let from: Uuid = row.try_get("", link.from)?;
            targets
                .entry(from)
                .or_default()
                .push(row.try_get("", link.to)?);
        }
        Ok(targets)
    }

    /// Which of these records the actor drafted, edited or submitted.
    async fn own_work(&self, records: &[Uuid]) -> Result<HashSet<Uuid>, Failure> {
        let Some(account) = self.actor().account() else {
            return Ok(HashSet::new());
        };
        let query = Query::select()
            .column(Alias::new("record"))
            .from(Alias::new("authorship"))
            .and_where(Expr::col(Alias::new("account_id")).eq(account.0))
            .and_where(self.among_ids(Expr::col(Alias::new("record")), records.iter().copied()))
            .to_owned();
        let rows = self.rows(&query).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get("", "record"))
            .collect::<Result<_, _>>()?)
    }
}
