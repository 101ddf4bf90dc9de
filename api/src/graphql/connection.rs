//! Relay connections, once for all kinds. Rows come from a `Page`; `totalCount` is counted only when it is asked for.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{
    Context, ID, InputType, Object, ObjectType, OutputType, SimpleObject, TypeName,
};
use hemicycle_domain::failure::Failure;
use hemicycle_domain::page::{Order, Page, PageRequest};
use hemicycle_domain::read::Listed;
use hemicycle_domain::record::{Common, Record, Relation, RowOf, Rows};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::context::{asking, reading};
use super::error::{Answer, ApiError, Maybe, maybe};
use super::id::{self, IdKind};
use super::inputs::OrderBy;
use super::shelf::{ById, ChildrenOf, CountOf, List};
/// A GraphQL type that stands for rows of one table.
pub trait Node: ObjectType + Sized + 'static {
    type Entity: Rows;

    fn of(row: Arc<RowOf<Self::Entity>>) -> Self;
}

/// The four arguments of a connection.
#[derive(Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl PageArgs {
    fn request(&self) -> Result<PageRequest, ApiError> {
        PageRequest::new(
            self.first,
            self.after.as_deref(),
            self.last,
            self.before.as_deref(),
        )
        .map_err(|problems| Failure::Refused(problems).into())
    }
}

/// Where a connection's rows are counted.
enum Counted<E: Listed> {
    All(E::Filter),
    Children(CountOf<E>),
}

impl<E: Listed> Counted<E> {
    async fn count(&self, ctx: &Context<'_>) -> Answer<i64> {
        match self {
            Self::All(filter) => Ok(reading(ctx).count::<E>(filter).await?),
            Self::Children(key) => {
                let count = asking(ctx).loaders().load_one(key.clone()).await?;
                Ok(count.unwrap_or(0))
            }
        }
    }
}

/// Part of an ordered list.
pub struct Connection<N: Node>
where
    N::Entity: Listed,
{
    page: Arc<Page<RowOf<N::Entity>>>,
    counted: Counted<N::Entity>,
    /// What counting gave, a failure too: a document may name the total many times, and it costs nothing there.
    total: OnceCell<Answer<i64>>,
}

impl<N: Node + OutputType> TypeName for Connection<N>
where
    N::Entity: Listed,
{
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <N as OutputType>::type_name()).into()
    }
}

/// Part of an ordered list, with the means to ask for the next part.
#[Object(name_type)]
impl<N: Node> Connection<N>
where
    N::Entity: Listed,
{
    /// The elements with their cursors.
    async fn edges(&self) -> Vec<Edge<N>> {
        self.page
            .edges
            .iter()
            .map(|edge| Edge {
                cursor: edge.cursor.encode(),
                node: N::of(edge.row.clone()),
            })
            .collect()
    }

    /// The elements alone.
    async fn nodes(&self) -> Vec<N> {
        self.page
            .edges
            .iter()
            .map(|edge| N::of(edge.row.clone()))
            .collect()
    }

    /// Where this part lies in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.page.has_previous,
            start_cursor: self.page.edges.first().map(|edge| edge.cursor.encode()),
            end_cursor: self.page.edges.last().map(|edge| edge.cursor.encode()),
        }
    }

    /// How many elements the whole list has for this caller, whatever the page. Costs a statement of its own: ask only when needed.
    /// Null only when counting failed.
    async fn total_count(&self, ctx: &Context<'_>) -> Maybe<i64> {
        let total = self.total.get_or_init(|| self.counted.count(ctx)).await;
        Some(total.clone())
    }
}

/// One element of a list and its place.
pub struct Edge<N> {
    cursor: String,
    node: N,
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// One element of a list and its place.
#[Object(name_type)]
impl<N: ObjectType> Edge<N> {
    /// The element's place: pass it as `after` or `before`. Opaque, and only valid for the same list in the same order.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The element.
    async fn node(&self) -> &N {
        &self.node
    }
}

/// Where a part lies in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether elements follow.
    has_next_page: bool,
    /// Whether elements precede. Walking forwards: true when `after` was given, since the element it names precedes.
    has_previous_page: bool,
    /// The cursor of the first element; null when there is none.
    start_cursor: Option<String>,
    /// The cursor of the last element; null when there is none.
    end_cursor: Option<String>,
}

fn order_of<E: Listed, F: InputType + Into<E::Field>>(
    ctx: &Context<'_>,
    asked: Option<OrderBy<F>>,
) -> Order<E::Field> {
    let language = asking(ctx).alphabet();
    match asked {
        Some(order) => Order {
            field: order.field.into(),
            direction: order.direction.into(),
            language,
        },
        None => Order {
            language,
            ..E::DEFAULT_ORDER
        },
    }
}

/// Whether anything but the total is asked of a connection.
fn wants_elements(ctx: &Context<'_>) -> bool {
    let asked = ctx.look_ahead();
    ["edges", "nodes", "pageInfo"]
        .into_iter()
        .any(|field| asked.field(field).exists())
}

/// A list of the whole network.
pub async fn all<N: Node, F>(
    ctx: &Context<'_>,
    page: PageArgs,
    filter: <N::Entity as Listed>::Filter,
    order: Option<OrderBy<F>>,
) -> Maybe<Connection<N>>
where
    N::Entity: Listed,
    F: InputType + Into<<N::Entity as Listed>::Field>,
{
    let order = order_of::<N::Entity, F>(ctx, order);
    Some(whole(ctx, page, filter, order).await)
}

/// A list of the whole network in an order of its own.
pub async fn in_order<N: Node>(
    ctx: &Context<'_>,
    page: PageArgs,
    filter: <N::Entity as Listed>::Filter,
    order: Order<<N::Entity as Listed>::Field>,
) -> Maybe<Connection<N>>
where
    N::Entity: Listed,
{
    Some(whole(ctx, page, filter, order).await)
}

async fn whole<N: Node>(
    ctx: &Context<'_>,
    page: PageArgs,
    filter: <N::Entity as Listed>::Filter,
    order: Order<<N::Entity as Listed>::Field>,
) -> Answer<Connection<N>>
where
    N::Entity: Listed,
{
    let ask = page.request()?;
    let page = if wants_elements(ctx) {
        reading(ctx).page::<N::Entity>(&filter, order, &ask).await?
    } else {
        Page::empty()
    };
    Ok(Connection {
        page: Arc::new(page),
        counted: Counted::All(filter),
        total: OnceCell::new(),
    })
}

/// A list that hangs on a record.
pub async fn children<N: Node, F>(
    ctx: &Context<'_>,
    parent: impl Into<Uuid>,
    relation: Relation,
    page: PageArgs,
    filter: <N::Entity as Listed>::Filter,
    order: Option<OrderBy<F>>,
) -> Maybe<Connection<N>>
where
    N::Entity: Listed,
    F: InputType + Into<<N::Entity as Listed>::Field>,
{
    let list = List {
        relation,
        filter,
        order: order_of::<N::Entity, F>(ctx, order),
    };
    Some(children_of(ctx, parent.into(), list, page).await)
}

/// A list of parts that hangs on a record: it has one order only.
pub async fn parts<N: Node>(
    ctx: &Context<'_>,
    parent: impl Into<Uuid>,
    relation: Relation,
    page: PageArgs,
    filter: <N::Entity as Listed>::Filter,
) -> Maybe<Connection<N>>
where
    N::Entity: Listed,
{
    let list = List {
        relation,
        filter,
        order: <N::Entity as Listed>::DEFAULT_ORDER,
    };
    Some(children_of(ctx, parent.into(), list, page).await)
}

async fn children_of<N: Node>(
    ctx: &Context<'_>,
    parent: Uuid,
    list: List<N::Entity>,
    page: PageArgs,
) -> Answer<Connection<N>>
where
    N::Entity: Listed,
{
    let key = ChildrenOf {
        parent,
        list: list.clone(),
        page: page.request()?,
    };
    let page = if wants_elements(ctx) {
        asking(ctx).loaders().load_one(key).await?
    } else {
        None
    };
    Ok(Connection {
        page: page.unwrap_or_else(|| Arc::new(Page::empty())),
        counted: Counted::Children(CountOf { parent, list }),
        total: OnceCell::new(),
    })
}

/// A short list that hangs on a record, whole: at most `size` elements, which its field declares.
pub async fn short<N: Node>(
    ctx: &Context<'_>,
    parent: impl Into<Uuid>,
    relation: Relation,
    size: u32,
) -> Maybe<Vec<N>>
where
    N::Entity: Listed,
{
    let key = ChildrenOf::<N::Entity> {
        parent: parent.into(),
        list: List {
            relation,
            filter: Default::default(),
            order: Order {
                language: asking(ctx).alphabet(),
                ..<N::Entity as Listed>::DEFAULT_ORDER
            },
        },
        page: PageRequest::first(size),
    };
    let page = asking(ctx).loaders().load_one(key).await;
    Some(page.map(|page| {
        page.iter()
            .flat_map(|page| &page.edges)
            .map(|edge| N::of(edge.row.clone()))
            .collect()
    }))
}

/// One record by its id; null when there is none, or none that the caller may see.
pub async fn by_id<N: Node>(ctx: &Context<'_>, id: Option<<N::Entity as Rows>::Id>) -> Maybe<N> {
    let id = id?;
    let loaded = asking(ctx).loaders().load_one(ById::<N::Entity>(id)).await;
    maybe(loaded.map(|row| row.map(N::of)))
}

/// One record by the id that clients know; an id of another kind is refused by name.
pub async fn by_global_id<N: Node>(ctx: &Context<'_>, kind: IdKind, id: &ID) -> Maybe<N> {
    match id::decode_as(kind, id) {
        Ok(id) => by_id(ctx, Some(id)).await,
        Err(refusal) => Some(Err(refusal.at("id").at("by").into())),
    }
}

/// One record by the code or slug that people know.
pub async fn by_key<N: Node>(ctx: &Context<'_>, key: &str) -> Maybe<N>
where
    N::Entity: Record,
    RowOf<N::Entity>: Common,
{
    let found = reading(ctx).by_key::<N::Entity>(key).await;
    maybe(
        found
            .map(|row| row.map(|row| N::of(Arc::new(row))))
            .map_err(Into::into),
    )
}
