//! What a blueprint may say: every block and attribute with type, default and meaning.
//!
//! These tables are the only source: they check, give the defaults and are the reference that
//! `gen explain` prints.

mod access;
mod compute;
mod data;
mod edge;
mod form;
pub(super) mod grammar;
pub(super) mod hints;
mod operations;
mod platform;
mod service;
pub(super) mod view;

pub(super) use form::Form;

/// Every block that stands at the top level, in the order of the reference.
pub(super) const BLOCKS: &[Block] = &[
    platform::PLATFORM,
    platform::REGION,
    platform::NETWORK,
    compute::CLUSTER,
    compute::NODES,
    data::DATABASE,
    data::CACHE,
    data::TABLE,
    data::QUEUE,
    data::BUCKET,
    data::SECRET,
    service::SERVICE,
    edge::ENTRY,
    edge::MESH,
    access::ACCESS,
    operations::SECURITY,
    operations::MONITORING,
];

/// The stores that a service may use.
pub(super) const STORES: &[&str] = &["database", "cache", "table", "queue", "bucket"];

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    /// Its type.
    pub(super) name: &'static str,
    /// Its label.
    pub(super) label: Label,
    /// What it means, in a sentence.
    pub(super) doc: &'static str,
    /// Its attributes, in the order of the reference.
    pub(super) attributes: &'static [Attribute],
    /// Blocks inside it.
    pub(super) blocks: &'static [Block],
    /// What `env` and `secrets` may say after `TYPE.LABEL.`.
    pub(super) facts: Facts,
    /// What it is in the blueprint as a whole.
    pub(super) presence: Presence,
}

/// A block that nothing refers to, that may be left out, and whose output is generated.
const PLAIN: Block = Block {
    name: "",
    label: Label::None,
    doc: "",
    attributes: &[],
    blocks: &[],
    facts: Facts { open: &[], secret: &[] },
    presence: Presence::Optional,
};

/// What `env` and `secrets` may say of a block.
#[derive(Debug)]
pub(super) struct Facts {
    /// Attributes.
    pub(super) open: &'static [&'static str],
    /// Secret attributes.
    pub(super) secret: &'static [&'static str],
}

/// What a block is in the blueprint as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
    /// Its output is not generated yet; it may be left out.
    Pending,
    /// Its output is not generated yet; it must be there.
    RequiredPending,
}

/// A block's label.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    /// It has none.
    None,
    /// One, of this form.
    One(Form, &'static str),
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    /// Its name.
    pub(super) name: &'static str,
    /// Its type.
    pub(super) kind: Kind,
    /// What it is when left out.
    pub(super) default: Default,
    /// What it means.
    pub(super) doc: &'static str,
}

/// What an attribute is when left out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Default {
    /// It must be there.
    Required,
    /// Nothing.
    None,
    /// It follows from something else, in words.
    Derived(&'static str),
    /// A string.
    Text(&'static str),
    /// A whole number.
    Whole(u32),
    /// A number.
    Decimal(f64),
    /// A bool.
    Flag(bool),
    /// A list of strings.
    Texts(&'static [&'static str]),
    /// A list of whole numbers.
    Wholes(&'static [u32]),
}

/// The type of an attribute.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds.
    Whole(u32, u32),
    /// A number between bounds, which it may not reach.
    Between(f64, f64),
    /// Days that CloudWatch accepts as a retention.
    Days,
    /// A string of a form.
    Text(Form),
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A list.
    List(&'static Kind),
    /// A list with at least one element.
    Filled(&'static Kind),
    /// A map with keys of a form.
    Map(Form, &'static Kind),
    /// A reference to a block of one of these types.
    Reference(&'static [&'static str]),
    /// One of these.
    Either(&'static [Kind]),
    /// A value of `env`.
    Setting,
    /// A value of `secrets`.
    Confidential,
}

pub(super) use crate::tables::logs::RETENTION_DAYS as DAYS;

/// Names a thing that was renamed.
const WAS: Attribute = Attribute {
    name: "was",
    kind: Kind::Text(Form::Label),
    default: Default::None,
    doc: "the label before a renaming: it stays in every cloud name, `moved` blocks carry the state",
};

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Attribute {
    Attribute { name, kind, default: Default::Required, doc }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Attribute {
    Attribute { name, kind, default: Default::None, doc }
}

const fn defaulted(
    name: &'static str,
    kind: Kind,
    default: Default,
    doc: &'static str,
) -> Attribute {
    Attribute { name, kind, default, doc }
}

impl Block {
    /// The attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The nested block of this type.
    pub(super) fn block(&self, name: &str) -> Option<&'static Block> {
        self.blocks.iter().find(|block| block.name == name)
    }
}

/// The top-level block of this type.
pub(super) fn block(name: &str) -> Option<&'static Block> {
    BLOCKS.iter().find(|block| block.name == name)
}

impl Presence {
    /// Whether it must be there.
    pub(super) fn required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredPending)
    }

    /// Whether its output is not generated yet.
    pub(super) fn pending(self) -> bool {
        matches!(self, Self::Pending | Self::RequiredPending)
    }
}

impl Kind {
    /// The type in words, with its article.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Whole(min, u32::MAX) => format!("a whole number from {min}"),
            Self::Whole(min, max) => format!("a whole number from {min} to {max}"),
            Self::Between(min, max) => format!("a number between {min} and {max}"),
            Self::Days => {
                let listed = DAYS.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
                format!("a number of days that CloudWatch accepts: {listed}")
            }
            Self::Text(form) => form.describe().to_owned(),
            Self::Choice(choices) => {
                alternatives(choices.iter().map(|choice| format!("\"{choice}\"")))
            }
            Self::List(kind) => format!("a list, each element {}", kind.describe()),
            Self::Filled(kind) => {
                format!("a list of at least one element, each {}", kind.describe())
            }
            Self::Map(keys, kind) => format!("a map of {} to {}", keys.describe(), kind.describe()),
            Self::Reference(kinds) => alternatives(kinds.iter().map(|kind| format!("{kind}.NAME"))),
            Self::Either(kinds) => {
                kinds.iter().map(Self::describe).collect::<Vec<_>>().join(", or ")
            }
            Self::Setting => "a string, number, bool, reference or template".to_owned(),
            Self::Confidential => "a secret attribute or a template with one".to_owned(),
        }
    }

    /// The type that a value must have, in a word or two.
    pub(super) fn shape(&self) -> &'static str {
        match self {
            Self::Flag => "a bool",
            Self::Whole(..) | Self::Days => "a whole number",
            Self::Between(..) => "a number",
            Self::List(_) | Self::Filled(_) => "a list",
            Self::Map(..) => "a map",
            Self::Reference(_) => "a reference",
            Self::Either(kinds) if kinds.iter().any(|kind| matches!(kind, Self::Reference(_))) => {
                "a string or a reference"
            }
            Self::Text(_) | Self::Choice(_) | Self::Either(_) => "a string",
            Self::Setting => "a string, number, bool, reference or template",
            Self::Confidential => "a secret attribute or a template with one",
        }
    }
}

/// `a, b or c`, each in backticks.
pub(super) fn alternatives(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("`{item}`")).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
