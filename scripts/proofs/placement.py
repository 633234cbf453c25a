"""Proves: the pods of all add-ons fit on the system nodes at their minimum, and when a zone is lost those of a critical priority
start again on the rest: real scheduling of rendered charts, and of stand-ins where a chart cannot be had.
Not: what pods really use, nor that a node of that type has exactly the room that EKS' formulas give it.
"""
import json
import re
import time

from . import third_party
from .api_server import stream
from .common import Chart, ROOT, chart_files, charts_of, missing_helm, on_path, template, values_of
from .control_plane import control_plane

# vCPU and GiB of the types that system nodes have here.
TYPES = {"m7g.xlarge": (4, 16), "m7g.2xlarge": (8, 32), "m7i.xlarge": (4, 16), "m7g.large": (2, 8)}
CRITICAL = {"system-node-critical", "system-cluster-critical", "platform-critical"}
PATIENCE = 40

# What EKS runs: kind, name, replicas, CPU, memory, priority. Sources: src/tables/pods.rs.
EKS = [
    ("DaemonSet", "aws-node", None, "50m", "0", "system-node-critical"),
    ("DaemonSet", "kube-proxy", None, "100m", "0", "system-node-critical"),
    ("DaemonSet", "ebs-csi-node", None, "30m", "120Mi", "system-node-critical"),
    ("DaemonSet", "eks-pod-identity-agent", None, "0", "0", "system-node-critical"),
    ("DaemonSet", "eks-node-monitoring-agent", None, "10m", "30Mi", "system-node-critical"),
    ("Deployment", "coredns", 3, "100m", "70Mi", "system-cluster-critical"),
    ("Deployment", "metrics-server", 2, "100m", "200Mi", "system-cluster-critical"),
    ("Deployment", "ebs-csi-controller", 2, "60m", "240Mi", "system-cluster-critical"),
]

# Charts without a pod.
WITHOUT = {"base", "karpenter-crd", "prometheus-operator-crds"}

# Charts that are rendered, and the namespace of their release.
RENDERED = {"cert-manager": "cert-manager", "cni": "istio-cni", "gateway": "istio-ingress", "istiod": "istio-system", "karpenter": "kube-system"}

# The workloads of charts that cannot be had: kind, name, namespace, the section of their values, and how many pods where
# the chart says so itself.
STAND_INS = {
    "argo-rollouts": [("Deployment", "argo-rollouts", "argo-rollouts", "controller", None)],
    "aws-load-balancer-controller": [("Deployment", "aws-load-balancer-controller", "aws-load-balancer", "", None)],
    "aws-privateca-issuer": [("Deployment", "aws-privateca-issuer", "cert-manager", "", None)],
    "cert-manager-istio-csr": [("Deployment", "cert-manager-istio-csr", "cert-manager", "", None)],
    "external-secrets": [
        ("Deployment", "external-secrets", "external-secrets", "", None),
        ("Deployment", "external-secrets-cert-controller", "external-secrets", "certController", None),
        ("Deployment", "external-secrets-webhook", "external-secrets", "webhook", None),
    ],
    "fluent-bit": [("DaemonSet", "fluent-bit", "logging", "", None)],
    "kube-prometheus-stack": [
        ("Deployment", "kube-state-metrics", "monitoring", "kube-state-metrics", 1),
        ("Deployment", "prometheus-operator", "monitoring", "prometheusOperator", 1),
        ("Deployment", "prometheus", "monitoring", "prometheus.prometheusSpec", None),
        ("DaemonSet", "node-exporter", "node-exporter", "prometheus-node-exporter", None),
    ],
    "reloader": [("Deployment", "reloader", "reloader", "reloader.deployment", None)],
}
COPIED = ("affinity", "nodeSelector", "priorityClassName", "tolerations", "topologySpreadConstraints")
PAUSE = "registry.k8s.io/pause:3.10"


def missing():
    return missing_helm() + on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/") + third_party.missing()


def prove(environments):
    problems, said = [], []
    for environment in distinct(environments):
        kubectl = control_plane()
        try:
            text, found = fit(environment, kubectl)
        finally:
            clean(kubectl)
        said, problems = said + [text], problems + found
    return "\n".join(said), problems


def distinct(environments):
    """Of environments with equal system nodes and values of add-ons one; test blueprints have nothing that others lack."""
    committed = [one for one in environments if one.parent.name == "committed"] or environments
    kinds = {}
    for environment in committed:
        files = sorted((environment / "helm/values/addons").glob("*.yaml"))
        text = "".join(file.name + file.read_text().replace(environment.name, "") for file in files)
        _, *size = system_of(environment)
        kinds.setdefault((str(size), re.sub(r"[a-z]{2}-[a-z]+-\d", "", text)), environment)
    return list(kinds.values())


# --- the nodes ----------------------------------------------------------------------------------


def system_of(environment):
    """Zones, type, fewest nodes and most pods of the system nodes, as the root 20-cluster has them."""
    (root,) = environment.glob("terraform/*/20-cluster/main.tf")
    text = root.read_text()
    zones = values_of_platform(environment)["nodes"]["zones"]
    found = {name: re.search(rf"\b{name}\s*= \[?\"?([\w.]+)", text)[1] for name in ("instance_types", "min_size", "max_pods", "architecture")}
    return zones, found["instance_types"], int(found["min_size"]), int(found["max_pods"]), found["architecture"]


def values_of_platform(environment):
    return values_of(next(chart for chart in charts_of(environment) if chart.folder.name == "platform"))


def nodes(environment):
    zones, kind, count, pods, architecture = system_of(environment)
    cpu, memory = TYPES[kind]
    # What a hypervisor keeps (7.5 %), as Karpenter counts it, and EKS' kubelets: AL2023's nodeadm has the formulas.
    kept = 60 + 10 * (cpu > 1) + 5 * min(max(cpu - 2, 0), 2) + 2.5 * max(cpu - 4, 0)
    room = {"cpu": f"{cpu * 1000 - int(kept)}m", "memory": f"{int(memory * 1024 * 0.925) - 255 - 11 * pods - 100}Mi", "pods": str(pods)}
    for index in range(count):
        zone = zones[index % len(zones)]
        name = f"system-{index}"
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": architecture,
                  "topology.kubernetes.io/zone": zone, "node-pool": "system"}
        yield {
            "apiVersion": "v1", "kind": "Node",
            "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
            "spec": {"taints": [{"key": "CriticalAddonsOnly", "value": "true", "effect": "NoSchedule"}]},
            "status": {"allocatable": room, "capacity": room, "phase": "Running"},
        }


# --- the workloads ------------------------------------------------------------------------------


def workloads(environment, kubectl):
    """The workloads of every values file, and the problems of those that have no row here."""
    found, problems = [stand_in(kind, name, "kube-system", replicas, {"resources": {"requests": {"cpu": cpu, "memory": memory}},
                                "priorityClassName": priority, "tolerations": [{"operator": "Exists"}]})
                       for kind, name, replicas, cpu, memory, priority in EKS], []
    for file in sorted((environment / "helm/values/addons").glob("*.yaml")):
        chart = file.stem
        if chart in RENDERED:
            found += rendered(file, kubectl)
        elif chart in STAND_INS:
            values = values_of(Chart(file, file, "1.35.0", chart))
            for kind, name, namespace, path, replicas in STAND_INS[chart]:
                section = values
                for key in filter(None, path.split(".")):
                    section = section.get(key, {})
                count = replicas or section.get("replicaCount") or section.get("replicas")
                if not section.get("resources", {}).get("requests") or (kind == "Deployment" and not count):
                    problems.append(f"{environment}: {chart}: `{path or '.'}` says neither how many nor how large")
                    continue
                found.append(stand_in(kind, name, namespace, count, section))
        elif chart not in WITHOUT:
            problems.append(f"{environment}: {chart} has no row of workloads")
    return found, problems


def stand_in(kind, name, namespace, replicas, section):
    """A workload with what the values say of its place and size."""
    labels = {"app": name, "app.kubernetes.io/name": name}
    for constraint in section.get("topologySpreadConstraints", []):
        labels |= constraint["labelSelector"]["matchLabels"]
    container = {"name": "main", "image": PAUSE, "resources": section["resources"]}
    pod = {"containers": [container], **{key: section[key] for key in COPIED if key in section}}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    if kind == "Deployment":
        spec["replicas"] = replicas
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def rendered(file, kubectl):
    """The workloads of a chart that can be had, as far as scheduling sees them."""
    code, text = third_party.render(file, namespace=RENDERED[file.stem])
    if code != 0:
        raise RuntimeError(f"{file}: {text}")
    documents = [one for one in re.split(r"^---$", text, flags=re.MULTILINE)
                 if re.search(r"^kind: (Deployment|DaemonSet|StatefulSet)$", one, re.MULTILINE)]
    objects = stream(kubectl("create", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-", data="\n---\n".join(documents)))
    scaled = stream(kubectl("create", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-", data=scalers(text))) if scalers(text) else []
    least = {one["spec"]["scaleTargetRef"]["name"]: one["spec"]["minReplicas"] for one in scaled}
    return [bare(one, least.get(one["metadata"]["name"])) for one in objects]


def scalers(text):
    found = [one for one in re.split(r"^---$", text, flags=re.MULTILINE) if re.search(r"^kind: HorizontalPodAutoscaler$", one, re.MULTILINE)]
    return "\n---\n".join(found)


def bare(item, least):
    """Without volumes, probes and accounts, which nobody serves here; an autoscaler's minimum counts."""
    spec, template = item["spec"], item["spec"]["template"]
    pod = template["spec"]
    kept = {key: pod[key] for key in (*COPIED, "hostNetwork") if key in pod}
    kept["containers"] = [{"name": one["name"], "image": PAUSE, "resources": one.get("resources", {})} for one in pod["containers"]]
    metadata = {"name": item["metadata"]["name"], "namespace": item["metadata"]["namespace"]}
    new = {"selector": spec["selector"], "template": {"metadata": {"labels": template["metadata"]["labels"]}, "spec": kept}}
    if item["kind"] != "DaemonSet":
        new["replicas"] = least or spec.get("replicas", 1)
    return {"apiVersion": "apps/v1", "kind": item["kind"], "metadata": metadata, "spec": new}


# --- the proof ----------------------------------------------------------------------------------


def fit(environment, kubectl):
    found, problems = workloads(environment, kubectl)
    if problems:
        return f"{environment.name}: {len(found)} workloads", problems
    foundation = next((chart for chart in charts_of(environment) if chart.folder.name == "foundation"))
    code, text, errors = template(foundation)
    if code != 0:
        return environment.name, [f"{foundation.folder}: {errors}"]
    documents = [one for one in re.split(r"^---$", text, flags=re.MULTILINE) if re.search(r"^kind: PriorityClass$", one, re.MULTILINE)]
    kubectl("apply", "-f", "-", data="\n---\n".join(documents))
    for namespace in sorted({one["metadata"]["namespace"] for one in found} - {"kube-system"}):
        kubectl("create", "namespace", namespace)
    made = list(nodes(environment))
    listed(kubectl, made)
    listed(kubectl, found)
    before, waiting = settled(kubectl, total(found, len(made)), set())
    problems = [f"{environment}: does not fit on {len(made)} system nodes: {one}" for one in sorted(waiting)]
    if not problems:
        lost = system_of(environment)[0][-1]
        gone = [one["metadata"]["name"] for one in made if one["metadata"]["labels"]["topology.kubernetes.io/zone"] == lost]
        kubectl("delete", "node", *gone)
        for name in gone:
            kubectl("delete", "pods", "--all-namespaces", "--force", "--grace-period=0", f"--field-selector=spec.nodeName={name}")
        after, waiting = settled(kubectl, total(found, len(made) - len(gone)), CRITICAL)
        critical = {one for one in waiting if one.split(" ")[-1] in CRITICAL}
        problems = [f"{environment}: without {lost} stays pending: {one}" for one in sorted(critical)]
        return "\n".join([f"{environment.name}: {len(found)} workloads on {len(made)} system nodes, {lost} lost",
                          *table(found, before, after)]), problems
    return f"{environment.name}: {len(found)} workloads on {len(made)} system nodes", problems


def listed(kubectl, objects):
    kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))


def total(found, count):
    """The pods of all workloads on so many nodes."""
    return sum(count if one["kind"] == "DaemonSet" else one["spec"]["replicas"] for one in found)


def settled(kubectl, count, needed):
    """Running pods by workload once there are `count`, or what still waits after a while; with `needed`, those of these priorities
    are enough."""
    end = time.monotonic() + PATIENCE
    while True:
        pods = json.loads(kubectl("get", "pods", "--all-namespaces", "-o", "json"))["items"]
        running = [one for one in pods if one["status"].get("phase") == "Running" and "deletionTimestamp" not in one["metadata"]]
        waiting = [one for one in pods if one["status"].get("phase") != "Running"]
        urgent = [one for one in waiting if one["spec"].get("priorityClassName") in needed]
        if len(running) >= count or (needed and len(running) + len(waiting) >= count and not urgent) or time.monotonic() > end:
            break
        time.sleep(0.5)
    by_name = {}
    for one in running:
        name = owner(one)
        by_name[name] = by_name.get(name, 0) + 1
    return by_name, {f"{owner(one)} {one['spec'].get('priorityClassName')}" for one in waiting}


def owner(pod):
    name = pod["metadata"]["ownerReferences"][0]["name"]
    return name.rsplit("-", 1)[0] if pod["metadata"]["ownerReferences"][0]["kind"] == "ReplicaSet" else name


def table(found, before, after):
    for one in sorted(found, key=lambda one: one["metadata"]["name"]):
        name, pod = one["metadata"]["name"], one["spec"]["template"]["spec"]
        requests = pod["containers"][0]["resources"].get("requests", {})
        yield f"          {name:34} {requests.get('cpu', '-'):>6} {requests.get('memory', '-'):>7}  {before.get(name, 0)} -> {after.get(name, 0)}  {pod.get('priorityClassName', '-')}"


def clean(kubectl):
    """The control plane as others want to find it."""
    kubectl("delete", "deployments,daemonsets", "--all", "--all-namespaces")
    kubectl("delete", "node", "--all")
    namespaces = {place for rows in STAND_INS.values() for _, _, place, _, _ in rows} | set(RENDERED.values())
    kubectl("delete", "pods", "--all-namespaces", "--all", "--force", "--grace-period=0")
    kubectl("delete", "namespace", *sorted(namespaces - {"kube-system"}), "--ignore-not-found")
    kubectl("delete", "priorityclass", "platform-addon", "platform-critical", "platform-service", "--ignore-not-found")


# --- the self-test ------------------------------------------------------------------------------

SOURCE = ROOT / "generated/shop-staging"


def files(*charts, edit=lambda name, text: text):
    """An environment with these charts alone."""
    (root,) = SOURCE.glob("terraform/*/20-cluster/main.tf")
    names = ["gen.lock.json", "helm/values/foundation.yaml", "helm/values/platform.yaml", *(f"helm/values/addons/{chart}.yaml" for chart in charts)]
    found = {name: edit(name, (SOURCE / name).read_text()) for name in names}
    return {**found, **chart_files("foundation"), **chart_files("platform"), str(root.relative_to(SOURCE)): root.read_text()}


def changed(chart, old, new):
    def edit(name, text):
        assert not name.endswith(f"/{chart}.yaml") or old in text, old
        return text.replace(old, new) if name.endswith(f"/{chart}.yaml") else text
    return files(chart, edit=edit)


def unknown():
    case = files("reloader")
    case["helm/values/addons/unheard-of.yaml"] = case.pop("helm/values/addons/reloader.yaml")
    return case


CASES = [
    (files("karpenter", "reloader"), None),
    (changed("reloader", "cpu: 20m", 'cpu: "4"'), "does not fit on 3 system nodes: reloader"),
    (changed("karpenter", "node-pool: system", "node-pool: systems"), "does not fit on 3 system nodes: karpenter"),
    (changed("external-secrets", "leaderElect: true", "nodeSelector: {topology.kubernetes.io/zone: eu-west-1c}"), "stays pending: external-secrets"),
    (unknown(), "unheard-of has no row"),
    (changed("reloader", "    replicas: 2\n", ""), "says neither how many nor how large"),
]
