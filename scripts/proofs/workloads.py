"""What `api_server` proves of the chart of services: that its pods are `restricted`, that texts arrive at the process
as the blueprint has them, and that it stays within what a release may be."""
import json
import re

from .common import ROOT, values_of

# What a release may hold in the platform: workloads and what routes, scales and watches them, and nothing that grants.
PLATFORM_KINDS = {
    "CronJob", "Deployment", "DestinationRule", "HorizontalPodAutoscaler", "Pod", "PodDisruptionBudget", "PodMonitor", "Rollout",
    "Service", "ServiceAccount", "VirtualService",
}
# What every cluster knows.
BUILT_IN = {"v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1"}
GATEWAY = "gateway.parentRefs[0].name=public"
# Texts of tests/data/blueprints/services.hcl as the blueprint means them: in `env` by name, in `command` and `args` these.
TEXTS = json.loads((ROOT / "tests/data/texts.json").read_text())
WORDS = [TEXTS[name] for name in ("T00", "T01", "T06", "T07", "T08", "T12")]


def is_service(chart):
    return chart.folder.name == "service"


def portable(chart):
    return chart.values.parent.name == "portable"


def variants(chart):
    """The chart, and where it has an Ingress the same with a route of the Gateway API."""
    if not is_service(chart) or not portable(chart) or "ingress" not in values_of(chart):
        return [chart]
    gateway = ("--set-string", GATEWAY)
    return [chart, chart._replace(later=chart.later + gateway)]


def beforehand(chart):
    """What is there before a release: the namespace, its account, and the class of its pods."""
    labels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": chart.namespace, "labels": labels}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": chart.name, "namespace": chart.namespace}},
        {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "platform-service"}, "value": 1000},
    ]


def template_of(item):
    """The pod template of a workload."""
    if item["kind"] == "CronJob":
        return item["spec"]["jobTemplate"]["spec"]["template"]
    return item["spec"]["template"] if item["kind"] in ("Deployment", "Rollout") else None


def tried(objects):
    """Each pod template as a Pod, which Pod Security refuses where it only warns of workloads; and that of a Rollout, of
    which the API server checks no rule, as a Deployment."""
    found = []
    for item in objects:
        if not (template := template_of(item)):
            continue
        place = {name: item["metadata"][name] for name in ("name", "namespace")}
        named = {**template["metadata"], "name": f"tried-{place['name']}", "namespace": place["namespace"]}
        found.append({"apiVersion": "v1", "kind": "Pod", "metadata": named, "spec": template["spec"]})
        if item["kind"] == "Rollout":
            spec = {"selector": item["spec"]["selector"], "template": template}
            found.append({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": place, "spec": spec})
    return found


def outside(chart, objects):
    """Objects that a release at this place may not hold."""
    if portable(chart):
        route = GATEWAY in chart.later
        return [
            f"{chart}: {item['kind']} of {item['apiVersion']} is not known everywhere"
            for item in objects if item["apiVersion"] not in BUILT_IN and not (route and item["kind"] == "HTTPRoute")
        ]
    return [f"{chart}: a release may not hold a {item['kind']}" for item in objects if item["kind"] not in PLATFORM_KINDS]


def expanded(text):
    """As the kubelet reads a text without variables: `$$` is `$`, a reference to nothing stays.
    Source: third_party/forked/golang/expansion of Kubernetes."""
    return re.sub(r"\$(\$|\([^)]*\)?|)", lambda found: "$" if found[1] == "$" else found[0], text)


def texts(chart, objects):
    """Settings and words of the command line that arrive otherwise than they were written."""
    values, problems = values_of(chart), []
    for item in objects:
        if not (template := template_of(item)):
            continue
        container = template["spec"]["containers"][0]
        stored = {one["name"]: one.get("value", "") for one in container.get("env", []) if "valueFrom" not in one}
        written = {one["name"]: one["value"] for one in values["env"] if "value" in one}
        if stored != written:
            problems.append(f"{chart}: settings arrive as {stored} instead of {written}")
        if chart.name == "hostile":
            problems += hostile(chart, container, stored)
    return problems


def hostile(chart, container, stored):
    """What the process of the service `hostile` gets that the blueprint does not say."""
    seen = {name: expanded(text) for name, text in stored.items()}
    words = [[expanded(text) for text in container.get(part, [])] for part in ("command", "args")]
    problems = [f"{chart}: {name} reaches the process as {seen.get(name)!r} instead of {text!r}" for name, text in TEXTS.items() if seen.get(name) != text]
    return problems + ([] if words == [WORDS, WORDS] else [f"{chart}: the command line reaches the process as {words}"])
