"""What the proofs share: running programs, where tools lie, and what an environment consists of."""
import json
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Path(os.environ.get("TERRAFORM_OFFLINE", ROOT.parent / "shared/tools/terraform-offline"))
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "platform-gen"
# Built by scripts/tools.sh.
HELM = CACHE / "helm-3.22.0/helm"
LEFTOVERS = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate", "*.tfstate.*")
JOBS = 2

# Where the cases of the self-test put their files.
ROOT_FILE, MODULE_FILE = "terraform/eu-west-1/10-a/main.tf", "terraform/modules/a/main.tf"


class Skipped(Exception):
    """A proof that cannot run here; the text says what is missing."""


def run(*command, cwd=None):
    """The exit code and everything that the command printed."""
    done = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def parallel(function, items):
    """The problems that the function finds in each item, in the order of the items."""
    with ThreadPoolExecutor(JOBS) as pool:
        return [problem for found in pool.map(function, items) for problem in found]


def on_path(program, how):
    """The line that says how to get a program that is missing; nothing if it is there."""
    return [] if shutil.which(program) else [f"{Path(program).name} is missing: {how}"]


def terraform():
    return on_path("terraform", "https://developer.hashicorp.com/terraform/install")


def can_apply():
    return (OFFLINE / "apply_layers").exists()


def roots_of(environment):
    """The folders that have a state of their own, in order of layers."""
    folders = sorted((environment / "terraform").glob("*/*/"))
    return [folder for folder in folders if folder.parent.name != "modules"]


def modules_of(environment):
    return sorted((environment / "terraform/modules").glob("*/"))


# --- local charts -------------------------------------------------------------------------------


class Chart(NamedTuple):
    """A local chart of an environment, with the values and the Kubernetes version that it gets."""

    folder: Path
    values: Path
    kubernetes: str


def helm():
    return os.environ.get("HELM", str(HELM))


def missing_helm():
    return on_path(helm(), "make tools")


def charts_of(environment):
    folders = sorted((environment / "helm/charts").glob("*/"))
    if not folders:
        return []
    versions = json.loads((environment / "gen.lock.json").read_text())["versions"]
    values = environment / "helm/values"
    return [Chart(folder, values / f"{folder.name}.yaml", f"{versions['kubernetes']}.0") for folder in folders]


def facts(chart):
    """Arguments with what only earlier layers' states know, which Terraform passes as a second document."""
    if chart.folder.name != "entry" or "\ngateway:" not in chart.values.read_text():
        return []
    group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup"
    known = {"vpcId": "vpc-0a1b2c3d", "targetGroups.https": f"{group}/a-https/0a1b2c3d", "targetGroups.grpc": f"{group}/a-grpc/0a1b2c3d"}
    return [part for key, value in known.items() for part in ("--set", f"gateway.{key}={value}")]


def template(chart):
    """The exit code, the rendered objects, and what helm complains about."""
    command = [helm(), "template", chart.folder.name, str(chart.folder), "-f", str(chart.values), *facts(chart), "--kube-version", chart.kubernetes]
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr.strip()


def values_of(chart):
    """The values as helm reads them: printed by a chart that does nothing else."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "reader"
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: reader\nversion: 0.0.0\n")
        (folder / "templates/values.yaml").write_text("{{ toJson .Values }}\n")
        code, text, errors = template(chart._replace(folder=folder))
    if code != 0:
        raise RuntimeError(f"{chart.values}: {errors}")
    return json.loads(text.strip().splitlines()[-1])


def embedded(chart):
    """A local chart as an environment has it."""
    folder = ROOT / "src/stack/charts" / chart
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {f"helm/charts/{chart}/{file.relative_to(folder)}": file.read_text() for file in files}


def generated_values(chart):
    return {f"helm/values/{chart}.yaml": (ROOT / f"generated/shop-staging/helm/values/{chart}.yaml").read_text()}


# Charts as an environment has them, for the cases of the self-test.
PLATFORM_CHART, PLATFORM_VALUES = embedded("platform"), generated_values("platform")
PLATFORM_LOCK = {"gen.lock.json": '{"versions": {"kubernetes": "1.35"}}'}
ENTRY = {**embedded("entry"), **generated_values("entry"), **PLATFORM_LOCK}
