//! A small network that people work in: a parliament, a hub, and an active project of both.

use hemicycle_domain::network::Network;
use hemicycle_domain::project::HUBS;
use hemicycle_entity::{change, hub, parliament, project};
use sea_orm::{ColumnTrait, Condition};
use serde_json::Value;
use uuid::Uuid;

use crate::accounts::person;
use crate::callers::Caller;
use crate::database::{Backend, Fresh};
use crate::rows;
use crate::service::Service;

pub struct Place {
    pub fresh: Fresh,
    pub service: Service,
    /// Its code is `AA`.
    pub parliament: parliament::Model,
    /// Its slug is `open-data`, its version 1.
    pub hub: hub::Model,
    /// Its slug is `e-petitions`, its version, after it was linked to the hub, 2.
    pub project: project::Model,
}

impl Place {
    pub async fn of(backend: Backend) -> Self {
        let fresh = Fresh::empty(backend).await;
        let network = &fresh.network;
        let id = Uuid::from_u128;
        let row = rows::parliament(id(1), "AA");
        let parliament = rows::put::<parliament::Entity>(network, vec![row])
            .await
            .remove(0);
        let row = rows::hub(id(2), "open-data");
        let hub = rows::put::<hub::Entity>(network, vec![row]).await.remove(0);
        let mut row = rows::project(id(3), "e-petitions");
        row.lead_parliament_id = Some(parliament.id);
        let project = rows::put::<project::Entity>(network, vec![row])
            .await
            .remove(0);
        rows::link::<project::Entity>(network, HUBS, &project, &[hub.id.0]).await;
        let service = Service::of(network);
        Self {
            fresh,
            service,
            parliament,
            hub,
            project,
        }
    }

    pub fn network(&self) -> &Network {
        &self.fresh.network
    }

    /// The number of the log's last entry.
    pub async fn last_number(&self) -> i64 {
        let reading = self.network().read(rows::WRITER);
        reading.last_change().await.unwrap().unwrap().0
    }

    /// The log beyond a number, in its order.
    pub async fn log(&self, after: i64) -> Vec<change::Model> {
        let beyond = Condition::all().add(change::Column::Seq.gt(after));
        let reading = self.network().read(rows::WRITER);
        let mut entries = reading.all::<change::Entity>(beyond).await.unwrap();
        entries.sort_by_key(|entry| entry.seq);
        entries
    }

    /// From now on the parliament is a member of the hub.
    pub async fn joins(&self) {
        rows::joins(self.network(), self.parliament.id, &self.hub, None).await;
    }

    pub async fn reader(&self) -> Caller {
        self.service.with(&person(self.network()).open().await)
    }

    /// A contributor of the parliament.
    pub async fn contributor(&self) -> Caller {
        let opening = person(self.network()).contributor(self.parliament.id);
        self.service.with(&opening.open().await)
    }

    /// The focal point of the parliament.
    pub async fn focal_point(&self) -> Caller {
        let opening = person(self.network()).focal_point(self.parliament.id);
        self.service.with(&opening.open().await)
    }

    /// The coordinator of the hub.
    pub async fn coordinator(&self) -> Caller {
        let opening = person(self.network()).coordinator(self.hub.id);
        self.service.with(&opening.open().await)
    }

    pub async fn editor(&self) -> Caller {
        self.service
            .with(&person(self.network()).editor().open().await)
    }

    pub async fn administrator(&self) -> Caller {
        self.service
            .with(&person(self.network()).administrator().open().await)
    }

    /// Expects that a deed is refused for these reasons, and that the log does not speak of it.
    pub async fn refuses(&self, caller: &Caller, field: &str, arguments: Value, told: &[&str]) {
        let before = self.last_number().await;
        assert_eq!(caller.refused(field, arguments).await, told, "{field}");
        assert_eq!(self.last_number().await, before, "{field}");
    }
}
