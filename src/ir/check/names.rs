//! Names that AWS would refuse on apply, at the values that the roots pass.

use super::Defects;
use super::calls::{arguments, family};
use super::fold::Known;
use super::limits::{ARGUMENTS, LIMITS, Limit, REFERENCES};
use super::scope::{Scope, attribute, attributes};
use crate::ir::{Block, Tree};
use crate::tables::quotas::LONGEST_NAME;

/// The names of every root, through the modules that it calls.
pub(super) fn check(tree: &Tree, defects: &mut Defects) {
    for root in &tree.roots {
        let scope = Scope::root(root);
        resources(&scope, (&scope.place, ""), &Known::new([].into_iter(), &scope.blocks), defects);
        for call in scope.blocks.iter().filter(|block| block.keyword == "module") {
            let module = tree.modules.iter().find(|m| family(call) == Some(&m.family));
            let Some(module) = module.map(Scope::module) else { continue };
            let known = Known::new(arguments(call), &module.blocks);
            let prefix = format!("module.{}.", call.labels.join("."));
            resources(&module, (&scope.place, &prefix), &known, defects);
        }
    }
}

/// The names of one module's resources, `prefix` being the call's address.
fn resources(scope: &Scope, (place, prefix): (&str, &str), known: &Known, defects: &mut Defects) {
    for block in &scope.blocks {
        let ("resource", [kind, name]) = (block.keyword.as_str(), block.labels.as_slice()) else {
            continue;
        };
        let named = attributes(block).filter(|(argument, _)| ARGUMENTS.contains(argument));
        let refers = |argument: &str| {
            REFERENCES.iter().any(|(start, name)| kind.starts_with(start) && *name == argument)
        };
        for (argument, _) in named.filter(|(argument, _)| !refers(argument)) {
            let row = LIMITS.iter().find(|row| row.kind == kind && row.argument == argument);
            let address = format!("`{prefix}{kind}.{name}`");
            let Some(row) = row else {
                let defect = format!("{address} has a `{argument}` without a row of name limits");
                defects.push(place, &defect);
                continue;
            };
            for name in values(block, argument, known) {
                if let Some(problem) = problem(row, &name) {
                    defects.push(place, &format!("{address} is named `{name}`: {problem}"));
                }
            }
        }
    }
}

/// Every value that the argument takes, as far as it is known before apply.
fn values(block: &Block, argument: &str, known: &Known) -> Vec<String> {
    let Some(value) = attribute(block, argument) else { return Vec::new() };
    let keys = attribute(block, "for_each").and_then(|for_each| known.keys(for_each));
    match keys {
        Some(keys) => keys.iter().filter_map(|key| known.text(value, Some(key))).collect(),
        None => known.text(value, None).into_iter().collect(),
    }
}

fn problem(limit: &Limit, name: &str) -> Option<String> {
    let (least, most) = limit.length;
    let length = name.chars().count();
    if !(least..=most).contains(&length) {
        return Some(format!("{length} characters, where {least} to {most} are allowed"));
    }
    // Records have no ARN, which no policy can therefore hold.
    if length > LONGEST_NAME && limit.kind != "aws_route53_record" {
        return Some(format!("{length} characters, where sizes count with {LONGEST_NAME}"));
    }
    (!(limit.holds)(name)).then(|| format!("allowed are {}", limit.allowed))
}
