"""What the proofs share: running programs, where tools lie, and what an environment consists of."""
import functools
import json
import os
import re
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
    # The release, and the namespace where that is one of its own.
    name: str
    namespace: str = "default"
    # What is known only after the first apply, as arguments of helm.
    later: tuple = ()

    def __str__(self):
        return f"{self.folder} with {self.values.relative_to(self.folder.parents[1])}"


def platform_facts(values):
    """What only an apply knows, as the root 70-platform passes it: stand-ins for each secret that is read."""
    names = sorted(set(re.findall(r"\bsecret: (\w+)", values)))
    facts = {"account": "111122223333", "partition": "aws", "secretNames": {name: f"stand-in/{name}" for name in names}}
    analysis = {"address": "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0a1b", "region": "eu-west-1"}
    return "--set-json", f"facts={json.dumps(facts)}", "--set-json", f"analysis={json.dumps(analysis)}"


def entry_facts(values):
    """What only an apply knows, as the root 80-mesh passes it where there is a gateway."""
    if "\ngateway:" not in values:
        return ()
    group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup"
    known = {"vpcId": "vpc-0a1b2c3d", "targetGroups.https": f"{group}/a-https/0a1b2c3d", "targetGroups.grpc": f"{group}/a-grpc/0a1b2c3d"}
    return tuple(part for key, value in known.items() for part in ("--set", f"gateway.{key}={value}"))


def service_facts(_):
    """What a deployment brings."""
    return "--set-string", "registry=111122223333.dkr.ecr.eu-west-1.amazonaws.com"


LATER = {"platform": platform_facts, "entry": entry_facts, "service": service_facts}


def chart(folder, values, kubernetes, name=None):
    """A chart with what it gets beside its values file; a release of a service has a namespace of its own."""
    later = LATER[folder.name](values.read_text()) if folder.name in LATER and values.exists() else ()
    return Chart(folder, values, kubernetes, name or folder.name, name or "default", later)


def helm():
    return os.environ.get("HELM", str(HELM))


def missing_helm():
    return on_path(helm(), "make tools")


def charts_of(environment):
    """Each local chart once, and the chart of services once with each values file."""
    folders = sorted((environment / "helm/charts").glob("*/"))
    if not folders:
        return []
    kubernetes = f"{json.loads((environment / 'gen.lock.json').read_text())['versions']['kubernetes']}.0"
    values = environment / "helm/values"
    charts = [chart(folder, values / f"{folder.name}.yaml", kubernetes) for folder in folders if folder.name != "service"]
    service = environment / "helm/charts/service"
    files = [file for kind in ("services", "portable") for file in sorted((values / kind).glob("*.yaml"))]
    return charts + [chart(service, file, kubernetes, file.stem) for file in files if service in folders]


def template(chart):
    """The exit code, the rendered objects, and what helm complains about."""
    command = [helm(), "template", chart.name, str(chart.folder), "--namespace", chart.namespace, "-f", str(chart.values), "--kube-version", chart.kubernetes, *chart.later]
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr.strip()


@functools.cache
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


def chart_files(name):
    """A chart as an environment has it, for the cases of the self-test."""
    folder = ROOT / "src/stack/charts" / name
    return {f"helm/charts/{name}/{file.relative_to(folder)}": file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()}


def service_values(*names):
    """Values of services, as `generated/` has them."""
    folder = ROOT / "generated/retail-production"
    return {name: (folder / name).read_text() for name in (f"helm/values/{name}.yaml" for name in names)}


def values_file(name):
    """The values of a chart, as the smallest environment of `generated/` has them."""
    name = f"helm/values/{name}.yaml"
    return {name: (ROOT / "generated/shop-staging" / name).read_text()}


PLATFORM_CHART = chart_files("platform")
SERVICE_CHART = chart_files("service")
PLATFORM_VALUES = values_file("platform")
PLATFORM_LOCK = {"gen.lock.json": '{"versions": {"kubernetes": "1.35"}}'}
ENTRY = {**chart_files("entry"), **values_file("entry"), **PLATFORM_LOCK}
