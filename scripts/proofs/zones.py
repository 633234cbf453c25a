"""Proves: with real controllers, scheduler, quotas and evictions on simulated nodes of three zones, the services of an environment
keep what their budgets promise while a zone is drained and while each node is replaced; a zone that dies takes no more than its
share; each time all pods come back on what is left, and no quota stands in their way.
Not: containers, AWS and Karpenter (nodes come by themselves), Argo Rollouts (a Deployment of the same pods stands in), scaling
(as many pods as the autoscaler's least), and a zone that dies before pods are spread again over one that came back.
"""
import copy
import json
import math
import time
from collections import Counter

from .charts import changed
from .common import PLATFORM_LOCK, ROOT, SERVICE_CHART, charts_of, chart_files, missing_helm, on_path, service_values
from .control_plane import control_plane
from .fleet import POOL, ZONE, Fleet, chart_named, rendered
from .watch import Service, Watch, await_settled, floor, pods_of

# What is made for real; of the platform only that which pods meet.
OF_PLATFORM, OF_SERVICE = {"Namespace", "ResourceQuota", "LimitRange"}, {"ServiceAccount", "Service", "PodDisruptionBudget"}
# Seconds for pods to come up, and for a drain.
PATIENCE = 60


def missing():
    return missing_helm() + on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/")


def prove(environments):
    environment = next((one for one in environments if one.name == "retail-production"), environments[0])
    kubectl = control_plane()
    charts = [chart for chart in charts_of(environment) if chart.values.parent.name == "services"]
    services, objects, problems = [], [], []
    for chart in charts:
        found = release(rendered(chart, kubectl))
        services, objects, problems = services + found[0], objects + found[1], problems + found[2]
    if problems or not services:
        return environment.name, problems or [f"{environment}: no service"]
    fleet, names = Fleet.of(environment, kubectl), [service.name for service in services]
    platform = [item for item in rendered(chart_named(environment, "platform"), kubectl) if item["kind"] in OF_PLATFORM]
    platform = [item for item in platform if item["metadata"].get("namespace", item["metadata"]["name"]) in names]
    classes = [item for item in rendered(chart_named(environment, "foundation"), kubectl) if item["kind"] == "PriorityClass"]
    try:
        create(kubectl, [item for item in platform if item["kind"] == "Namespace"] + classes)
        create(kubectl, [item for item in platform if item["kind"] != "Namespace"])
        await_quotas(kubectl, names)
        create(kubectl, objects)
        problems = stand_ins_kept(kubectl, objects)
        table, found = trials(kubectl, fleet, services)
    finally:
        kubectl("delete", "namespace", *names, "--ignore-not-found")
        kubectl("delete", "priorityclass", *(item["metadata"]["name"] for item in classes), "--ignore-not-found")
        fleet.delete(fleet.names())
    return f"{environment.name}: {len(services)} services\n{table}", [f"{environment}: {problem}" for problem in problems + found]


def create(kubectl, objects):
    kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))


def await_quotas(kubectl, names):
    """Until the controller has counted, nothing is admitted."""
    for name in names:
        kubectl("wait", "resourcequota", "--all", "--namespace", name, "--for=jsonpath={.status.used.pods}=0", "--timeout=30s")


# --- the services -------------------------------------------------------------------------------


def release(objects):
    """A service as it runs here, its objects, and what it lacks; nothing for a job."""
    of_kind = {item["kind"]: item for item in objects}
    if not (scaler := of_kind.get("HorizontalPodAutoscaler")):
        return [], [], []
    name, replicas = scaler["metadata"]["name"], scaler["spec"]["minReplicas"]
    if not (budget := of_kind.get("PodDisruptionBudget")):
        return [], [], [f"{name}: no disruption budget"]
    workload = of_kind.get("Rollout") or of_kind["Deployment"]
    parts = [item for item in objects if item["kind"] in OF_SERVICE]
    return [Service(name, replicas, floor(budget, replicas))], [*parts, stand_in(workload)], []


def stand_in(workload):
    """A Deployment of the same pods, without pods yet, with the sidecar that the mesh injects."""
    template, annotations = copy.deepcopy(workload["spec"]["template"]), workload["spec"]["template"]["metadata"]["annotations"]
    for spread in template["spec"].get("topologySpreadConstraints", []):
        # The label that each controller adds.
        spread["matchLabelKeys"] = [key.removeprefix("rollouts-") for key in spread.get("matchLabelKeys", [])]
    if "sidecar.istio.io/proxyCPU" in annotations:
        template["spec"]["initContainers"] = [sidecar(annotations)]
    metadata = {name: workload["metadata"][name] for name in ("name", "namespace")}
    spec = {"replicas": 0, "selector": workload["spec"]["selector"], "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}


def sidecar(annotations):
    def of(end):
        return {kind.lower(): annotations[f"sidecar.istio.io/proxy{kind}{end}"] for kind in ("CPU", "Memory")}

    sizes = {"requests": of(""), "limits": of("Limit")}
    security = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    return {"name": "istio-proxy", "image": "istio-proxy", "restartPolicy": "Always", "resources": sizes, "securityContext": security}


def stand_ins_kept(kubectl, objects):
    """Each stand-in whose pods are not, to the letter, those that were asked for."""
    problems = []
    for item in (one for one in objects if one["kind"] == "Deployment"):
        name = item["metadata"]["name"]
        stored = json.loads(kubectl("get", "deployment", name, "--namespace", name, "--output", "json"))
        if not contains(stored["spec"]["template"], item["spec"]["template"]):
            problems.append(f"{name}: the API server keeps other pods than those of the chart")
    return problems


def contains(stored, wanted):
    """Equal but for what the API server adds."""
    if isinstance(wanted, dict):
        return isinstance(stored, dict) and all(contains(stored.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(stored, list) and len(stored) == len(wanted) and all(map(contains, stored, wanted))
    return stored == wanted


# --- the trials ---------------------------------------------------------------------------------


def trials(kubectl, fleet, services):
    """A table of what was seen, and the problems; ends with the first trial that fails."""
    share = {service.name: math.ceil(service.replicas / len(fleet.zones)) for service in services}
    least = {
        "kill": {service.name: service.replicas - share[service.name] for service in services},
        "drain": {service.name: service.floor for service in services},
        "rolling": {service.name: service.floor for service in services},
    }
    seen, back, problems = {}, {}, []
    for name, trial in (("kill", kill), ("drain", drain), ("rolling", rolling)):
        if problems := fresh(kubectl, fleet, services, share):
            problems += refused(kubectl, services)
            break
        start = time.monotonic()
        with Watch(kubectl, services) as watch:
            problems = [problem for problem in [trial(fleet)] if problem] or await_settled(kubectl, services, PATIENCE)
        back[name], seen[name] = f"{time.monotonic() - start:.0f} s, seen {watch.count} times", watch.lowest
        low = [service for service in services if watch.lowest[service.name] < least[name][service.name]]
        problems += [f"{service.name}: {watch.lowest[service.name]} of {service.replicas} ready, {least[name][service.name]} promised" for service in low]
        problems += refused(kubectl, services)
        if problems:
            problems = [f"{name}: {problem}" for problem in problems]
            break
    return shown(services, share, seen, back), problems


def fresh(kubectl, fleet, services, share):
    """New nodes and new pods; each service that has more than its share in a zone other than the first, which is the one to die."""
    for service in services:
        kubectl("scale", "deployment", service.name, "--namespace", service.name, "--replicas=0")
    idle = [service._replace(replicas=0) for service in services]
    problems = await_settled(kubectl, idle, PATIENCE)
    fleet.delete(fleet.names())
    fleet.grow(fleet.zones)
    for service in services:
        kubectl("scale", "deployment", service.name, "--namespace", service.name, f"--replicas={service.replicas}")
    problems = problems or await_settled(kubectl, services, PATIENCE)
    zone_of = fleet.zone_of()
    there = Counter((pod["metadata"]["namespace"], zone_of.get(pod["spec"].get("nodeName"))) for pod in pods_of(kubectl, services))
    there = {place: count for place, count in there.items() if place[1] != fleet.zones[0]}
    return problems + [f"{name}: {count} pods in {zone}, its share is {share[name]}" for (name, zone), count in there.items() if count > share[name]]


def kill(fleet):
    fleet.kill(fleet.zones[0])


def drain(fleet):
    fleet.grow(fleet.zones[1:])
    return fleet.drain(fleet.names(fleet.zones[0]), PATIENCE)


def rolling(fleet):
    pools = {pool["metadata"]["name"]: pool for pool in fleet.pools}
    for node in fleet.nodes():
        labels = node["metadata"]["labels"]
        fleet.grow([labels[ZONE]], [pools[labels[POOL]]])
        if problem := fleet.drain([node["metadata"]["name"]], PATIENCE):
            return problem
    return None


def refused(kubectl, services):
    """What quotas and admission said no to; two who count at once are no refusal, they try again."""
    events = json.loads(kubectl("get", "--raw", "/api/v1/events?fieldSelector=reason%3DFailedCreate"))["items"]
    names = {service.name for service in services}
    messages = sorted({f"{event['metadata']['namespace']}: {event['message']}" for event in events if event["metadata"]["namespace"] in names and " is forbidden: " in event["message"]})
    return messages[:3]


def shown(services, share, seen, back):
    rows = [["service", "replicas", "budget", "share", *seen]]
    for service in services:
        lows = [str(lowest[service.name]) for lowest in seen.values()]
        rows.append([service.name, str(service.replicas), str(service.floor), str(share[service.name]), *lows])
    lines = ["        " + "".join(f"{cell:<12}" for cell in row).rstrip() for row in rows]
    ends = ", ".join(f"{name} {how}" for name, how in back.items())
    return "\n".join([*lines, f"        the fewest ready pods of each trial; ended after: {ends}"])


# --- the self-test ------------------------------------------------------------------------------


def environment():
    name = "helm/values/{}.yaml"
    folder = ROOT / "generated/retail-production"
    values = {name.format(one): (folder / name.format(one)).read_text() for one in ("platform", "foundation")}
    return {**SERVICE_CHART, **chart_files("platform"), **chart_files("foundation"), **values, **service_values("services/checkout"), **PLATFORM_LOCK}


POD, BUDGET = "helm/charts/service/templates/_pod.tpl", "helm/charts/service/templates/poddisruptionbudget.yaml"
# Three pods in each zone, so that the drained one, which still counts, is the only place for the next.
NINE = changed(environment(), "helm/values/services/checkout.yaml", "min: 4", "min: 9")
STUCK = "whenUnsatisfiable: ScheduleAnyway\n    nodeTaintsPolicy: Honor"
CASES = [
    (environment(), None),
    (changed(environment(), POD, 'list "topology.kubernetes.io/zone" "kubernetes.io/hostname"', 'list "kubernetes.io/os"'), "kill: checkout: 0 of 4 ready, 2 promised"),
    (changed(NINE, POD, STUCK, "whenUnsatisfiable: DoNotSchedule"), "global timeout reached"),
    (changed(environment(), BUDGET, "maxUnavailable: 20%", "maxUnavailable: 0"), "global timeout reached"),
    (changed(environment(), "helm/values/platform.yaml", 'pods: "45"', 'pods: "3"'), "exceeded quota"),
    (changed(environment(), BUDGET, "if .Values.web", "if .Values.job"), "checkout: no disruption budget"),
]
