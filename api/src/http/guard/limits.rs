//! http/guard/limits: every number the guard holds a request to. Touches nothing. One place, because these figures are part
//! of the contract: the `service` field shows them to clients, and tightening one is a breaking change.

/// What one request may ask for. All figures are inclusive: exactly the limit passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the document's text, in UTF-8.
    pub document_bytes: usize,
    /// Lexical tokens of the document; comments, commas and white space are free.
    pub tokens: usize,
    /// Nesting of `{`, `[` and `(` as written, of selection sets once fragments are expanded, and of variable values.
    pub nesting: usize,
    /// Fields inside fields, fragments expanded; the leaf counts.
    pub depth: usize,
    /// Different aliases of one field name within one selection set, its fragments included.
    pub aliases: usize,
    /// Aliases of one field of one type in the whole document as written.
    pub aliases_in_document: usize,
    /// Fields at the root of an operation, its fragments included.
    pub root_fields: usize,
    /// Directives in the whole document as written.
    pub directives: usize,
    /// Fragment definitions in the document.
    pub fragments: usize,
    /// Fragment spreads of one operation once every fragment is expanded.
    pub spreads: u64,
    /// Fields of one operation once every fragment is expanded.
    pub fields: u64,
    /// Records in one page: the most `first` or `last` may ask for.
    pub page: u64,
    /// Records in one page when neither `first` nor `last` is given.
    pub default_page: u64,
    /// Ids in one `ids` argument.
    pub ids: usize,
    /// Elements in any list of an argument or a variable.
    pub list_items: usize,
    /// Bytes in any string of an argument or a variable, in UTF-8.
    pub string_bytes: usize,
    /// How often introspection's `fields`, `interfaces`, `possibleTypes` and `inputFields` may nest in each other.
    pub introspection_lists: usize,
    /// Objects assumed in a plain list whose field does not declare its maximum.
    pub undeclared_list: u64,
    /// What a mutation's root field costs by itself.
    pub mutation_cost: u64,
    /// Problems reported at once; the rest is left out.
    pub problems: usize,
}

/// The limits of this service.
pub const LIMITS: Limits = Limits {
    document_bytes: 20_000,
    tokens: 2_000,
    nesting: 32,
    depth: 15,
    aliases: 30,
    aliases_in_document: 100,
    root_fields: 20,
    directives: 20,
    fragments: 200,
    spreads: 2_000,
    fields: 5_000,
    page: 100,
    default_page: 20,
    ids: 100,
    list_items: 200,
    string_bytes: 20_000,
    introspection_lists: 3,
    undeclared_list: 20,
    mutation_cost: 10,
    problems: 20,
};
