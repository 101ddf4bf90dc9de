//! An editor at work: a fresh network with a service, somebody who may change what editors keep, and those who may not.

use hemicycle_domain::network::Network;
use hemicycle_domain::read::Reading;
use hemicycle_entity::{change, hub, parliament};
use sea_orm::{ColumnTrait, Condition};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::callers::Caller;
use crate::database::{Backend, Fresh};
use crate::service::Service;
use crate::{accounts, rows};

pub struct Desk {
    pub fresh: Fresh,
    pub service: Service,
    pub editor: Caller,
}

impl Desk {
    pub async fn of(backend: Backend) -> Self {
        let fresh = Fresh::empty(backend).await;
        let service = Service::of(&fresh.network);
        let account = accounts::person(&fresh.network).editor().open().await;
        Self {
            editor: service.with(&account),
            service,
            fresh,
        }
    }

    pub fn network(&self) -> &Network {
        &self.fresh.network
    }

    fn reading(&self) -> Reading {
        self.fresh.network.read(rows::WRITER)
    }

    /// What a visitor reads.
    pub async fn seen(&self, query: &str) -> Value {
        self.service.visitor().data(query).await
    }

    /// The number of the log's last entry.
    pub async fn last_number(&self) -> i64 {
        let last = self.reading().last_change().await.unwrap();
        last.map_or(0, |(number, _)| number)
    }

    /// The log beyond a number, in its order.
    pub async fn log(&self, after: i64) -> Vec<change::Model> {
        let beyond = Condition::all().add(change::Column::Seq.gt(after));
        let mut entries = self.reading().all::<change::Entity>(beyond).await.unwrap();
        entries.sort_by_key(|entry| entry.seq);
        entries
    }

    /// The deed is refused like this, and nothing is written.
    pub async fn refused(&self, field: &str, arguments: Value, told: &[&str]) {
        let before = self.last_number().await;
        assert_eq!(self.editor.refused(field, arguments).await, told, "{field}");
        assert_eq!(self.last_number().await, before, "{field}");
    }

    /// The same, and in these words in French.
    pub async fn refused_in_french(&self, field: &str, arguments: Value, words: &str) {
        let french = self.editor.clone().reading("fr");
        let payload = french.deed(field, arguments, "").await;
        let errors = payload["errors"].as_array().unwrap();
        let told = errors.iter().any(|error| error["message"] == words);
        assert!(told, "{field}: {payload}");
    }

    /// Nobody but an editor may: not a visitor, not somebody of the network in another role, not an editor whose token only reads. An editor
    /// could, and a dry run changes nothing.
    pub async fn only_editors_may(&self, field: &str, mut arguments: Value, path: &str) {
        let network = self.network();
        let number = self.last_number().await;
        let code = format!("Z{number}");
        let id = |one: u128| Uuid::from_u128((one << 100) + number.unsigned_abs() as u128);
        let parliament =
            rows::put::<parliament::Entity>(network, vec![rows::parliament(id(1), &code)]).await;
        let hub =
            rows::put::<hub::Entity>(network, vec![rows::hub(id(2), &code.to_lowercase())]).await;
        let visitor = self.service.visitor();
        let others = [
            accounts::person(network).open().await,
            accounts::person(network)
                .focal_point(parliament[0].id)
                .open()
                .await,
            accounts::person(network)
                .coordinator(hub[0].id)
                .open()
                .await,
            accounts::person(network).administrator().open().await,
            accounts::client(network)
                .contributor(parliament[0].id)
                .open()
                .await,
        ];
        let reading_only = accounts::person(network)
            .editor()
            .reading_only()
            .open()
            .await;
        let before = self.last_number().await;
        let refusal = format!("FORBIDDEN {path}");
        assert_eq!(
            visitor.refused(field, arguments.clone()).await,
            ["UNAUTHENTICATED"]
        );
        for account in others {
            let other = self.service.with(&account);
            let told = other.refused(field, arguments.clone()).await;
            assert_eq!(told, [refusal.trim()], "{field}");
        }
        let reading_only = self.service.with(&reading_only);
        assert_eq!(
            reading_only.refused(field, arguments.clone()).await,
            ["FORBIDDEN"]
        );
        arguments["validateOnly"] = json!(true);
        self.editor.done(field, arguments, "").await;
        assert_eq!(self.last_number().await, before, "{field}");
    }

    /// Each sample is a document that the schema knows, and nothing for visitors.
    pub async fn samples_are_understood(&self, samples: &[(&str, &str)]) {
        for (field, arguments) in samples {
            let document = format!("mutation {{ {field}({arguments}) {{ errors {{ code }} }} }}");
            let data = self.seen(&document).await;
            let told = json!([{ "code": "UNAUTHENTICATED" }]);
            assert_eq!(data[field]["errors"], told, "{field}");
        }
    }
}
