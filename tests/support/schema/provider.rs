//! The providers' schemas, as `tests/data/schema/prune.py` leaves them.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Arguments that the provider types as string only so that they can be left out; its documentation
/// and everybody write booleans.
/// Source: <https://registry.terraform.io/providers/hashicorp/aws/6.66.0/docs/resources/launch_template#ebs>
const NULLABLE_BOOLS: [[&str; 4]; 2] = [
    ["aws_launch_template", "block_device_mappings", "ebs", "delete_on_termination"],
    ["aws_launch_template", "block_device_mappings", "ebs", "encrypted"],
];

/// The same for arguments of a resource itself.
/// Source: <https://registry.terraform.io/providers/hashicorp/aws/6.66.0/docs/resources/elasticache_replication_group>
const NULLABLE_BOOLS_OF_RESOURCES: [[&str; 2]; 2] = [
    ["aws_elasticache_replication_group", "at_rest_encryption_enabled"],
    ["aws_elasticache_replication_group", "auto_minor_version_upgrade"],
];

/// What the providers declare.
pub(crate) struct Schema {
    /// The configuration of each provider, by its name.
    pub(super) providers: BTreeMap<&'static str, Declared>,
    pub(super) resources: BTreeMap<String, Declared>,
    pub(super) data: BTreeMap<String, Declared>,
    pub(super) ephemeral: BTreeMap<String, Declared>,
}

/// What one provider declares.
#[derive(Deserialize)]
struct Provider {
    #[serde(rename = "provider")]
    configuration: Declared,
    resources: BTreeMap<String, Declared>,
    data: BTreeMap<String, Declared>,
    ephemeral: BTreeMap<String, Declared>,
}

/// A resource type, a data source or the provider's configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declared {
    pub(super) block: BlockSchema,
}

/// What stands between the braces.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockSchema {
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    pub(super) block_types: BTreeMap<String, Nested>,
}

/// An argument, with a type or with attributes of its own.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Attribute {
    #[serde(alias = "type", alias = "nested_type")]
    pub(super) kind: Type,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) computed: bool,
}

/// A nested block.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nested {
    pub(super) block: BlockSchema,
    pub(super) nesting_mode: Nesting,
    #[serde(default)]
    pub(super) min_items: usize,
    pub(super) max_items: Option<usize>,
}

/// How often a nested block may stand.
#[derive(Deserialize, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Nesting {
    Single,
    List,
    Set,
}

/// A type constraint.
#[derive(Deserialize, Debug)]
#[serde(untagged)]
pub(super) enum Type {
    /// `"string"`, `"number"`, `"bool"`, `"dynamic"`
    Primitive(String),
    /// `["list", T]`, `["set", T]`, `["map", T]`
    Collection(String, Box<Type>),
    /// `["object", { … }]`
    Object(String, BTreeMap<String, Type>),
    /// Attributes of an argument, some of which may be left out: one object, or a list of them.
    Nested { attributes: BTreeMap<String, Attribute>, nesting_mode: Nesting },
}

impl Schema {
    /// Those of every provider that the tree uses, pruned.
    pub(crate) fn load() -> Self {
        let mut schema = Self {
            providers: BTreeMap::new(),
            resources: BTreeMap::new(),
            data: BTreeMap::new(),
            ephemeral: BTreeMap::new(),
        };
        for (name, text) in [
            ("aws", include_str!("../../data/schema/aws.json")),
            ("helm", include_str!("../../data/schema/helm.json")),
        ] {
            let provider: Provider = serde_json::from_str(text).expect("the schema loads");
            schema.providers.insert(name, provider.configuration);
            schema.resources.extend(provider.resources);
            schema.data.extend(provider.data);
            schema.ephemeral.extend(provider.ephemeral);
        }
        for [kind, outer, inner, argument] in NULLABLE_BOOLS {
            let resource = schema.resources.get_mut(kind).expect("the resource is in the schema");
            let blocks = &mut resource.block.block_types;
            let outer = blocks.get_mut(outer).expect("the block is in the schema");
            let inner = outer.block.block_types.get_mut(inner).expect("the block is in the schema");
            let found = inner.block.attributes.get_mut(argument).expect("the argument is there");
            assert_eq!(found.kind.name(), "string", "{argument} is no exception any more");
            found.kind = Type::Primitive("bool".to_owned());
        }
        for [kind, argument] in NULLABLE_BOOLS_OF_RESOURCES {
            let resource = schema.resources.get_mut(kind).expect("the resource is in the schema");
            let found = resource.block.attributes.get_mut(argument);
            let found = found.expect("the argument is there");
            assert_eq!(found.kind.name(), "string", "{argument} is no exception any more");
            found.kind = Type::Primitive("bool".to_owned());
        }
        schema
    }
}

impl Attribute {
    /// Whether only the provider sets it.
    pub(super) fn read_only(&self) -> bool {
        self.computed && !self.optional && !self.required
    }

    /// The object type of an argument that may also be written as blocks.
    pub(super) fn as_block(&self) -> Option<&BTreeMap<String, Type>> {
        match &self.kind {
            Type::Collection(kind, item) if kind != "map" => match item.as_ref() {
                Type::Object(_, attributes) => Some(attributes),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Type {
    /// The type as Terraform spells it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Primitive(name) | Self::Collection(name, _) | Self::Object(name, _) => name,
            Self::Nested { nesting_mode: Nesting::Single, .. } => "object",
            Self::Nested { .. } => "list",
        }
    }
}
