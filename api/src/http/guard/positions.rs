//! http/guard/positions: whether each variable stands where its type fits (“All Variable Usages Are Allowed”). Touches the shape and
//! the parsed document. async-graphql 7.2.1 has this rule, but its visitor never reaches it, so that a nullable variable left out
//! failed while executing.

use std::collections::HashMap;

use async_graphql_parser::{
    Pos, Positioned,
    types::{
        BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
        Type, VariableDefinition,
    },
};
use async_graphql_value::{Name, Value};

use super::{
    fragments,
    problem::{Problem, Problems},
    shape::{InputFieldShape, Shape, TypeShape, target},
    words,
};

/// Checks the variables of one operation, in its fragments too.
pub(super) fn check(
    shape: &Shape,
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
) -> Result<(), Vec<Problem>> {
    let definitions = operation.node.variable_definitions.iter();
    let mut walk = Walk {
        shape,
        declared: definitions
            .map(|one| (one.node.name.node.as_str(), &one.node))
            .collect(),
        problems: Problems::default(),
    };
    if walk.declared.is_empty() {
        return Ok(());
    }
    let root = &operation.node.selection_set.node;
    walk.directives(&operation.node.directives);
    walk.set(root, shape.root(operation.node.ty));
    for name in fragments::reachable(document, root) {
        if let Some(fragment) = document.fragments.get(name) {
            let on = &fragment.node.type_condition.node.on.node;
            walk.directives(&fragment.node.directives);
            walk.set(&fragment.node.selection_set.node, on);
        }
    }
    walk.problems.verdict()
}

struct Walk<'a> {
    shape: &'a Shape,
    declared: HashMap<&'a str, &'a VariableDefinition>,
    problems: Problems,
}

impl Walk<'_> {
    /// Recurses along the braces of one definition only; the scan has bounded those.
    fn set(&mut self, set: &SelectionSet, parent: &str) {
        for item in &set.items {
            self.directives(item.node.directives());
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    // Unknown fields and arguments are validation's to refuse.
                    let Some(known) = self.shape.field(parent, &field.name.node) else {
                        continue;
                    };
                    for (name, value) in &field.arguments {
                        if let Some(argument) = known.arguments.get(name.node.as_str()) {
                            self.argument(argument, &value.node, value.pos);
                        }
                    }
                    self.set(&field.selection_set.node, &known.target);
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(parent, |condition| &condition.node.on.node);
                    self.set(&inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// `@skip` and `@include`: the only directives that take something.
    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        let condition = Type {
            base: BaseType::Named(Name::new("Boolean")),
            nullable: false,
        };
        let conditional = directives
            .iter()
            .filter(|one| matches!(one.node.name.node.as_str(), "skip" | "include"));
        for directive in conditional {
            for (_, value) in &directive.node.arguments {
                self.value(&condition, false, &value.node, value.pos);
            }
        }
    }

    fn argument(&mut self, argument: &InputFieldShape, value: &Value, at: Pos) {
        let has_default = !argument.ty.nullable && !argument.required;
        self.value(&argument.ty, has_default, value, at);
    }

    fn value(&mut self, ty: &Type, has_default: bool, value: &Value, at: Pos) {
        match (value, &ty.base) {
            (Value::Variable(name), _) => self.variable(ty, has_default, name, at),
            (Value::List(items), BaseType::List(inner)) => {
                for item in items {
                    self.value(inner, false, item, at);
                }
            }
            (Value::Object(fields), _) => {
                let Some(TypeShape::Input(input)) = self.shape.get(target(ty)) else {
                    return;
                };
                for (name, value) in fields {
                    if let Some(field) = input.fields.get(name.as_str()) {
                        self.argument(field, value, at);
                    }
                }
            }
            _ => {}
        }
    }

    fn variable(&mut self, ty: &Type, has_default: bool, name: &str, at: Pos) {
        // An undeclared variable is validation's to refuse.
        let Some(declared) = self.declared.get(name) else {
            return;
        };
        let default = declared.default_value.as_ref();
        let never_null =
            has_default || default.is_some_and(|value| !value.node.to_string().eq("null"));
        if !fits(&declared.var_type.node, ty, never_null) {
            let (is, wanted) = (declared.var_type.node.to_string(), ty.to_string());
            self.problems
                .push(words::variable_out_of_place(name, &is, &wanted).at(at));
        }
    }
}

/// Whether a variable of one type may stand where another is wanted.
fn fits(variable: &Type, wanted: &Type, never_null: bool) -> bool {
    let nullability = !variable.nullable || wanted.nullable || never_null;
    nullability
        && match (&variable.base, &wanted.base) {
            (BaseType::Named(variable), BaseType::Named(wanted)) => variable == wanted,
            (BaseType::List(variable), BaseType::List(wanted)) => fits(variable, wanted, false),
            _ => false,
        }
}
