#!/usr/bin/env python3
"""Cuts a provider schema down to the types that the tests need.

    terraform providers schema -json > schema.json
    ./prune.py schema.json TYPE... > aws.json

run in a folder whose configuration requires only hashicorp/aws at the version that
`src/tables/versions.rs` pins; the same for hashicorp/helm and helm.json. A TYPE is `aws_vpc` for a resource, `data.aws_region` for a data
source, `ephemeral.aws_ssm_parameter` for an ephemeral resource; a `*` at its end takes every type that begins so. To add one to those that aws.json holds:

    ./prune.py schema.json $(./prune.py --list aws.json) aws_sqs_queue > new.json && mv new.json aws.json

Statements of AWS WAF that hold statements are cut off, since they nest without end and nothing
writes them. The provider's own configuration is always kept, descriptions and versions never. The same input
gives the same bytes. A TYPE that the schema does not have is an error.
"""

import fnmatch
import json
import sys

KEPT = {
    "attributes",
    "block_types",
    "block",
    "nesting_mode",
    "min_items",
    "max_items",
    "type",
    "nested_type",
    "required",
    "optional",
    "computed",
}

NESTED_STATEMENTS = {"and_statement", "not_statement", "or_statement", "scope_down_statement"}


def strip(schema):
    """A schema, block, nested block or attribute without what the tests do not read."""
    kept = {}
    for key, value in schema.items():
        if key in ("attributes", "block_types"):
            kept[key] = {
                name: strip(inner)
                for name, inner in value.items()
                if name not in NESTED_STATEMENTS
            }
        elif key in ("block", "nested_type"):
            kept[key] = strip(value)
        elif key in KEPT:
            kept[key] = value
    return kept


def select(schemas, wanted):
    """The schemas whose type matches one of the patterns; every pattern must match one."""
    selected = {}
    for pattern in wanted:
        names = fnmatch.filter(schemas, pattern)
        if not names:
            sys.exit(f"the schema has no type {pattern}")
        selected.update({name: strip(schemas[name]) for name in names})
    return selected


def listing(pruned):
    """The types of a pruned file, as arguments."""
    kinds = [("resources", ""), ("data", "data."), ("ephemeral", "ephemeral.")]
    return [prefix + name for kind, prefix in kinds for name in sorted(pruned.get(kind, ()))]


def prune(schema, types):
    """The wanted types of the only provider of a schema."""
    (provider,) = schema["provider_schemas"].values()
    data = [name.removeprefix("data.") for name in types if name.startswith("data.")]
    ephemeral = [name.removeprefix("ephemeral.") for name in types if name.startswith("ephemeral.")]
    resources = [name for name in types if not name.startswith(("data.", "ephemeral."))]
    return {
        "data": select(provider.get("data_source_schemas", {}), data),
        "ephemeral": select(provider.get("ephemeral_resource_schemas", {}), ephemeral),
        "provider": strip(provider["provider"]),
        "resources": select(provider["resource_schemas"], resources),
    }


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if sys.argv[1] == "--list":
        with open(sys.argv[2], encoding="utf-8") as file:
            print("\n".join(listing(json.load(file))))
        return
    with open(sys.argv[1], encoding="utf-8") as file:
        pruned = prune(json.load(file), sys.argv[2:])
    json.dump(pruned, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
