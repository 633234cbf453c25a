"""Proves: settings that only an apply knows reach Parameter Store as Terraform itself assembles them: hostile texts of the blueprint
letter by letter, as JSON, and without the two braces that Parameter Store refuses.
Not: that AWS stores them, nor what a real host or name would be: the address of each fact stands in for it.
"""
import json
import re
import tempfile
from pathlib import Path

from .common import ROOT, parallel, run, terraform
from .workloads import TEXTS

FACTS = re.compile(r'^module "facts_(\w+)" \{.*?^  facts = (\{.*?^  \})$', re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"^  insecure_value = (.*)$", re.MULTILINE)
OUTPUT = re.compile(r"module\.(\w+)\.(\w+)")
# The service of tests/data/blueprints/services.hcl whose setting Fnn is a queue's address and the text Tnn.
HOSTILE = "letters"

missing = terraform


def prove(environments):
    with_facts = [one for one in environments if list(facts_of(one))]
    count = sum(len(list(facts_of(one))) for one in with_facts)
    hostile = any(name == HOSTILE for one in with_facts for name, _ in facts_of(one))
    problems = parallel(environment, with_facts)
    return f"{count} parameters of {len(with_facts)} environments", problems + ([] if hostile else ["no hostile text was tried"])


def facts_of(environment):
    """The services of an environment that have facts, and the expression of each."""
    for root in environment.glob("terraform/*/30-data/main.tf"):
        yield from FACTS.findall(root.read_text())


def environment(source):
    facts = dict(facts_of(source))
    module = (source / "terraform/modules/facts/main.tf").read_text()
    value = VALUE.search(module)[1].replace("var.facts", "each.value")
    body = "".join(f"    {name} = {OUTPUT.sub(stand_in, text)}\n" for name, text in facts.items())
    expression = "{ for name, facts in local.facts : name => " + value.replace("each.value", "facts") + " }"
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "main.tf").write_text(f'locals {{\n  facts = {{\n{body}  }}\n}}\n\noutput "values" {{\n  value = {expression}\n}}\n')
        for step in ("init", "apply -auto-approve"):
            code, text = run("terraform", *step.split(), "-input=false", "-no-color", cwd=scratch)
            if code != 0:
                return [f"{source}: terraform {step}: {text}"]
        state = json.loads(Path(scratch, "terraform.tfstate").read_text())
    values = state["outputs"]["values"]["value"]
    return [f"{source}: {problem}" for name, stored in values.items() for problem in wrong(name, stored)]


def stand_in(found):
    return f'"{found[1]}.{found[2]}"'


def wrong(name, stored):
    """What Parameter Store would refuse, or hold otherwise than the blueprint says."""
    if "{{" in stored:
        yield f"{name}: two braces in a row: {stored}"
    values = json.loads(stored)
    for setting, text in values.items():
        if name == HOSTILE and text != "queue_mail.url" + TEXTS["T" + setting[1:]]:
            yield f"{name}: {setting} arrives as {text!r}"
    if name == HOSTILE and len(values) != len(TEXTS):
        yield f"{name}: {len(values)} of {len(TEXTS)} texts arrive"


def root(text=None):
    """A root with the hostile texts, escaped as HCL wants them."""
    hcl = {f"F{name[1:]}": json.dumps(one, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{") for name, one in TEXTS.items()}
    hcl |= text or {}
    lines = "".join(f'    {name} = "${{module.queue_mail.url}}{one[1:]}\n' for name, one in hcl.items())
    return f'module "facts_{HOSTILE}" {{\n  source = "../../modules/facts"\n\n  facts = {{\n{lines}  }}\n}}\n'


def tree(main, value='replace(jsonencode(var.facts), "{{", "\\\\u007b\\\\u007b")'):
    module = f'resource "aws_ssm_parameter" "this" {{\n  insecure_value = {value}\n}}\n'
    return {"terraform/eu-west-1/30-data/main.tf": main, "terraform/modules/facts/main.tf": module}


CASES = [
    (tree(root()), None),
    (tree(root(), "jsonencode(var.facts)"), "two braces in a row"),
    (tree(root({"F01": '"$(T01) ${1 + 1}"'})), "F01 arrives as"),
    (tree(root({"F13": '"%{ if true }%{{ endif }}"'})), "terraform init"),
    (tree(root().replace("facts_letters", "facts_others")), "no hostile text was tried"),
]
