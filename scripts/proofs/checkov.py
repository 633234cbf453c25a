"""Proves: no checkov check fails, and each skipped one says why. Not: that the reasons are good ones."""
import json
import os
import re
import subprocess

from .common import CACHE, ROOT_FILE, on_path

PROGRAM = os.environ.get("CHECKOV", str(CACHE / "checkov-3.3.30/bin/checkov"))
LEAST_WORDS = 4


def missing():
    return on_path(PROGRAM, "make tools")


def prove(environments):
    totals, problems = {"passed": 0, "failed": 0, "skipped": 0}, []
    for environment in environments:
        counts, found = scan(environment)
        problems += found + skips_without_reason(environment)
        for name in totals:
            totals[name] += counts.get(name, 0)
    return ", ".join(f"{count} {name}" for name, count in totals.items()), problems


def scan(environment):
    """checkov's counts and failed checks of one environment."""
    folder = environment / "terraform"
    done = subprocess.run(
        [PROGRAM, "-d", str(folder), "--framework", "terraform", "--skip-download", "--quiet", "--compact", "-o", "json"],
        text=True, capture_output=True)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return {}, [f"{folder}: checkov ended with {done.returncode}: {(done.stderr or done.stdout).strip()}"]
    counts, results = report.get("summary", report), report.get("results", {})
    problems = [f"{folder}: checkov cannot parse {file}" for file in results.get("parsing_errors", [])]
    for check in results.get("failed_checks", []):
        first, last = check["file_line_range"]
        problems.append(f"{folder}{check['file_path']}:{first}-{last}: {check['check_id']} {check['resource']}: {check['check_name']}")
    if done.returncode not in (0, 1) or not counts.get("passed"):
        problems.append(f"{folder}: checkov ended with {done.returncode} and passed {counts.get('passed', 0)} checks")
    return counts, problems


def skips_without_reason(environment):
    """Each skip comment whose reason is shorter than a few words."""
    problems = []
    for file in sorted(environment.rglob("*.tf")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            skip = re.search(r"checkov:skip=([A-Z0-9_]+):?(.*)", line)
            if skip and len(skip[2].split()) < LEAST_WORDS:
                problems.append(f"{file}:{number}: the skip of {skip[1]} has no reason of at least {LEAST_WORDS} words")
    return problems


BUCKET = 'resource "aws_s3_bucket" "this" {\n  bucket = "a"\n}\n'
QUEUE = 'resource "aws_sqs_queue" "this" {\n  name                    = "a"\n  sqs_managed_sse_enabled = true\n}\n'

CASES = [
    ({ROOT_FILE: QUEUE}, None),
    ({ROOT_FILE: BUCKET}, "CKV_AWS_"),
    ({ROOT_FILE: BUCKET.replace("}", "  #checkov:skip=CKV_AWS_18\n}")}, "no reason"),
    ({ROOT_FILE: BUCKET.replace("}", "  #checkov:skip=CKV_AWS_18:not needed\n}")}, "no reason"),
    ({ROOT_FILE: QUEUE.replace("}", "")}, "checkov"),
]
