//! http/guard/structure: the document's size once its fragments are expanded: depth, aliases, root fields, directives,
//! spreads. Touches the parsed document and the shape. Needs no variables, so a document that passes is kept; covers every
//! operation and fragment, because async-graphql walks them all whichever is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_graphql_parser::{
    Pos, Positioned,
    types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

use super::{
    fragments,
    limits::LIMITS,
    problem::{Problem, Problems},
    shape::Shape,
    words,
};

/// Holds the document to its limits; on success gives the order in which its fragments can be measured.
pub(super) fn check(
    shape: &Shape,
    document: &ExecutableDocument,
) -> Result<Vec<String>, Vec<Problem>> {
    if document.fragments.len() > LIMITS.fragments {
        return Err(vec![words::too_many_fragments(document.fragments.len())]);
    }
    let order = fragments::in_order(document)?;
    let mut walk = Walk::over(shape);
    for name in &order {
        walk.fragment(document, name);
    }
    for (_, operation) in document.operations.iter() {
        walk.operation(operation);
    }
    walk.finish()?;
    Ok(order.into_iter().map(str::to_owned).collect())
}

/// What one selection set amounts to, fragments expanded. Bounded by the document's text; numbers saturate.
#[derive(Default)]
struct Measure<'a> {
    depth: usize,
    nesting: usize,
    fields: u64,
    spreads: u64,
    /// Fields of this set itself.
    own_fields: u64,
    /// The aliases in this set itself, by field name.
    aliases: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Measure<'a> {
    /// Adds a field of this set and what is below it.
    fn add_field(&mut self, field: &'a Field, below: &Measure<'a>) {
        self.depth = self.depth.max(below.depth + 1);
        self.nesting = self.nesting.max(below.nesting);
        self.fields = self.fields.saturating_add(below.fields).saturating_add(1);
        self.spreads = self.spreads.saturating_add(below.spreads);
        self.own_fields = self.own_fields.saturating_add(1);
        if let Some(alias) = &field.alias {
            self.aliases
                .entry(&field.name.node)
                .or_default()
                .insert(&alias.node);
        }
    }

    /// Adds a fragment, whose fields count as this set's own.
    fn add_fragment(&mut self, fragment: &Measure<'a>) {
        self.depth = self.depth.max(fragment.depth);
        self.nesting = self.nesting.max(fragment.nesting);
        self.fields = self.fields.saturating_add(fragment.fields);
        self.spreads = self.spreads.saturating_add(fragment.spreads);
        self.own_fields = self.own_fields.saturating_add(fragment.own_fields);
    }

    /// Adds the aliases of a fragment, which is needed once however often it is spread.
    fn add_aliases(&mut self, fragment: &Measure<'a>) {
        for (field, aliases) in &fragment.aliases {
            self.aliases.entry(field).or_default().extend(aliases);
        }
    }
}

struct Walk<'a> {
    shape: &'a Shape,
    fragments: HashMap<&'a str, Measure<'a>>,
    /// Aliases as written, by type and field.
    written: BTreeMap<(&'a str, &'a str), usize>,
    directives: usize,
    /// Fields already reported, so that one field fills one line.
    reported: BTreeSet<&'a str>,
    problems: Problems,
}

impl<'a> Walk<'a> {
    fn over(shape: &'a Shape) -> Walk<'a> {
        Walk {
            shape,
            fragments: HashMap::new(),
            written: BTreeMap::new(),
            directives: 0,
            reported: BTreeSet::new(),
            problems: Problems::default(),
        }
    }

    fn fragment(&mut self, document: &'a ExecutableDocument, name: &'a str) {
        if let Some(fragment) = document.fragments.get(name) {
            self.directives += fragment.node.directives.len();
            let measure = self.set(
                &fragment.node.selection_set,
                &fragment.node.type_condition.node.on.node,
            );
            self.fragments.insert(name, measure);
        }
    }

    fn operation(&mut self, operation: &'a Positioned<OperationDefinition>) {
        let variables = operation.node.variable_definitions.iter();
        self.directives += operation.node.directives.len();
        self.directives += variables
            .map(|variable| variable.node.directives.len())
            .sum::<usize>();
        let measure = self.set(
            &operation.node.selection_set,
            self.shape.root(operation.node.ty),
        );
        self.judge(&measure, operation.pos);
    }

    fn judge(&mut self, measure: &Measure<'_>, at: Pos) {
        let found = [
            (measure.depth > LIMITS.depth).then(|| words::too_deep(measure.depth)),
            (measure.nesting > LIMITS.nesting).then(|| words::expanded_too_deep(measure.nesting)),
            (measure.own_fields > LIMITS.root_fields as u64)
                .then(|| words::too_many_root_fields(measure.own_fields)),
            (measure.spreads > LIMITS.spreads).then(words::too_many_spreads),
            (measure.fields > LIMITS.fields).then(words::too_many_fields),
        ];
        found
            .into_iter()
            .flatten()
            .for_each(|problem| self.problems.push(problem.at(at)));
    }

    /// Recurses along the braces of one definition only; the scan has bounded those.
    fn set(&mut self, set: &'a Positioned<SelectionSet>, parent: &'a str) -> Measure<'a> {
        let mut measure = Measure::default();
        let mut spread_before = BTreeSet::new();
        for item in &set.node.items {
            self.directives += item.node.directives().len();
            match &item.node {
                Selection::Field(field) => self.field(&field.node, parent, &mut measure),
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(parent, |condition| &condition.node.on.node);
                    let inner = self.set(&inline.node.selection_set, on);
                    measure.add_fragment(&inner);
                    measure.add_aliases(&inner);
                }
                Selection::FragmentSpread(spread) => {
                    measure.spreads = measure.spreads.saturating_add(1);
                    let name = spread.node.fragment_name.node.as_str();
                    if let Some(fragment) = self.fragments.get(name) {
                        measure.add_fragment(fragment);
                        if spread_before.insert(name) {
                            measure.add_aliases(fragment);
                        }
                    }
                }
            }
        }
        // A leaf field has an empty set, which is no level.
        measure.nesting += usize::from(!set.node.items.is_empty());
        self.judge_aliases(&measure, set.pos);
        measure
    }

    fn field(&mut self, field: &'a Field, parent: &'a str, measure: &mut Measure<'a>) {
        let name = field.name.node.as_str();
        if field.alias.is_some() {
            *self.written.entry((parent, name)).or_default() += 1;
        }
        let target = self
            .shape
            .field(parent, name)
            .map_or("", |known| &known.target);
        let below = self.set(&field.selection_set, target);
        measure.add_field(field, &below);
    }

    fn judge_aliases(&mut self, measure: &Measure<'a>, at: Pos) {
        for (field, aliases) in &measure.aliases {
            if aliases.len() > LIMITS.aliases && self.reported.insert(field) {
                self.problems
                    .push(words::too_many_aliases(field, aliases.len(), LIMITS.aliases).at(at));
            }
        }
    }

    /// What counts over the whole document as written.
    fn finish(mut self) -> Result<(), Vec<Problem>> {
        if self.directives > LIMITS.directives {
            self.problems
                .push(words::too_many_directives(self.directives));
        }
        for ((_, field), aliases) in self.written {
            if aliases > LIMITS.aliases_in_document && self.reported.insert(field) {
                self.problems.push(words::too_many_aliases(
                    field,
                    aliases,
                    LIMITS.aliases_in_document,
                ));
            }
        }
        self.problems.verdict()
    }
}
