"""Proves: each .tf file parses and is formatted as `terraform fmt` would. Not: that it means anything."""
from .common import ROOT_FILE, parallel, run, terraform

GOOD = 'resource "terraform_data" "this" {\n  input = "a"\n}\n'

missing = terraform


def prove(environments):
    def one(file):
        # Alone, because `fmt` on a folder stops at the first file that it cannot parse.
        code, text = run("terraform", "fmt", "-check", str(file))
        meaning = {0: None, 3: "not formatted"}.get(code, f"exit code {code}: {text}")
        return [f"{file}: {meaning}"] if meaning else []

    files = [file for environment in environments for file in sorted(environment.rglob("*.tf"))]
    return f"{len(files)} files", parallel(one, files)


CASES = [
    ({ROOT_FILE: GOOD}, None),
    ({ROOT_FILE: GOOD.replace("  input", "input")}, "not formatted"),
    ({ROOT_FILE: GOOD.replace("}", "")}, "exit code 2"),
]
