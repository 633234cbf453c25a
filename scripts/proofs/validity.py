"""Proves: each module initialises and validates without its root; each root too where no proof applies it.
Not: values that only AWS refuses."""
import hashlib

from .common import MODULE_FILE, can_apply, modules_of, parallel, roots_of, run, terraform

GOOD = 'resource "terraform_data" "this" {\n  input = "a"\n}\n'

missing = terraform


def prove(environments):
    modules = [module for environment in environments for module in modules_of(environment)]
    roots = [] if can_apply() else [root for environment in environments for root in roots_of(environment)]
    # Environments share most modules, and each validation takes seconds.
    different = list({digest(module): module for module in modules}.values())
    looked_at = f"{len(modules)} modules, {len(different)} different, and {len(roots)} roots"
    return looked_at, parallel(validate, different + roots)


def validate(folder):
    for arguments in (["init", "-backend=false", "-input=false"], ["validate"]):
        code, text = run("terraform", f"-chdir={folder}", *arguments, "-no-color")
        if code != 0:
            return [f"{folder}: terraform {arguments[0]}: {text}"]
    return []


def digest(folder):
    """The same for modules of the same content."""
    text = "".join(f"{file.name}\0{file.read_text()}\0" for file in sorted(folder.glob("*.tf")))
    return hashlib.sha256(text.encode()).digest()


CASES = [
    ({MODULE_FILE: GOOD}, None),
    ({MODULE_FILE: GOOD.replace("input", "inputs")}, "Unsupported argument"),
]
