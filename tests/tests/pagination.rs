//! Pages: every row exactly once, in the right order, both ways, whatever the order, the page size, the rows without a value, and
//! the rows that come meanwhile.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::event::EventOrder;
use hemicycle_domain::failure::{ErrorCode, Failure};
use hemicycle_domain::names::{self, NameLanguage};
use hemicycle_domain::page::{Cursor, Direction, Order, Page, PageRequest};
use hemicycle_domain::practice::PracticeOrder;
use hemicycle_domain::project::ProjectOrder;
use hemicycle_domain::read::{Listed, Reading};
use hemicycle_domain::record::{Common, Link, Record, RowOf};
use hemicycle_domain::{event as events, practice as practices, project as projects};
use hemicycle_entity::values::{EventStatus, PracticeStatus, ProjectStatus};
use hemicycle_entity::{event, hub, practice, project};
use hemicycle_tests::rows::{self, deed, put, text};
use hemicycle_tests::{Fresh, Service, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Bytes(Vec<u8>),
    Text(String),
    Instant(DateTime<Utc>),
    Day(NaiveDate),
}

/// How many rows have no value to be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nulls {
    None,
    Some,
    All,
}

/// A kind whose lists are walked here.
trait Walked: Listed + Record {
    const FIELDS: &'static [Self::Field];
    const HUBS: Link;

    /// The row of this number: few different values, so that many rows tie. Every fifth is a draft.
    fn invented(id: Uuid, number: usize, nulls: Nulls) -> RowOf<Self>;
    fn place(row: &RowOf<Self>, field: Self::Field, language: NameLanguage) -> Option<Place>;
    fn is_public(row: &RowOf<Self>) -> bool;
}

/// A day of few, or none.
fn some_day(number: usize, salt: usize, nulls: Nulls) -> Option<NaiveDate> {
    let mixed = number * 7 + salt * 13;
    let without = match nulls {
        Nulls::None => false,
        Nulls::Some => (mixed / 3).is_multiple_of(2),
        Nulls::All => true,
    };
    let day = rows::day("2024-02-27") + TimeDelta::days((mixed % 4) as i64);
    (!without).then_some(day)
}

fn title(number: usize) -> hemicycle_entity::text::Localized {
    let english = ["Zoning", "Épices", "eclipse", "Open data", "open  data"][number % 5];
    let french = ["Éclipse", "ouvert", "Ouvert", "Zonage"][number % 4];
    match number % 3 {
        0 => text(&[("en", english)]),
        1 => text(&[("en", english), ("fr", french)]),
        _ => text(&[("es", english), ("fr", french)]),
    }
}

fn name_place<E: Record>(row: &RowOf<E>, language: NameLanguage) -> Option<Place> {
    let keys = names::keys(E::name(row), &[]);
    let own = keys.into_iter().find(|key| key.language == language.tag());
    own.map(|key| Place::Bytes(key.sort_key))
}

fn is_draft(number: usize) -> bool {
    number % 5 == 4
}

impl Walked for project::Entity {
    const FIELDS: &'static [ProjectOrder] = &[
        ProjectOrder::Title,
        ProjectOrder::StartedOn,
        ProjectOrder::PlannedEndOn,
        ProjectOrder::CompletedOn,
        ProjectOrder::CreatedAt,
        ProjectOrder::UpdatedAt,
    ];
    const HUBS: Link = projects::HUBS;

    fn invented(id: Uuid, number: usize, nulls: Nulls) -> project::Model {
        let started_on = some_day(number, 1, nulls);
        project::Model {
            title: title(number),
            started_on,
            planned_end_on: some_day(number, 2, nulls),
            completed_on: some_day(number, 3, nulls)
                .map(|day| started_on.map_or(day, |start| day.max(start))),
            status: if is_draft(number) {
                ProjectStatus::Proposed
            } else {
                ProjectStatus::Active
            },
            ..rows::project(id, &format!("project-{id}"))
        }
    }

    fn place(row: &project::Model, field: ProjectOrder, language: NameLanguage) -> Option<Place> {
        match field {
            ProjectOrder::Title => name_place::<Self>(row, language),
            ProjectOrder::StartedOn => row.started_on.map(Place::Day),
            ProjectOrder::PlannedEndOn => row.planned_end_on.map(Place::Day),
            ProjectOrder::CompletedOn => row.completed_on.map(Place::Day),
            ProjectOrder::CreatedAt => Some(Place::Instant(row.created_at)),
            ProjectOrder::UpdatedAt => Some(Place::Instant(row.updated_at)),
        }
    }

    fn is_public(row: &project::Model) -> bool {
        row.status != ProjectStatus::Proposed
    }
}

impl Walked for practice::Entity {
    const FIELDS: &'static [PracticeOrder] = &[
        PracticeOrder::Title,
        PracticeOrder::PublishedOn,
        PracticeOrder::StartedOn,
        PracticeOrder::CreatedAt,
        PracticeOrder::UpdatedAt,
        PracticeOrder::SubmittedAt,
    ];
    const HUBS: Link = practices::HUBS;

    fn invented(id: Uuid, number: usize, nulls: Nulls) -> practice::Model {
        // Partial dates: a year, a month and a day of the same time are three values.
        let started = some_day(number, 4, nulls).map(|day| day.to_string());
        practice::Model {
            title: title(number),
            started_on: started.map(|day| day[..[4, 7, 10][number % 3]].to_owned()),
            published_on: some_day(number, 5, nulls),
            submitted_at: some_day(number, 7, nulls)
                .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc()),
            status: if is_draft(number) {
                PracticeStatus::Draft
            } else {
                PracticeStatus::Published
            },
            ..rows::practice(id, &format!("practice-{id}"))
        }
    }

    fn place(row: &practice::Model, field: PracticeOrder, language: NameLanguage) -> Option<Place> {
        match field {
            PracticeOrder::Title => name_place::<Self>(row, language),
            PracticeOrder::PublishedOn => row.published_on.map(Place::Day),
            PracticeOrder::StartedOn => row.started_on.clone().map(Place::Text),
            PracticeOrder::CreatedAt => Some(Place::Instant(row.created_at)),
            PracticeOrder::UpdatedAt => Some(Place::Instant(row.updated_at)),
            PracticeOrder::SubmittedAt => row.submitted_at.map(Place::Instant),
        }
    }

    fn is_public(row: &practice::Model) -> bool {
        row.status == PracticeStatus::Published
    }
}

impl Walked for event::Entity {
    const FIELDS: &'static [EventOrder] = &[
        EventOrder::Title,
        EventOrder::StartsOn,
        EventOrder::RegistrationClosesOn,
        EventOrder::CreatedAt,
        EventOrder::UpdatedAt,
    ];
    const HUBS: Link = events::HUBS;

    fn invented(id: Uuid, number: usize, nulls: Nulls) -> event::Model {
        event::Model {
            title: title(number),
            starts_on: some_day(number, 6, nulls),
            registration_closes_on: some_day(number, 8, nulls),
            status: if is_draft(number) {
                EventStatus::Draft
            } else {
                EventStatus::Announced
            },
            ..rows::event(id, &format!("event-{id}"))
        }
    }

    fn place(row: &event::Model, field: EventOrder, language: NameLanguage) -> Option<Place> {
        match field {
            EventOrder::Title => name_place::<Self>(row, language),
            EventOrder::StartsOn => row.starts_on.map(Place::Day),
            EventOrder::RegistrationClosesOn => row.registration_closes_on.map(Place::Day),
            EventOrder::CreatedAt => Some(Place::Instant(row.created_at)),
            EventOrder::UpdatedAt => Some(Place::Instant(row.updated_at)),
        }
    }

    fn is_public(row: &event::Model) -> bool {
        row.status != EventStatus::Draft
    }
}

/// Rows of two hubs, the second with every other one; several made and changed at the same instants.
struct Ground<E: Walked> {
    hubs: [Uuid; 2],
    rows: Vec<RowOf<E>>,
    linked: usize,
}

impl<E: Walked> Ground<E> {
    async fn of(fresh: &Fresh, count: usize, nulls: Nulls) -> Self {
        let clock = &fresh.clock;
        let hubs = [clock.new_id(), clock.new_id()];
        let both = vec![rows::hub(hubs[0], "one"), rows::hub(hubs[1], "other")];
        put::<hub::Entity>(&fresh.network, both).await;
        let mut ground = Self {
            hubs,
            rows: Vec::new(),
            linked: 0,
        };
        for some in 0..count.div_ceil(3) {
            ground.add(fresh, 3.min(count - some * 3), nulls).await;
        }
        ground.touch(fresh).await;
        ground
    }

    /// More rows, all made at one instant.
    async fn add(&mut self, fresh: &Fresh, count: usize, nulls: Nulls) {
        fresh.clock.advance(TimeDelta::seconds(1));
        let mut writing = deed(&fresh.network).await;
        for _ in 0..count {
            let row = E::invented(fresh.clock.new_id(), self.rows.len(), nulls);
            let row = writing.insert::<E>(row).await.unwrap();
            let hubs = if self.linked.is_multiple_of(2) {
                self.hubs.to_vec()
            } else {
                vec![self.hubs[0]]
            };
            self.linked += 1;
            writing
                .put_links::<E>(<E as Walked>::HUBS, vec![(&row, hubs)])
                .await
                .unwrap();
            self.rows.push(row);
        }
        writing.commit().await.unwrap();
    }

    /// Every third row is changed later.
    async fn touch(&mut self, fresh: &Fresh) {
        fresh.clock.advance(TimeDelta::seconds(1));
        let mut writing = deed(&fresh.network).await;
        for row in self.rows.iter_mut().step_by(3) {
            *row = writing
                .update::<E>(row, row.clone(), row.version())
                .await
                .unwrap();
        }
        writing.commit().await.unwrap();
    }

    /// What the list of this place has for a visitor, in this order.
    fn expected(&self, list: List, order: Order<E::Field>) -> Vec<Uuid> {
        let mut places: Vec<(Option<Place>, Uuid)> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(number, _)| !matches!(list, List::OfHub(1)) || number.is_multiple_of(2))
            .filter(|(_, row)| E::is_public(row))
            .map(|(_, row)| (E::place(row, order.field, order.language), row.uuid()))
            .collect();
        places.sort();
        if order.direction == Direction::Descending {
            places.reverse();
        }
        let (values, nulls): (Vec<_>, Vec<_>) =
            places.into_iter().partition(|(place, _)| place.is_some());
        values.into_iter().chain(nulls).map(|(_, id)| id).collect()
    }
}

#[derive(Clone, Copy, Debug)]
enum List {
    All,
    OfHub(usize),
}

/// One page of a list; that of a hub is asked for both hubs at once.
async fn ask<E: Walked>(
    reading: &Reading,
    hubs: [Uuid; 2],
    list: List,
    order: Order<E::Field>,
    request: &PageRequest,
) -> Result<Page<RowOf<E>>, Failure> {
    let everything = E::Filter::default();
    match list {
        List::All => reading.page::<E>(&everything, order, request).await,
        List::OfHub(which) => {
            let relation = <E as Walked>::HUBS.backward();
            let mut pages = reading
                .children::<E>(relation, &hubs, &everything, order, request)
                .await?;
            Ok(pages.remove(&hubs[which]).unwrap_or_else(Page::empty))
        }
    }
}

fn ids<E: Record>(page: &Page<RowOf<E>>) -> Vec<Uuid> {
    page.edges.iter().map(|edge| edge.row.uuid()).collect()
}

/// The next page's request, or nothing at the end of the walk.
fn onwards<E: Record>(request: &PageRequest, page: &Page<RowOf<E>>) -> Option<PageRequest> {
    let more = if request.backward {
        page.has_previous
    } else {
        page.has_next
    };
    let edge = if request.backward {
        page.edges.first()
    } else {
        page.edges.last()
    };
    let cursor = edge.map(|edge| Cursor::decode(&edge.cursor.encode()).unwrap());
    more.then(|| PageRequest {
        after: cursor.clone().filter(|_| !request.backward),
        before: cursor.filter(|_| request.backward),
        ..request.clone()
    })
}

fn orders<E: Walked>() -> Vec<Order<E::Field>> {
    let mut orders = Vec::new();
    for field in E::FIELDS {
        for direction in [Direction::Ascending, Direction::Descending] {
            for language in NameLanguage::ALL {
                // Only names have an alphabet.
                if language == NameLanguage::English || format!("{field:?}") == "Title" {
                    orders.push(Order {
                        field: *field,
                        direction,
                        language,
                    });
                }
            }
        }
    }
    orders
}

fn sized(size: u32, backward: bool) -> PageRequest {
    PageRequest {
        backward,
        ..PageRequest::first(size)
    }
}

/// Walks a whole list page by page and checks every page's flags.
async fn walk<E: Walked>(
    fresh: &Fresh,
    ground: &Ground<E>,
    list: List,
    order: Order<E::Field>,
    mut request: PageRequest,
) -> Vec<Uuid> {
    let mut pages = Vec::new();
    let begun = request.clone();
    loop {
        let reading = fresh.network.read(Actor::Visitor);
        let page = ask::<E>(&reading, ground.hubs, list, order, &request)
            .await
            .unwrap();
        let came = if request.backward {
            page.has_next
        } else {
            page.has_previous
        };
        assert_eq!(came, request != begun, "{order:?} {request:?}");
        pages.push(ids::<E>(&page));
        match onwards::<E>(&request, &page) {
            Some(next) => {
                assert_eq!(page.edges.len(), request.size as usize, "a page is full");
                request = next;
            }
            None => break,
        }
    }
    if request.backward {
        pages.reverse();
    }
    pages.concat()
}

const LISTS: [List; 3] = [List::All, List::OfHub(0), List::OfHub(1)];

async fn every_walk_gives_every_row_once<E: Walked>(fresh: Fresh, nulls: Nulls) {
    let ground = Ground::<E>::of(&fresh, 14, nulls).await;
    for order in orders::<E>() {
        for list in LISTS {
            let expected = ground.expected(list, order);
            assert!(expected.len() > 4, "there is something to walk");
            for size in [1, 3, 100] {
                for backward in [false, true] {
                    let request = sized(size, backward);
                    let walked = walk(&fresh, &ground, list, order, request).await;
                    assert_eq!(
                        walked, expected,
                        "{order:?} of {list:?}, pages of {size}, backward: {backward}, {nulls:?}"
                    );
                }
            }
        }
    }
}

async fn rows_that_come_meanwhile_move_no_other<E: Walked>(fresh: Fresh) {
    for order in orders::<E>() {
        for backward in [false, true] {
            // In a database of its own for each walk, the lists would be as long; here they grow, and only the first rows count.
            let mut ground = Ground::<E> {
                hubs: [fresh.clock.new_id(), fresh.clock.new_id()],
                rows: Vec::new(),
                linked: 0,
            };
            let hubs = ground.hubs.map(|id| rows::hub(id, &format!("hub-{id}")));
            put::<hub::Entity>(&fresh.network, hubs.to_vec()).await;
            ground.add(&fresh, 9, Nulls::Some).await;
            let list = List::OfHub(0);
            let there_at_the_start = ground.expected(list, order);
            let mut pages: Vec<Vec<Uuid>> = Vec::new();
            let mut request = sized(2, backward);
            loop {
                let reading = fresh.network.read(Actor::Visitor);
                let page = ask::<E>(&reading, ground.hubs, list, order, &request)
                    .await
                    .unwrap();
                pages.push(ids::<E>(&page));
                match onwards::<E>(&request, &page) {
                    // Rows that come at the walk's far end would be walked, too: not for ever.
                    Some(next) if pages.len() < 30 => request = next,
                    _ => break,
                }
                if pages.len() < 6 {
                    ground.add(&fresh, 2, Nulls::Some).await;
                }
            }
            if backward {
                pages.reverse();
            }
            let walked = pages.concat();
            let of_the_start: Vec<Uuid> = walked
                .iter()
                .copied()
                .filter(|id| there_at_the_start.contains(id))
                .collect();
            assert_eq!(of_the_start, there_at_the_start, "{order:?} {backward}");
            let mut distinct = walked.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), walked.len(), "no row twice: {order:?}");
            let in_order = ground.expected(list, order);
            let mut reached = in_order.iter().filter(|id| walked.contains(id));
            assert!(
                walked.iter().all(|id| reached.next() == Some(id)),
                "in the order of the whole list: {order:?}"
            );
        }
    }
}

/// Every pair of cursors, every size, both ways, against the slice that they cut out.
async fn both_cursors_cut_out_a_slice<E: Walked>(fresh: Fresh, nulls: Nulls) {
    let ground = Ground::<E>::of(&fresh, 7, nulls).await;
    let reading = fresh.network.read(Actor::Visitor);
    for order in orders::<E>() {
        for list in [List::All, List::OfHub(0)] {
            let whole = ask::<E>(&reading, ground.hubs, list, order, &sized(100, false))
                .await
                .unwrap();
            let rows = ids::<E>(&whole);
            assert_eq!(rows, ground.expected(list, order));
            let count = rows.len();
            let cursor = |place: usize| whole.edges.get(place).map(|edge| edge.cursor.clone());
            // A place beyond the end stands for no cursor.
            for after in 0..=count {
                for before in 0..=count {
                    for (size, backward) in [(0, false), (2, false), (2, true), (50, true)] {
                        let request = PageRequest {
                            size,
                            backward,
                            after: cursor(after),
                            before: cursor(before),
                        };
                        let page = ask::<E>(&reading, ground.hubs, list, order, &request)
                            .await
                            .unwrap();
                        let from = if after < count { after + 1 } else { 0 };
                        let slice = rows.get(from..before).unwrap_or_default();
                        let kept = slice.len().min(size as usize);
                        let wanted = if backward {
                            &slice[slice.len() - kept..]
                        } else {
                            &slice[..kept]
                        };
                        assert_eq!(
                            ids::<E>(&page),
                            wanted,
                            "{order:?} of {list:?} after {after} before {before} of {count}, {size} {backward}"
                        );
                        let more = slice.len() > kept;
                        let ahead = if backward {
                            page.has_previous
                        } else {
                            page.has_next
                        };
                        assert_eq!(ahead, more, "{order:?} {after} {before} {size} {backward}");
                    }
                }
            }
        }
    }
}

on_both! {
    async fn every_walk_through_the_projects_gives_every_row_once_in_order(backend) {
        for nulls in [Nulls::None, Nulls::Some, Nulls::All] {
            every_walk_gives_every_row_once::<project::Entity>(Fresh::empty(backend).await, nulls).await;
        }
    }

    async fn every_walk_through_the_practices_gives_every_row_once_in_order(backend) {
        for nulls in [Nulls::None, Nulls::Some, Nulls::All] {
            every_walk_gives_every_row_once::<practice::Entity>(Fresh::empty(backend).await, nulls).await;
        }
    }

    async fn every_walk_through_the_events_gives_every_row_once_in_order(backend) {
        for nulls in [Nulls::None, Nulls::Some, Nulls::All] {
            every_walk_gives_every_row_once::<event::Entity>(Fresh::empty(backend).await, nulls).await;
        }
    }

    async fn projects_that_come_during_a_walk_make_it_neither_skip_nor_repeat_one(backend) {
        rows_that_come_meanwhile_move_no_other::<project::Entity>(Fresh::empty(backend).await).await;
    }

    async fn practices_that_come_during_a_walk_make_it_neither_skip_nor_repeat_one(backend) {
        rows_that_come_meanwhile_move_no_other::<practice::Entity>(Fresh::empty(backend).await).await;
    }

    async fn events_that_come_during_a_walk_make_it_neither_skip_nor_repeat_one(backend) {
        rows_that_come_meanwhile_move_no_other::<event::Entity>(Fresh::empty(backend).await).await;
    }

    async fn two_cursors_give_what_lies_between_them(backend) {
        both_cursors_cut_out_a_slice::<project::Entity>(Fresh::empty(backend).await, Nulls::Some).await;
        both_cursors_cut_out_a_slice::<practice::Entity>(Fresh::empty(backend).await, Nulls::All).await;
        both_cursors_cut_out_a_slice::<event::Entity>(Fresh::empty(backend).await, Nulls::Some).await;
    }

    async fn a_cursor_of_another_order_list_or_alphabet_is_refused(backend) {
        let fresh = Fresh::empty(backend).await;
        let ground = Ground::<project::Entity>::of(&fresh, 5, Nulls::Some).await;
        let reading = fresh.network.read(Actor::Visitor);
        let orders = orders::<project::Entity>();
        for own in &orders {
            let page = ask::<project::Entity>(&reading, ground.hubs, List::All, *own, &sized(1, false)).await.unwrap();
            let cursor = page.edges[0].cursor.clone();
            for other in orders.iter().filter(|other| *other != own) {
                for list in LISTS {
                    let request = PageRequest { after: Some(cursor.clone()), ..sized(1, false) };
                    let refused = ask::<project::Entity>(&reading, ground.hubs, list, *other, &request).await;
                    assert_invalid(refused.map(|_| ()), "after");
                    let request = PageRequest { before: Some(cursor.clone()), ..sized(1, true) };
                    let refused = ask::<project::Entity>(&reading, ground.hubs, list, *other, &request).await;
                    assert_invalid(refused.map(|_| ()), "before");
                }
            }
        }
        let order = Order { field: ProjectOrder::UpdatedAt, direction: Direction::Ascending, language: NameLanguage::English };
        let page = reading.page::<project::Entity>(&Default::default(), order, &sized(1, false)).await.unwrap();
        let request = PageRequest { after: Some(page.edges[0].cursor.clone()), ..sized(1, false) };
        let order = Order { field: PracticeOrder::UpdatedAt, direction: Direction::Ascending, language: NameLanguage::English };
        let refused = reading.page::<practice::Entity>(&Default::default(), order, &request).await;
        assert_invalid(refused.map(|_| ()), "after");
    }

    async fn partner_sites_walk_a_list_and_a_nested_list_both_ways(backend) {
        let fresh = Fresh::empty(backend).await;
        let ground = Ground::<project::Entity>::of(&fresh, 13, Nulls::Some).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let order = Order { field: ProjectOrder::PlannedEndOn, direction: Direction::Descending, language: NameLanguage::English };
        let arguments = "orderBy: {field: PLANNED_END_ON, direction: DESC}";
        let fields = "totalCount nodes { slug } edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        for (list, open, close) in [(List::All, "", ""), (List::OfHub(1), "hub(by: {slug: \"other\"}) {", "}")] {
            let expected: Vec<String> = ground.expected(list, order).iter().map(|id| format!("project-{id}")).collect();
            for backward in [false, true] {
                let (size, place) = if backward { ("last", "before") } else { ("first", "after") };
                let query = format!("query($at: String) {{ {open} projects({size}: 3, {place}: $at, {arguments}) {{ {fields} }} {close} }}");
                let mut pages = Vec::new();
                let mut at = Value::Null;
                loop {
                    let data = visitor.data_with(&query, json!({ "at": at })).await;
                    let page = if open.is_empty() { &data["projects"] } else { &data["hub"]["projects"] };
                    assert_eq!(page["totalCount"], expected.len());
                    let edges = page["edges"].as_array().unwrap();
                    let slugs: Vec<String> = edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned()).collect();
                    let nodes = page["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap());
                    assert!(nodes.eq(slugs.iter().map(String::as_str)));
                    assert_eq!(page["pageInfo"]["startCursor"], edges[0]["cursor"]);
                    assert_eq!(page["pageInfo"]["endCursor"], edges[edges.len() - 1]["cursor"]);
                    let (onwards, back) = if backward { ("hasPreviousPage", "hasNextPage") } else { ("hasNextPage", "hasPreviousPage") };
                    assert_eq!(page["pageInfo"][back], !at.is_null());
                    let end = if backward { "startCursor" } else { "endCursor" };
                    at = page["pageInfo"][end].clone();
                    pages.push(slugs);
                    if page["pageInfo"][onwards] == false {
                        break;
                    }
                }
                if backward {
                    pages.reverse();
                }
                assert_eq!(pages.concat(), expected);
            }
        }
    }

    async fn an_empty_page_still_says_whether_there_is_more(backend) {
        let fresh = Fresh::empty(backend).await;
        let ground = Ground::<practice::Entity>::of(&fresh, 3, Nulls::Some).await;
        let service = Service::of(&fresh.network);
        let page = "{ totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";
        let data = service.visitor().data(&format!("{{ practices(first: 0) {page} events(first: 0) {page} hub(by: {{slug: \"one\"}}) {{ practices(first: 0) {page} events(first: 0) {page} }} }}")).await;
        let more = json!({ "totalCount": ground.rows.len(), "nodes": [], "pageInfo": { "hasNextPage": true, "hasPreviousPage": false, "startCursor": null, "endCursor": null } });
        let none = json!({ "totalCount": 0, "nodes": [], "pageInfo": { "hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null } });
        assert_eq!(data, json!({ "practices": more, "events": none, "hub": { "practices": more, "events": none } }));
    }

    async fn partner_sites_learn_that_a_cursor_is_foreign(backend) {
        let fresh = Fresh::empty(backend).await;
        Ground::<project::Entity>::of(&fresh, 5, Nulls::Some).await;
        let service = Service::of(&fresh.network);
        let visitor = service.visitor();
        let data = visitor.data("{ projects(first: 1, orderBy: {field: TITLE}) { pageInfo { endCursor } } }").await;
        let cursor = data["projects"]["pageInfo"]["endCursor"].as_str().unwrap();
        let ask = |list: &str| format!("{{ {list} {{ nodes {{ id }} }} }}");
        visitor.data(&ask(&format!("projects(after: \"{cursor}\", orderBy: {{field: TITLE}})"))).await;
        let foreign = [
            ("en", format!("projects(after: \"{cursor}\")")),
            ("en", format!("projects(before: \"{cursor}\", orderBy: {{field: TITLE, direction: DESC}})")),
            ("en", format!("practices(after: \"{cursor}\", orderBy: {{field: TITLE}})")),
            ("fr", format!("projects(after: \"{cursor}\", orderBy: {{field: TITLE}})")),
            ("en", "projects(after: \"1.e30\")".to_owned()),
            ("en", "projects(after: \"\")".to_owned()),
            ("en", format!("projects(after: \"{}\")", cursor.replacen('1', "2", 1))),
        ];
        for (language, list) in foreign {
            let answer = visitor.clone().reading(language).ask(&ask(&list), json!({})).await;
            assert_eq!(answer.codes(), ["INVALID_CURSOR"], "{list}\n{}", answer.text);
            let field = list.split('(').next().unwrap();
            assert_eq!(answer.body["data"], json!({ field: null }));
        }
    }
}

fn assert_invalid(result: Result<(), Failure>, argument: &str) {
    match result {
        Err(Failure::Refused(refusals)) => {
            assert_eq!(refusals[0].code, ErrorCode::InvalidCursor);
            assert_eq!(refusals[0].path, [argument]);
        }
        other => panic!("not refused: {other:?}"),
    }
}
