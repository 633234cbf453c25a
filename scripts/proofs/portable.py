"""Proves: on a control plane without a single definition of its own, what docs/deployment.md says moves a service there: its commands
install each service from its portable values into a namespace of Pod Security `restricted`, and all its pods become ready.
Not: the containers themselves, a network that enforces policies, a metrics server, and Kubernetes older than this one.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .charts import changed, service
from .common import ROOT, charts_of, helm, missing_helm, on_path, values_of
from .control_plane import start
from .watch import Service, await_settled

started = []
BLOCK = re.compile(r"^## Move a service to another cluster$.*?^```sh$(.*?)^```$", re.DOTALL | re.MULTILINE)
# Rows of the table of Secrets: a service, and the keys of its Secret.
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ((?:`[A-Za-z0-9_.-]+`(?:, )?)+) \|$", re.MULTILINE)


def missing():
    return missing_helm() + on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/")


def prove(environments):
    environment = next((one for one in environments if one.name == "retail-production"), environments[0])
    charts = [chart for chart in charts_of(environment) if chart.values.parent.name == "portable"]
    if not charts:
        return environment.name, [f"{environment}: no portable values"]
    kubectl, page = bare(), (environment / "docs/deployment.md").read_text()
    installed, problems = [], []
    try:
        for chart in charts:
            objects, found = moved(environment, chart, page, kubectl)
            problems += [f"{chart.name}: {problem}" for problem in found]
            installed.append(f"        {chart.name:<12}{objects}")
    finally:
        kubectl("delete", "namespace", *(chart.name for chart in charts), "--ignore-not-found")
    return f"{environment.name}: {len(charts)} services\n" + "\n".join(installed), problems


def bare():
    """A control plane without definitions, with a few nodes that no pool made."""
    if not started:
        kubectl = start()
        kubectl("delete", "crd", "--all")
        left = kubectl("get", "crd", "--output", "name")
        assert not left, left
        size = {"cpu": "4", "memory": "16Gi", "pods": "110", "ephemeral-storage": "75Gi"}
        nodes = [
            {"apiVersion": "v1", "kind": "Node", "status": {"capacity": size, "allocatable": size},
             "metadata": {"name": f"node-{arch}", "annotations": {"kwok.x-k8s.io/node": "fake"}, "labels": {"kubernetes.io/arch": arch, "kubernetes.io/os": "linux"}}}
            for arch in ("amd64", "arm64")
        ]
        kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes}))
        started.append(kubectl)
    return started[0]


def moved(environment, chart, page, kubectl):
    """What a service consists of there, and what went wrong."""
    secrets = {name: re.findall(r"`([^`]+)`", keys) for name, keys in ROW.findall(page[page.index("| keys of its Secret"):])}
    code, text = followed(environment, chart, page, secrets.get(chart.name, []), kubectl)
    if code != 0:
        return "", [text]
    kinds = "deployments,cronjobs,horizontalpodautoscalers,poddisruptionbudgets,services,serviceaccounts,networkpolicies,ingresses"
    items = json.loads(kubectl("get", kinds, "--namespace", chart.name, "--selector", f"app.kubernetes.io/name={chart.name}", "--output", "json"))["items"]
    problems = unread(chart, items, set(secrets.get(chart.name, [])))
    if web := values_of(chart).get("web"):
        problems += await_settled(kubectl, [Service(chart.name, web["scale"]["min"], 0)], 60)
    counts = {kind: [item["kind"] for item in items].count(kind) for kind in sorted({item["kind"] for item in items})}
    ready = f"{web['scale']['min']} pods ready, " if web and not problems else ""
    return ready + ", ".join(kind if count == 1 else f"{count} {kind}" for kind, count in counts.items()), problems


def followed(environment, chart, page, keys, kubectl):
    """Runs the commands of the page for a service."""
    lines = BLOCK.search(page)[1].strip().splitlines()
    written = lines[0].split()[-1]
    # Only who has a Secret makes one.
    commands = [line for line in lines if keys or " create secret " not in line]
    tag = values_of(chart)["image"].get("tag", "1.0.0")
    script = "\n".join(commands).replace("image.tag=TAG", f"image.tag={tag}")
    script = re.sub(rf"\b{re.escape(written)}\b", chart.name, script).replace("--timeout 15m", "--timeout 1m")
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("helm", "docs"):
            (Path(scratch) / name).symlink_to(environment / name)
        (Path(scratch) / f"{chart.name}.secret").write_text("".join(f"{key}=stand-in\n" for key in keys))
        (Path(scratch) / "bin").mkdir()
        (Path(scratch) / "bin/helm").symlink_to(shutil.which(helm()))
        variables = {**os.environ, "KUBECONFIG": kubectl.kubeconfig, "PATH": f"{scratch}/bin:{os.environ['PATH']}", "KUBECACHEDIR": f"{scratch}/cache"}
        done = subprocess.run(["bash", "-euc", script], cwd=scratch, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def unread(chart, items, keys):
    """Differences between the Secret that the page asks for and the one that pods read."""
    text = json.dumps([item["spec"] for item in items if item["kind"] in ("Deployment", "CronJob")])
    references = [json.loads(found) for found in re.findall(r'"secretKeyRef": (\{[^}]*\})', text)]
    read = {(one["name"], one["key"]) for one in references}
    wanted = {(chart.name, key) for key in keys}
    return [] if read == wanted else [f"its pods read {sorted(read)} of Secrets, the page has {sorted(wanted)}"]


def case(files):
    return {**files, "docs/deployment.md": (ROOT / "generated/retail-production/docs/deployment.md").read_text()}


UI, CHECKOUT = case(service(name="portable/ui")), case(service(name="portable/checkout"))
MONITOR, POD = (f"helm/charts/service/templates/{name}" for name in ("podmonitor.yaml", "_pod.tpl"))
CASES = [
    (CHECKOUT, None),
    (changed(UI, MONITOR, "if and .Values.web .Values.mesh", "if .Values.web"), 'no matches for kind "PodMonitor"'),
    (changed(UI, POD, "runAsNonRoot: true", "runAsNonRoot: false"), "ui: "),
    (changed(CHECKOUT, "docs/deployment.md", "| `RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL` |", "| `REDIS_URL` |"), "its pods read"),
]
