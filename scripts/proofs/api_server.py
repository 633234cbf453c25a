"""Proves: a real Kubernetes API server with the definitions of Karpenter and Istio and their rules accepts each object of the local charts,
and labels, taints and tags reach it letter by letter.
Not: what only a controller or AWS refuses, such as an instance category that does not exist."""
import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .charts import case, changed, values
from .common import ENTRY, ROOT, Skipped, charts_of, missing_helm, on_path, run, template, values_of

LOCAL = Path(os.environ.get("KUBERNETES_LOCAL", ROOT.parent / "shared/tools/kubernetes-local"))
NAMED = "KUBECONFIG_FOR_CONFORMANCE"
started = {}


def missing():
    return missing_helm() + on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/")


def prove(environments):
    kubeconfig = cluster()
    charts = [chart for environment in environments for chart in charts_of(environment)]
    count, problems = 0, []
    for chart in charts:
        objects, found = accepted(chart, kubeconfig)
        count += len(objects)
        problems += found or arrived(chart, objects)
    if not count and not problems:
        problems = ["no chart has an object"]
    return f"{count} objects of {len(charts)} charts", problems


def cluster():
    """The kubeconfig of a cluster that has the definitions."""
    if os.environ.get(NAMED):
        return os.environ[NAMED]
    if not (LOCAL / "up").exists():
        raise Skipped(f"{LOCAL} is not here; {NAMED}=FILE names the kubeconfig of a cluster with their definitions")
    if not started:
        folder = tempfile.mkdtemp(prefix="api-server-")
        atexit.register(lambda: (run(str(LOCAL / "down"), folder), shutil.rmtree(folder, ignore_errors=True)))
        code, text = run(str(LOCAL / "up"), folder)
        if code != 0:
            raise Skipped(f"the API server does not start: {text}")
        started["kubeconfig"] = f"{folder}/kubeconfig"
    return started["kubeconfig"]


def accepted(chart, kubeconfig):
    """The objects as the API server would store them, and what it objects to; a warning counts as much."""
    code, text, errors = template(chart)
    if code != 0:
        return [], [f"{chart.folder}: helm template: {errors}"]
    for namespace in sorted(set(re.findall(r'^  namespace: "?([a-z0-9-]+)"?$', text, re.MULTILINE))):
        run("kubectl", "--kubeconfig", kubeconfig, "create", "namespace", namespace)  # it may be there
    command = ["kubectl", "--kubeconfig", kubeconfig, "create", "--dry-run=server", "--validate=strict", "-o", "json", "-f", "-"]
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    if done.returncode != 0 or done.stderr:
        return [], [f"{chart.folder}: {done.stderr.strip()}"]
    return stream(done.stdout), []


def stream(text):
    """The objects of one JSON document after another, those of lists singly."""
    objects, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        item, end = decoder.raw_decode(text)
        objects += item["items"] if item["kind"] == "List" else [item]
        text = text[end:]
    return objects


def arrived(chart, objects):
    """Each pool whose text from the blueprint is not what the API server holds."""
    nodes = values_of(chart).get("nodes", {})
    found = {(item["kind"], item["metadata"]["name"]): item["spec"] for item in objects}
    problems = []
    for pool in nodes.get("pools", []):
        name, spec = pool["name"], found.get(("NodePool", pool["name"]), {}).get("template", {})
        tags = found.get(("EC2NodeClass", name), {}).get("tags")
        pairs = {
            "labels": (pool["labels"], spec.get("metadata", {}).get("labels", {})),
            "taints": (pool["taints"], spec.get("spec", {}).get("taints", [])),
            "tags": ({**nodes["tags"], "Name": f"{nodes['discovery']}-{name}"}, tags),
        }
        problems += [
            f"{chart.folder}: {what} of {name}: {actual} instead of {wanted}"
            for what, (wanted, actual) in pairs.items() if wanted != actual
        ]
    return problems


POOLS, CLASSES = (f"helm/charts/platform/templates/{name}.yaml" for name in ("nodepools", "ec2nodeclasses"))


GATEWAY, BINDINGS = (f"helm/charts/entry/templates/{name}.yaml" for name in ("gateway", "targetgroupbindings"))


def edited(path, old, new):
    def edit(files):
        assert old in files[path], old
        files[path] = files[path].replace(old, new)
    return case(edit)


# Texts that a template without quotes would turn into something else.
LABELS = 'labels: {a.example/x: "yes", b: "0x1f", c: "1e3", d: "", e: "1_0"}'
TAINTS = 'taints: [{key: t, value: "true", effect: NoSchedule}, {key: u.example/v, effect: NoExecute}, {key: w, value: "012", effect: PreferNoSchedule}]'
TAG = """tags:\n    Nasty: "a: b # {{ .Values }} ${x} 'y' \\"z\\" <&>"\n    '- on': '@=+ /'"""


def nasty(files):
    name = "helm/values/platform.yaml"
    text = files[name].replace("labels: {}", LABELS).replace("taints: []", TAINTS).replace("tags:", TAG)
    assert all(part in text for part in (LABELS, TAINTS, TAG))
    files[name] = text


CASES = [
    (case(lambda files: None), None),
    (case(nasty), None),
    (edited(POOLS, '"operator" "Gt"', '"operator" "Above"'), "Unsupported value"),
    (edited(POOLS, "consolidateAfter: 5m", "consolidateAfter: soon"), "consolidateAfter"),
    (edited(POOLS, "expireAfter:", "expiresAfter:"), "unknown field"),
    (edited(CLASSES, "bottlerocket@v%s", "bottlerocket-%s"), "alias"),
    (edited(CLASSES, "httpPutResponseHopLimit: 1", "httpPutResponseHopLimit: 65"), "httpPutResponseHopLimit"),
    (edited(CLASSES, "$nodes.tags | toJson", "(dict) | toJson"), "tags of"),
    (ENTRY, None),
    (changed(ENTRY, GATEWAY, "TLSV1_2", "TLSV1_9"), "minProtocolVersion"),
    (changed(ENTRY, BINDINGS, "targetGroupARN:", "targetGroupArn:"), "unknown field"),
]
