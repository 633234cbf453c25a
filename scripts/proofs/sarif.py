"""Proves: what `--format sarif` prints follows the schema of SARIF 2.1.0, for findings, drift and neither. Not: that
a viewer shows what it means."""
import json
import os
import subprocess
import tempfile
from pathlib import Path

from .common import CACHE, ROOT

FOLDER = CACHE / "sarif-schema-1.0.0-beta.0"
SCHEMA = FOLDER / "package/lib/schemas/sarif-2.1.0-rtm.5.json"
PYTHON = os.environ.get("JSONSCHEMA_PYTHON", str(CACHE / "jsonschema-4.26.0/bin/python"))
GEN = ROOT / "target/release/gen"

# Reads a schema and a log, and prints a line for each rule that the log breaks.
VALIDATE = """
import json, sys
from jsonschema import Draft4Validator
schema, log = (json.load(open(path)) for path in sys.argv[1:])
for error in Draft4Validator(schema).iter_errors(log):
    print("/".join(map(str, error.path)) + ": " + error.message[:300])
"""

BROKEN = '''platform "shop" {
  /* é👩 */ onwer = "[a](https://x.example)"
  environment = 1
}
region "eu-west-1" {}
region "eu-central-1" {}
'''


def missing():
    found = [] if SCHEMA.exists() and Path(PYTHON).exists() else ["the schema of SARIF is missing: make tools"]
    return found + ([] if GEN.exists() else ["target/release/gen is missing: cargo build --release --locked"])


def prove(environments):
    logs = [log for environment in environments for log in sorted(environment.rglob("*.sarif"))]
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        (work / "broken.hcl").write_text(BROKEN)
        for number, (folder, *arguments) in enumerate([
            (ROOT, "validate", "blueprints"),
            (ROOT, "check", "blueprints"),
            (ROOT, "check", "blueprints", "--out", str(work / "empty")),
            (work, "validate", "broken.hcl"),
            (work, "validate", "absent.hcl"),
        ]):
            log = work / f"{number}.sarif"
            done = subprocess.run([GEN, *arguments, "--format", "sarif"], cwd=folder, capture_output=True)
            log.write_bytes(done.stdout)
            logs.append(log)
        problems = [problem for log in logs for problem in broken_rules(log)]
        results = sum(len(run["results"]) for log in logs[-5:] for run in json.loads(log.read_text())["runs"])
    return f"{len(logs)} logs with {results} results", problems


def broken_rules(log):
    done = subprocess.run([PYTHON, "-c", VALIDATE, str(SCHEMA), str(log)], text=True, capture_output=True)
    if done.returncode != 0:
        return [f"{log.name}: {done.stderr}"]
    return [f"{log.name}: {line}" for line in done.stdout.splitlines()]


GOOD = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gen"}}, "results": []}]}'
CASES = [
    ({"a.sarif": GOOD}, None),
    ({"a.sarif": GOOD.replace('"name": "gen"', "")}, "'name' is a required property"),
    ({"a.sarif": GOOD.replace('[]}]', '[{"message": {"text": "x"}, "level": "fatal"}]}]')}, "'fatal' is not one of"),
]
