//! http/guard/cost: what the chosen operation costs with these variables (api.md §3), and whether its pages are pages.
//! Touches the parsed document, the shape and the arguments. Every fragment is priced once, numbers saturate.
//!
//! Fragments on different types of one interface or union are added up, not compared: simple to foretell, never too low.
//! A field selected twice is paid twice: async-graphql resolves it twice. `@skip` and `@include` change nothing.

use std::collections::HashMap;

use async_graphql_parser::{
    Positioned,
    types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

use super::{
    arguments::Arguments,
    fragments,
    limits::LIMITS,
    problem::{Problem, Problems},
    shape::Shape,
    sizes,
    weight::Weight,
    words,
};

/// What a recurring list of introspection is multiplied by where another one nests in it: types lead to types again, so the
/// answer grows with the size of the schema at every level.
const NESTED_INTROSPECTION: u64 = 8;

/// The price of the operation, within the budget.
pub(super) fn check(
    shape: &Shape,
    document: &ExecutableDocument,
    order: &[String],
    operation: &Positioned<OperationDefinition>,
    arguments: Arguments<'_>,
    budget: u64,
) -> Result<u64, Vec<Problem>> {
    let root = &operation.node.selection_set.node;
    let mut pricing = Pricing {
        shape,
        arguments,
        fragments: HashMap::new(),
        problems: Problems::default(),
    };
    pricing.check_defaults(&operation.node);
    let reachable = fragments::reachable(document, root);
    for name in order
        .iter()
        .filter(|name| reachable.contains(name.as_str()))
    {
        pricing.fragment(document, name);
    }
    let bill = pricing.set(root, shape.root(operation.node.ty));
    pricing.verdict(bill, operation, budget)
}

/// What a selection set comes to.
#[derive(Default, Clone, Copy)]
struct Bill {
    cost: u64,
    /// How deep the recurring lists of introspection nest.
    introspection: usize,
}

impl Bill {
    fn add(&mut self, other: Bill) {
        self.cost = self.cost.saturating_add(other.cost);
        self.introspection = self.introspection.max(other.introspection);
    }

    /// So many objects, each with this below it. An empty list still costs its look-up.
    fn times(self, objects: u64) -> Bill {
        Bill {
            cost: self.cost.saturating_add(1).saturating_mul(objects.max(1)),
            ..self
        }
    }
}

struct Pricing<'a> {
    shape: &'a Shape,
    arguments: Arguments<'a>,
    fragments: HashMap<&'a str, Bill>,
    problems: Problems,
}

impl<'a> Pricing<'a> {
    /// The defaults of variables are values written in the document like any other.
    fn check_defaults(&mut self, operation: &OperationDefinition) {
        for declared in &operation.variable_definitions {
            let default = declared.node.default_value.as_ref();
            let problem =
                default.and_then(|value| sizes::check_written(&value.node.clone().into_value()));
            problem
                .into_iter()
                .for_each(|problem| self.problems.push(problem.at(declared.pos)));
        }
    }

    fn fragment(&mut self, document: &'a ExecutableDocument, name: &'a str) {
        if let Some(fragment) = document.fragments.get(name) {
            let bill = self.set(
                &fragment.node.selection_set.node,
                &fragment.node.type_condition.node.on.node,
            );
            self.fragments.insert(name, bill);
        }
    }

    /// Recurses along the braces of one definition only; the scan has bounded those.
    fn set(&mut self, set: &SelectionSet, parent: &str) -> Bill {
        let mut bill = Bill::default();
        for item in &set.items {
            bill.add(match &item.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(parent, |condition| &condition.node.on.node);
                    self.set(&inline.node.selection_set.node, on)
                }
                Selection::FragmentSpread(spread) => self
                    .fragments
                    .get(spread.node.fragment_name.node.as_str())
                    .copied()
                    .unwrap_or_default(),
            });
        }
        bill
    }

    fn field(&mut self, field: &Field, parent: &str) -> Bill {
        let known = self.shape.field(parent, &field.name.node);
        self.arguments.check_sizes(field, &mut self.problems);
        let below = self.set(
            &field.selection_set.node,
            known.map_or("", |known| &known.target),
        );
        match known {
            Some(known) => self.weigh(known.weight, field, below),
            // Unknown fields are validation's to refuse; with a selection they count as objects until then.
            None if field.selection_set.node.items.is_empty() => Bill::default(),
            None => below.times(1),
        }
    }

    fn weigh(&mut self, weight: Weight, field: &Field, below: Bill) -> Bill {
        match weight {
            Weight::Leaf | Weight::Wrapper => below,
            Weight::Stated(cost) => Bill { cost, ..below },
            Weight::Object => below.times(1),
            Weight::Connection(usual) => {
                self.arguments.check_page(field, &mut self.problems);
                below.times(self.arguments.page_size(field, usual))
            }
            Weight::ByIds => below.times(self.arguments.id_count(field)),
            Weight::List(declared) => below.times(declared.unwrap_or(LIMITS.undeclared_list)),
            Weight::Recurring(alone) => {
                let objects = if below.introspection > 0 {
                    NESTED_INTROSPECTION
                } else {
                    alone
                };
                Bill {
                    introspection: below.introspection + 1,
                    ..below.times(objects)
                }
            }
            Weight::Deed => Bill {
                cost: below.cost.saturating_add(LIMITS.mutation_cost),
                ..below
            },
        }
    }

    fn verdict(
        mut self,
        bill: Bill,
        operation: &Positioned<OperationDefinition>,
        budget: u64,
    ) -> Result<u64, Vec<Problem>> {
        if bill.introspection > LIMITS.introspection_lists {
            self.problems
                .push(words::introspection_too_deep().at(operation.pos));
        }
        if bill.cost > budget {
            self.problems
                .push(words::too_costly(bill.cost, budget).at(operation.pos));
        }
        self.problems.verdict().map(|()| bill.cost)
    }
}
