//! Hubs.

use hemicycle_tests::{Fresh, Service, on_both};
use serde_json::json;

on_both! {
    async fn the_nine_hubs_of_the_network_are_there_with_their_hosts(backend) {
        let fresh = Fresh::reference(backend).await;
        let service = Service::of(&fresh.network);
        let data = service
            .visitor()
            .data(r#"{ hubs { totalCount } hub(by: {slug: "pacific"}) { name { text } memberships(filter: {role: {in: [HOST]}}) { nodes { party { ... on Parliament { code } } } } } }"#)
            .await;
        assert_eq!(data["hubs"]["totalCount"], 9);
        assert_eq!(data["hub"]["memberships"]["nodes"], json!([{ "party": { "code": "NZ" } }]));
    }
}
