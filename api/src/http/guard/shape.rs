//! http/guard/shape: what the guard knows of the schema, read from the published SDL. Touches the SDL text only. Not the
//! schema object: the published contract is what clients count with, and it is read once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use async_graphql_parser::{
    Error, Positioned, parse_schema,
    types::{
        BaseType, FieldDefinition, InputValueDefinition, OperationType, SchemaDefinition,
        ServiceDocument, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
    },
};

use super::weight::{self, Weight};

/// Introspection's types, which no SDL contains.
const INTROSPECTION: &str = include_str!("introspection.graphql");
/// Where the SDL above keeps the two fields that every query root has.
const INTROSPECTION_ROOT: &str = "__Root";

/// The SDL given to [`super::Guard::new`] cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSdl(pub String);

impl fmt::Display for BadSdl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the published SDL cannot be read: {}", self.0)
    }
}

impl std::error::Error for BadSdl {}

impl From<Error> for BadSdl {
    fn from(error: Error) -> BadSdl {
        BadSdl(error.to_string())
    }
}

/// The schema as far as measuring needs it.
pub(super) struct Shape {
    roots: Roots,
    types: HashMap<String, TypeShape>,
}

/// The names of the root types.
pub(super) struct Roots {
    pub(super) query: String,
    pub(super) mutation: String,
    pub(super) subscription: String,
}

/// One type.
pub(super) enum TypeShape {
    Scalar,
    Enum(BTreeSet<String>),
    Input(InputShape),
    /// Object, interface or union: fields by name, none for a union.
    Composite(BTreeMap<String, FieldShape>),
}

/// An input object.
#[derive(Default)]
pub(super) struct InputShape {
    /// Exactly one field must be set.
    pub(super) one_of: bool,
    pub(super) fields: BTreeMap<String, InputFieldShape>,
}

/// A field of an input object, or an argument of a field.
pub(super) struct InputFieldShape {
    pub(super) ty: Type,
    /// False when it may be left out.
    pub(super) required: bool,
}

/// A field of an object or an interface.
pub(super) struct FieldShape {
    /// The type below, lists and non-null removed.
    pub(super) target: String,
    pub(super) arguments: BTreeMap<String, InputFieldShape>,
    pub(super) weight: Weight,
    /// A list of objects that does not say how long it can be.
    pub(super) undeclared_list: bool,
}

impl Shape {
    /// Reads the SDL.
    pub(super) fn read(sdl: &str) -> Result<Shape, BadSdl> {
        let documents = [parse_schema(sdl)?, parse_schema(INTROSPECTION)?];
        let roots = Roots::of(&documents);
        let mut shape = Shape {
            roots,
            types: HashMap::new(),
        };
        for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
            shape.types.insert(scalar.to_owned(), TypeShape::Scalar);
        }
        // Twice: how a field weighs depends on whether its type has fields, which only a full reading tells.
        let definitions = || documents.iter().flat_map(type_definitions);
        definitions().for_each(|definition| shape.declare(definition));
        definitions().for_each(|definition| shape.fill(definition));
        shape.add_introspection_roots();
        Ok(shape)
    }

    /// The root type of a kind of operation.
    pub(super) fn root(&self, operation: OperationType) -> &str {
        match operation {
            OperationType::Query => &self.roots.query,
            OperationType::Mutation => &self.roots.mutation,
            OperationType::Subscription => &self.roots.subscription,
        }
    }

    /// A type by name.
    pub(super) fn get(&self, name: &str) -> Option<&TypeShape> {
        self.types.get(name)
    }

    /// A field of an object or interface; `None` when either is unknown, which validation will say.
    pub(super) fn field(&self, parent: &str, field: &str) -> Option<&FieldShape> {
        match self.types.get(parent)? {
            TypeShape::Composite(fields) => fields.get(field),
            _ => None,
        }
    }

    /// `Type.field` of every list of objects without `@listSize`, in order.
    pub(super) fn undeclared_lists(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, ty) in &self.types {
            if let TypeShape::Composite(fields) = ty {
                let undeclared = fields.iter().filter(|(_, field)| field.undeclared_list);
                names.extend(undeclared.map(|(field, _)| format!("{name}.{field}")));
            }
        }
        names.sort();
        names
    }

    fn declare(&mut self, definition: &TypeDefinition) {
        let empty = match definition.kind {
            TypeKind::Scalar => TypeShape::Scalar,
            TypeKind::Enum(_) => TypeShape::Enum(BTreeSet::new()),
            TypeKind::InputObject(_) => TypeShape::Input(InputShape::default()),
            TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => {
                TypeShape::Composite(BTreeMap::new())
            }
        };
        self.types
            .entry(definition.name.node.to_string())
            .or_insert(empty);
    }

    /// Adds what one definition, or one extension, says of its type.
    fn fill(&mut self, definition: &TypeDefinition) {
        let name = definition.name.node.as_str();
        let fields = match &definition.kind {
            TypeKind::Object(object) => self.output_fields(name, &object.fields),
            TypeKind::Interface(interface) => self.output_fields(name, &interface.fields),
            _ => Vec::new(),
        };
        match (self.types.get_mut(name), &definition.kind) {
            (Some(TypeShape::Composite(known)), _) => known.extend(fields),
            (Some(TypeShape::Enum(known)), TypeKind::Enum(said)) => {
                known.extend(
                    said.values
                        .iter()
                        .map(|value| value.node.value.node.to_string()),
                );
            }
            (Some(TypeShape::Input(known)), TypeKind::InputObject(said)) => {
                known.one_of |= definition
                    .directives
                    .iter()
                    .any(|directive| directive.node.name.node == "oneOf");
                known.fields.extend(said.fields.iter().map(input_field));
            }
            _ => {}
        }
    }

    fn output_fields(
        &self,
        parent: &str,
        fields: &[Positioned<FieldDefinition>],
    ) -> Vec<(String, FieldShape)> {
        fields
            .iter()
            .map(|field| {
                (
                    field.node.name.node.to_string(),
                    self.output_field(parent, &field.node),
                )
            })
            .collect()
    }

    fn output_field(&self, parent: &str, field: &FieldDefinition) -> FieldShape {
        let target = target(&field.ty.node).to_owned();
        let composite = matches!(self.types.get(&target), Some(TypeShape::Composite(_)));
        let weight = weight::of(&self.roots, parent, field, &target, composite);
        let undeclared_list = weight == Weight::List(None);
        FieldShape {
            target,
            arguments: field.arguments.iter().map(input_field).collect(),
            weight,
            undeclared_list,
        }
    }

    fn add_introspection_roots(&mut self) {
        let Some(TypeShape::Composite(meta)) = self.types.remove(INTROSPECTION_ROOT) else {
            return;
        };
        if let Some(TypeShape::Composite(fields)) = self.types.get_mut(&self.roots.query) {
            fields.extend(meta);
        }
    }
}

impl Roots {
    /// The names in the `schema` definition, or the usual ones.
    fn of(documents: &[ServiceDocument]) -> Roots {
        let schemas: Vec<&SchemaDefinition> =
            documents.iter().flat_map(schema_definitions).collect();
        let name = |pick: fn(&SchemaDefinition) -> Option<&str>, usual: &str| {
            schemas
                .iter()
                .find_map(|schema| pick(schema))
                .unwrap_or(usual)
                .to_owned()
        };
        Roots {
            query: name(
                |schema| schema.query.as_ref().map(|name| name.node.as_str()),
                "Query",
            ),
            mutation: name(
                |schema| schema.mutation.as_ref().map(|name| name.node.as_str()),
                "Mutation",
            ),
            subscription: name(
                |schema| schema.subscription.as_ref().map(|name| name.node.as_str()),
                "Subscription",
            ),
        }
    }
}

fn schema_definitions(document: &ServiceDocument) -> impl Iterator<Item = &SchemaDefinition> {
    document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Schema(schema) => Some(&schema.node),
            _ => None,
        })
}

fn type_definitions(document: &ServiceDocument) -> impl Iterator<Item = &TypeDefinition> {
    document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => Some(&ty.node),
            _ => None,
        })
}

fn input_field(field: &Positioned<InputValueDefinition>) -> (String, InputFieldShape) {
    let ty = field.node.ty.node.clone();
    let required = !ty.nullable && field.node.default_value.is_none();
    (
        field.node.name.node.to_string(),
        InputFieldShape { ty, required },
    )
}

/// The named type inside lists and non-null.
pub(super) fn target(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => target(inner),
    }
}
