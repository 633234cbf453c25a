"""Proves: a real Kubernetes API server with the definitions of the controllers and their rules accepts each object of the local charts;
labels, taints and tags of pools, texts of settings and of services reach it letter by letter; pods of services are `restricted`;
portable values need no definition.
Not: what only a controller or AWS refuses, such as an instance category that does not exist."""
import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import workloads
from .charts import case, changed, service
from .common import ENTRY, ROOT, Skipped, charts_of, missing_helm, on_path, run, template, values_of

LOCAL = Path(os.environ.get("KUBERNETES_LOCAL", ROOT.parent / "shared/tools/kubernetes-local"))
NAMED = "KUBECONFIG_FOR_CONFORMANCE"
# What is made for real, because other objects could not be tried without it.
THERE = re.compile(r'\(AlreadyExists\).*: (?:namespaces|priorityclasses\.scheduling\.k8s\.io|serviceaccounts) "[^"]*" already exists$')
started = {}


def missing():
    return missing_helm() + on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/")


def prove(environments):
    kubeconfig = cluster()
    charts = [chart for environment in environments for chart in charts_of(environment)]
    prepare(charts, kubeconfig)
    done = [proved(variant, kubeconfig) for chart in charts for variant in workloads.variants(chart)]
    count, problems = sum(count for count, _ in done), [problem for _, found in done for problem in found]
    if not count and not problems:
        problems = ["no chart has an object"]
    return f"{count} objects of {len(charts)} charts with values", problems


def prepare(charts, kubeconfig):
    """Makes for real what releases of services find when they come."""
    objects = [item for chart in charts if workloads.is_service(chart) for item in workloads.beforehand(chart)]
    unique = {(item["kind"], item["metadata"].get("namespace", ""), item["metadata"]["name"]): item for item in objects}
    if unique:
        stored, errors = sent(list(unique.values()), kubeconfig, "--server-side", command="apply")
        assert len(stored) == len(unique), errors


def proved(chart, kubeconfig):
    """How many objects a chart has, and what is wrong with them."""
    objects, problems = accepted(chart, kubeconfig)
    if problems:
        return len(objects), problems
    if not workloads.is_service(chart):
        return len(objects), arrived(chart, objects)
    problems = workloads.outside(chart, objects) + workloads.texts(chart, objects)
    if others := workloads.tried(objects):
        _, errors = sent(others, kubeconfig, "--dry-run=server")
        problems += [f"{chart}: its pods alone: {errors}"] if errors else []
    return len(objects) + len(others), problems


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
        return [], [f"{chart}: helm template: {errors}"]
    documents = re.split(r"^---$", text, flags=re.MULTILINE)
    namespaces = [document for document in documents if re.search(r"^kind: Namespace$", document, re.MULTILINE)]
    # A dry run needs the namespaces for real, also those of other charts.
    made = "\n".join(namespaces)
    others = sorted(set(re.findall(r'^  namespace: "?([a-z0-9-]+)"?$', text, re.MULTILINE)))
    if not workloads.is_service(chart):
        namespaces += [f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}" for name in others if f'\n  name: "{name}"\n' not in made]
    objects, problems = [], ""
    if namespaces:
        objects, problems = sent("\n---\n".join(namespaces), kubeconfig, "--server-side", "--force-conflicts", command="apply")
    more, errors = sent("\n---\n".join(one for one in documents if one not in namespaces), kubeconfig, "--dry-run=server")
    lines = [*problems.splitlines(), *errors.splitlines()]
    return objects + more, [f"{chart}: {line}" for line in lines if not THERE.search(line)]


def sent(objects, kubeconfig, *options, command="create"):
    """The objects as the API server would store them, and all that it says."""
    text = objects if isinstance(objects, str) else json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    line = ["kubectl", "--kubeconfig", kubeconfig, command, *options, "--validate=strict", "-o", "json", "-f", "-"]
    done = subprocess.run(line, input=text, text=True, capture_output=True)
    return stream(done.stdout), done.stderr.strip()


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
    found = {(item["kind"], item["metadata"]["name"]): item.get("spec", {}) for item in objects}
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
            f"{chart}: {what} of {name}: {actual} instead of {wanted}"
            for what, (wanted, actual) in pairs.items() if wanted != actual
        ]
    settings = {(item["metadata"]["namespace"], item["metadata"]["name"]): item["spec"] for item in objects if item["kind"] == "ExternalSecret"}
    for secret in values.get("externalSecrets", []):
        actual = settings.get((secret["namespace"], secret["name"]), {}).get("target", {})
        wanted = secret["spec"]["target"].get("template", {}).get("data")
        if wanted != actual.get("template", {}).get("data"):
            problems.append(f"{chart}: texts of {secret['name']}: {actual} instead of {wanted}")
    return problems


POOLS, CLASSES, ANALYSES, SECRETS = (
    f"helm/charts/platform/templates/{name}.yaml" for name in ("nodepools", "ec2nodeclasses", "clusteranalysistemplates", "externalsecrets")
)
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


def workload(old, new, name="services/ui", template="_pod"):
    """The chart of services with one template changed."""
    path = f"helm/charts/service/templates/{template}.{'tpl' if template.startswith('_') else 'yaml'}"
    return changed(service(name=name), path, old, new)


def texts(old="", new="", template="_container"):
    """The service of hostile texts, as its values are without them, with one template changed."""
    values = {**HOSTILE, "env": [{"name": name, "value": double(text)} for name, text in workloads.TEXTS.items()]}
    files = workload(old, new, template=template) if old else service()
    del files["helm/values/services/ui.yaml"]
    return {**files, "helm/values/portable/hostile.yaml": json.dumps(values)}


def double(text):
    return text.replace("$", "$$")


HOSTILE = {
    "name": "hostile", "image": {"repository": "a.example/b", "tag": "1"}, "architectures": ["amd64"], "nodeSelector": {}, "tolerations": [],
    "annotations": {}, "podAnnotations": {}, "user": 10001, "lowPorts": False, "writable": [], "job": {"schedule": "@daily", "deadlineSeconds": 60},
    "resources": {"requests": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}, "limits": {"memory": "1Gi", "ephemeral-storage": "1Gi"}},
    "command": [double(text) for text in workloads.WORDS], "args": [double(text) for text in workloads.WORDS],
}

CASES = [
    (case(lambda files: None), None),
    (case(nasty), None),
    (edited(POOLS, '"operator" "Gt"', '"operator" "Above"'), "Unsupported value"),
    (edited(POOLS, "consolidateAfter: 5m", "consolidateAfter: soon"), "consolidateAfter"),
    (edited(POOLS, "expireAfter:", "expiresAfter:"), "unknown field"),
    (edited(CLASSES, "bottlerocket@v%s", "bottlerocket-%s"), "alias"),
    (edited(CLASSES, "httpPutResponseHopLimit: 1", "httpPutResponseHopLimit: 65"), "httpPutResponseHopLimit"),
    (edited(CLASSES, "$nodes.tags | toJson", "(dict) | toJson"), "tags of"),
    (edited(ANALYSES, "consecutiveErrorLimit", "consecutiveErrorsLimit"), "unknown field"),
    (case(read_twice), "texts of"),
    (ENTRY, None),
    (changed(ENTRY, GATEWAY, "TLSV1_2", "TLSV1_9"), "minProtocolVersion"),
    (changed(ENTRY, BINDINGS, "targetGroupARN:", "targetGroupArn:"), "unknown field"),
    (service(), None),
    (service(name="portable/ui"), None),
    (texts(), None),
    # Pod Security only warns of a Deployment and of a CronJob, and says nothing of a Rollout.
    (workload("runAsNonRoot: true", "runAsNonRoot: false"), "violates PodSecurity"),
    (workload("type: RuntimeDefault", "type: Unconfined", name="portable/ui"), "would violate PodSecurity"),
    (workload("drop: [ALL]", "drop: [KILL]"), "violates PodSecurity"),
    (workload("topologyKey: {{ $key }}", "topologyKey: ''"), "topologyKey"),
    (workload("setWeight: {{ . }}", "setweight: {{ . }}", template="_release"), "unknown field"),
    (workload("attempts: 2", "attempts: two", template="_routes"), "attempts"),
    (workload("kind: PodDisruptionBudget", "kind: NetworkPolicy", template="poddisruptionbudget"), "NetworkPolicy"),
    (workload("if and .Values.web .Values.mesh", "if .Values.web", name="portable/ui", template="podmonitor"), "not known everywhere"),
    (texts("env:\n  {{- toYaml .", "env:\n  {{- toYaml . | replace \"$$\" \"$\""), "settings arrive"),
    (texts("env:\n  {{- toYaml .", "env:\n  {{- tpl (toYaml .) $"), "helm template"),
    (texts("args:\n  {{- toYaml .", "args:\n  {{- toYaml . | replace \"$$\" \"$\""), "command line reaches"),
]
