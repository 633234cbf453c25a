"""Proves: a real Kubernetes API server with the definitions of the controllers and their rules accepts each object of the
local charts, and labels, taints, tags and texts of settings reach it letter by letter.
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
    documents = re.split(r"^---$", text, flags=re.MULTILINE)
    namespaces = [document for document in documents if re.search(r"^kind: Namespace$", document, re.MULTILINE)]
    others = [document for document in documents if document not in namespaces]
    # A dry run needs the namespaces for real, also those of other charts.
    made = "\n".join(namespaces)
    for name in sorted(set(re.findall(r'^  namespace: "?([a-z0-9-]+)"?$', text, re.MULTILINE))):
        if f'\n  name: "{name}"\n' not in made:
            namespaces.append(json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}))
    objects = []
    for what, documents in (["apply", "--server-side", "--force-conflicts"], namespaces), (["create", "--dry-run=server"], others):
        if not "".join(documents).strip():
            continue
        command = ["kubectl", "--kubeconfig", kubeconfig, *what, "--validate=strict", "-o", "json", "-f", "-"]
        done = subprocess.run(command, input="\n---\n".join(documents), text=True, capture_output=True)
        if done.returncode != 0 or done.stderr:
            return [], [f"{chart.folder}: {done.stderr.strip()}"]
        objects += stream(done.stdout)
    return objects, []


def stream(text):
    """The objects of one JSON document after another, those of lists singly."""
    objects, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        item, end = decoder.raw_decode(text)
        objects += item["items"] if item["kind"] == "List" else [item]
        text = text[end:]
    return objects


def arrived(chart, objects):
    """Each pool and setting whose text from the blueprint is not what the API server holds."""
    values = values_of(chart)
    nodes = values.get("nodes", {})
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
    settings = {(item["metadata"]["namespace"], item["metadata"]["name"]): item["spec"] for item in objects if item["kind"] == "ExternalSecret"}
    for secret in values.get("externalSecrets", []):
        actual = settings.get((secret["namespace"], secret["name"]), {}).get("target", {})
        wanted = secret["spec"]["target"].get("template", {}).get("data")
        if wanted != actual.get("template", {}).get("data"):
            problems.append(f"{chart.folder}: texts of {secret['name']}: {actual} instead of {wanted}")
    return problems


POOLS, CLASSES, SECRETS = (f"helm/charts/platform/templates/{name}.yaml" for name in ("nodepools", "ec2nodeclasses", "externalsecrets"))


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


SECRET = r"""externalSecrets: [{name: web, namespace: web, data: [{secretKey: a, store: secrets, secret: cache_a, property: "a\\.b"}],
  spec: {refreshInterval: 5m, target: {name: web, creationPolicy: Owner, template: {engineVersion: v2,
    data: {A: "{{ \"{{ .Values }}\" }}{{ index . \"a\" }}", B: "{{ \"yes: # $(A)\\n\" }}"}}}}}]"""


def nasty(files):
    name = "helm/values/platform.yaml"
    text = files[name].replace("labels: {}", LABELS).replace("taints: []", TAINTS).replace("tags:", TAG)
    text = text.replace("externalSecrets: []", SECRET)
    assert all(part in text for part in (LABELS, TAINTS, TAG, SECRET))
    files[name] = text


def read_twice(files):
    nasty(files)
    files[SECRETS] = files[SECRETS].replace("{{- toYaml $object.spec | nindent 2 }}", "{{- tpl (toYaml $object.spec) $object | nindent 2 }}")


CASES = [
    (case(lambda files: None), None),
    (case(nasty), None),
    (edited(POOLS, '"operator" "Gt"', '"operator" "Above"'), "Unsupported value"),
    (edited(POOLS, "consolidateAfter: 5m", "consolidateAfter: soon"), "consolidateAfter"),
    (edited(POOLS, "expireAfter:", "expiresAfter:"), "unknown field"),
    (edited(CLASSES, "bottlerocket@v%s", "bottlerocket-%s"), "alias"),
    (edited(CLASSES, "httpPutResponseHopLimit: 1", "httpPutResponseHopLimit: 65"), "httpPutResponseHopLimit"),
    (edited(CLASSES, "$nodes.tags | toJson", "(dict) | toJson"), "tags of"),
    (case(read_twice), "texts of"),
    (ENTRY, None),
    (changed(ENTRY, GATEWAY, "TLSV1_2", "TLSV1_9"), "minProtocolVersion"),
    (changed(ENTRY, BINDINGS, "targetGroupARN:", "targetGroupArn:"), "unknown field"),
]
