//! References to attributes of resources and data sources: the type has to have them.

use super::provider::{BlockSchema, Schema};
use hcl::edit::expr::{Expression, Traversal, TraversalOperator};
use hcl::edit::structure::Body;
use hcl::edit::visit::{self, Visit};

/// Every reference of a body to an attribute that its resource or data source does not have.
pub(super) fn unknown(body: &Body, schema: &Schema) -> Vec<String> {
    let mut references = References { schema, found: Vec::new() };
    references.visit_body(body);
    references.found
}

struct References<'a> {
    schema: &'a Schema,
    found: Vec<String>,
}

impl Visit for References<'_> {
    fn visit_traversal(&mut self, node: &Traversal) {
        visit::visit_traversal(self, node);
        let Expression::Variable(root) = &node.expr else { return };
        let names = node.operators.iter().filter_map(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        });
        let names: Vec<&str> = [root.as_str()].into_iter().chain(names).collect();
        let (kind, attribute, declared) = match names.as_slice() {
            ["data", kind, _, attribute, ..] => (kind, attribute, self.schema.data.get(*kind)),
            ["ephemeral", kind, _, attribute, ..] => {
                (kind, attribute, self.schema.ephemeral.get(*kind))
            }
            [kind, _, attribute, ..] => (kind, attribute, self.schema.resources.get(*kind)),
            _ => return,
        };
        if declared.is_some_and(|declared| !has(&declared.block, attribute)) {
            self.found.push(format!("`{}`: `{kind}` has no `{attribute}`", names.join(".")));
        }
    }
}

fn has(block: &BlockSchema, name: &str) -> bool {
    block.attributes.contains_key(name) || block.block_types.contains_key(name)
}
