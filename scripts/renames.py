#!/usr/bin/env python3
"""Proves with Terraform that a renamed label moves state and replaces nothing.

    scripts/renames.py              tests/data/renamed: applies before.hcl, plans after.hcl
    scripts/renames.py --self-test  shows on small trees that the proof can fail

    GEN=PROGRAM            default: target/release/gen
    TERRAFORM_OFFLINE=DIR  where `install` and `apply_layers` of the offline providers lie
                           (default: ../shared/tools/terraform-offline)
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OFFLINE = Path(os.environ.get("TERRAFORM_OFFLINE", ROOT.parent / "shared/tools/terraform-offline"))
OVERRIDE = "zz_offline_override.tf"
HARMLESS = (["no-op"], ["read"])
# A renamed service moves into the namespace of its new name, and who reads for it with it.
NAMESPACE = {"assume_role_policy", "namespace", "service_account"}


def run(*command, cwd=None, **more):
    """The exit code and everything that the command printed."""
    done = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=os.environ | more)
    return done.returncode, done.stdout.strip()


def renames(pairs):
    """Proves: over the state of the first tree of each pair, the second plans moves and nothing else.
    Not: that the real provider keeps what the offline one keeps; it shows replacements as updates."""
    moved, problems = 0, []
    for before, after in pairs:
        with tempfile.TemporaryDirectory(prefix="renames-") as work:
            count, found = rename(before, after, Path(work))
        moved, problems = moved + count, problems + found
    if not moved and not problems:
        problems.append("nothing moved")
    return f"{len(pairs)} pairs, {moved} resources moved", problems


def rename(before, after, work):
    """How many resources move between two trees of one name, and what else their plans would do."""
    code, text = run(str(OFFLINE / "apply_layers"), str(before), "--keep", str(work), "--no-destroy")
    if code != 0:
        return 0, [text]
    moved, problems = 0, []
    put(after / "terraform", work / before.name / "terraform")
    schema = {"TF_STUB_SCHEMA_DIR": str(work / "schema")} if (work / "schema").exists() else {}
    for root in sorted((work / before.name / "terraform").glob("*/*/")):
        if root.parent.name != "modules":
            count, found = plan(root, schema)
            moved, problems = moved + count, problems + found
    return moved, problems


def put(tree, place):
    """Replaces the files of a tree, but not what holds the local state in each root."""
    for file in place.rglob("*.tf"):
        if file.name != OVERRIDE:
            file.unlink()
    shutil.copytree(tree, place, dirs_exist_ok=True)
    for file in place.rglob("*.tf"):
        # As in the tree that was applied: destroying must be possible on the copy.
        text = file.read_text()
        file.write_text(re.sub(r"(?m)^(\s*prevent_destroy\s*=\s*)true\b", r"\1false", text))


def plan(root, schema):
    """How many resources of a root move, and what else its plan would do; then carries it out, since
    later layers read its outputs under the new labels."""
    name = "/".join(root.parts[-2:])
    for arguments in (["init", "-input=false", "-no-color"], ["plan", "-input=false", "-no-color", "-out=renamed.plan"]):
        code, text = run("terraform", *arguments, cwd=root, **schema)
        if code != 0:
            return 0, [f"{name}: terraform {arguments[0]}: {text}"]
    done = subprocess.run(["terraform", "show", "-json", "renamed.plan"], cwd=root, text=True,
                          capture_output=True, check=True, env=os.environ | schema)
    changes = json.loads(done.stdout).get("resource_changes", [])
    problems = [f"{name}: {change['address']}: {', '.join(change['change']['actions'])}"
                for change in changes if change["change"]["actions"] not in HARMLESS and not redeployed(change)]
    code, text = run("terraform", "apply", "-input=false", "-no-color", "renamed.plan", cwd=root, **schema)
    if code != 0:
        problems.append(f"{name}: terraform apply: {text}")
    return sum("previous_address" in change for change in changes), problems


def redeployed(change):
    """Whether nothing but the namespace changes, or the values of a release, which name services and stores by their labels."""
    if change["type"] == "helm_release":
        return change["change"]["actions"] == ["update"]
    before, after = (change["change"][side] or {} for side in ("before", "after"))
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return change["change"]["actions"] == ["update"] and names <= NAMESPACE


def generate(blueprint, out):
    """The only environment that a blueprint gives."""
    program = os.environ.get("GEN", str(ROOT / "target/release/gen"))
    code, text = run(program, str(blueprint), "--out", str(out), cwd=ROOT)
    if code != 0:
        sys.exit(f"{blueprint}: exit code {code}: {text}")
    (environment,) = (path for path in out.iterdir() if path.is_dir())
    return environment


# --- the self-test ------------------------------------------------------------------------------

MODULE = 'variable "name" {\n  type = string\n}\n\nresource "terraform_data" "this" {\n  input = var.name\n}\n'
CALL = 'module "%s" {\n  source = "../../modules/a"\n  name   = "%s"\n}\n'
BACKEND = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key    = "eu-west-1/10-a.tfstate"\n    region = "eu-west-1"\n  }\n}\n'
MOVED = "moved {\n  from = module.old\n  to   = module.new\n}\n"

# The second root, and what the problem must mention; None: there must be none.
CASES = [
    (CALL % ("new", "x") + MOVED, None),
    (CALL % ("new", "x"), "delete"),
    (CALL % ("new", "y") + MOVED, "update"),
    (CALL % ("old", "x"), "nothing moved"),
]


def tree(folder, root):
    for path, text in (("modules/a/main.tf", MODULE), ("eu-west-1/10-a/main.tf", BACKEND + root)):
        file = folder / "shop-test/terraform" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    return folder / "shop-test"


def self_test(work):
    """Accepts a sound renaming and rejects broken ones, for the expected reason."""
    failed = 0
    for number, (root, expected) in enumerate(CASES):
        before = tree(work / f"{number}/before", CALL % ("old", "x"))
        after = tree(work / f"{number}/after", root)
        problems = "\n".join(renames([(before, after)])[1])
        right = expected in problems if expected else not problems
        failed += not right
        print(f"{'ok' if right else 'FAILED':6}  renames {'rejects: ' + expected if expected else 'accepts a sound renaming'}")
        if not right:
            print(f"        it found: {problems or 'nothing'}")
    return 1 if failed else 0


def main(arguments):
    if arguments not in ([], ["--self-test"]):
        print(__doc__)
        return 1
    if not (OFFLINE / "apply_layers").exists():
        print(f"SKIPPED renames: {OFFLINE} is not here, and without it applying needs an account")
        return 0 if os.environ.get("CONFORMANCE_WITHOUT_APPLY") == "1" else 1
    done = subprocess.run([str(OFFLINE / "install")], text=True, stdout=subprocess.PIPE, check=True)
    os.environ.update(re.findall(r"(\w+)=(\S+)", done.stdout))
    with tempfile.TemporaryDirectory(prefix="renames-") as work:
        if arguments:
            return self_test(Path(work))
        pair = [generate(ROOT / f"tests/data/renamed/{name}.hcl", Path(work) / name) for name in ("before", "after")]
        looked_at, problems = renames([pair])
    print(f"{'FAILED' if problems else 'ok':6}  renames: {looked_at}")
    for problem in problems:
        print("        " + problem.replace("\n", "\n        "))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
