"""Proves: all layers apply in order, plan empty afterwards, and are destroyed in reverse, with local state.
Not: that AWS accepts the values, nor whether a change would replace something."""
from .common import JOBS, OFFLINE, ROOT_FILE, Skipped, can_apply, run, terraform

GOOD = 'resource "terraform_data" "this" {\n  input = "a"\n}\n'

missing = terraform


def prove(environments):
    tool = OFFLINE / "apply_layers"
    if not can_apply():
        raise Skipped(f"{tool} is not here, and without it applying needs an account")
    code, text = run(str(tool), *map(str, environments), "--jobs", str(JOBS))
    return text.splitlines()[-1] if text else "nothing", [] if code == 0 else [text]


CASES = [
    ({ROOT_FILE: GOOD}, None),
    ({ROOT_FILE: GOOD.replace('"a"', "timestamp()")}, "plan"),
]
