//! Rules of blocks, attributes and references: GEN100 to GEN399.

use super::{Rule, rule};

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[
    rule(
        "GEN101",
        "unknown block",
        "A block that `gen` does not know would silently do nothing.",
        "Correct the spelling; `gen explain` lists every block, `gen explain BLOCK` those inside it.",
    ),
    rule(
        "GEN102",
        "unknown attribute",
        "An attribute that `gen` does not know would silently do nothing.",
        "Correct the spelling; `gen explain BLOCK` lists its attributes.",
    ),
    rule(
        "GEN103",
        "wrong type",
        "Types are not converted: `\"3\"` is no number and `3` no string, so that a value means what it says.",
        "Write a value of the type that `gen explain BLOCK.ATTRIBUTE` names.",
    ),
    rule(
        "GEN104",
        "missing attribute",
        "The attribute has no sensible default.",
        "Add it to the block.",
    ),
    rule(
        "GEN105",
        "wrong number of labels",
        "A block has one label or none; the label is the name of the thing.",
        "Add or remove labels as `gen explain BLOCK` shows.",
    ),
    rule(
        "GEN106",
        "malformed label",
        "Labels become parts of cloud names, Terraform addresses and namespaces, which have narrow rules.",
        "Use 1 to 24 lower-case letters, digits and single `-`, a letter first.",
    ),
    rule(
        "GEN107",
        "missing block",
        "A platform needs a region and a repository whose pipelines write it.",
        "Add the block.",
    ),
    rule(
        "GEN201",
        "malformed value",
        "The text has not the form that AWS, Kubernetes or GitHub accept.",
        "Write a value of the form that the report names.",
    ),
    rule(
        "GEN202",
        "number out of range",
        "AWS or Kubernetes refuse the number, or it makes no sense.",
        "Write a number within the bounds that the report names.",
    ),
    rule(
        "GEN203",
        "unknown choice",
        "The attribute takes one of a few values.",
        "Write one of them.",
    ),
    rule(
        "GEN204",
        "control character",
        "A control character in a name or a line of text is a slip, and could break what is generated.",
        "Remove it.",
    ),
    rule(
        "GEN205",
        "days that CloudWatch does not accept",
        "CloudWatch keeps logs for certain numbers of days only.",
        "Write one of the numbers that the report lists.",
    ),
    rule(
        "GEN206",
        "empty list",
        "The list needs an element; leaving the attribute out gives its default.",
        "Add an element or remove the attribute.",
    ),
    rule(
        "GEN207",
        "element that adds nothing",
        "It stands in the list already, so one of the two is probably meant to be another.",
        "Remove it, or write what was meant.",
    ),
    rule(
        "GEN301",
        "dangling reference",
        "What is named does not stand in this blueprint.",
        "Correct the label or add the block.",
    ),
    rule(
        "GEN302",
        "reference to the wrong kind of block",
        "The attribute names blocks of certain types, as a whole.",
        "Refer to a block of a type that the report names.",
    ),
    rule(
        "GEN303",
        "unknown attribute of a reference",
        "A reference in `env` or `secrets` names an attribute that the block offers.",
        "Write one of the attributes that the report lists.",
    ),
    rule(
        "GEN304",
        "service that is not in `calls`",
        "Only services in `calls` can be reached: the network and the mesh close everything else.",
        "Add the service to `calls`.",
    ),
    rule(
        "GEN305",
        "store that is not in `uses`",
        "Only stores in `uses` can be reached: network and permissions close everything else.",
        "Add the store to `uses`.",
    ),
    rule(
        "GEN306",
        "secret in `env`",
        "`env` is readable by everyone who may look at the workload.",
        "Move the variable to `secrets`.",
    ),
    rule(
        "GEN307",
        "no secret in `secrets`",
        "`secrets` holds secret attributes and templates with them; a value in the blueprint is no secret.",
        "Move the variable to `env`, or put the value into a `secret`.",
    ),
    rule(
        "GEN308",
        "call of a job",
        "A job runs by the clock and does not listen.",
        "Remove it from `calls`.",
    ),
];
