"""Proves: `make empty` of a real control plane removes services' namespaces, load balancers, target group bindings, nodes and
volumes in that order, waits for each until its controller has let go, passes over what is not installed, and ends when repeated.
Not: that AWS lets go, nor the controllers themselves: a stand-in takes their finalizers away.
"""
import json
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .common import ROOT, on_path
from .control_plane import CRDS, control_plane

HELD = "test.example/held"

# kind, namespace, name, what else; in the order in which they have to go.
OBJECTS = [
    ("Service", "web", "by-hand", {"spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}}),
    ("PersistentVolumeClaim", "web", "data", {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}),
    ("Service", "extra", "by-hand", {"spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}}),
    ("Service", "extra", "inside", {"spec": {"ports": [{"port": 80}]}}),
    ("Ingress", "extra", "by-hand", {"spec": {"defaultBackend": {"service": {"name": "inside", "port": {"number": 80}}}}}),
    ("TargetGroupBinding", "extra", "entry", {"spec": {"targetGroupARN": "arn:a", "targetType": "ip", "serviceRef": {"name": "inside", "port": 80}}}),
    ("NodePool", None, "general", {"spec": {"template": {"spec": {
        "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "general"},
        "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]}}}}),
    ("NodeClaim", None, "general-1", {"spec": {
        "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "general"},
        "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]}}),
    ("PersistentVolumeClaim", "extra", "data", {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}),
    ("PersistentVolume", None, "deleted", {"spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Delete", "hostPath": {"path": "/a"}}}),
    ("PersistentVolume", None, "retained", {"spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Retain", "hostPath": {"path": "/b"}}}),
]
GROUPS = {"TargetGroupBinding": "elbv2.k8s.aws/v1beta1", "NodePool": "karpenter.sh/v1", "NodeClaim": "karpenter.sh/v1", "Ingress": "networking.k8s.io/v1"}
# What stays: nobody asks AWS for it, or its owner wants to keep it.
STAYS = {("Service", "inside"), ("PersistentVolume", "retained")}
NAMESPACES = [("web", {"platform/tier": "service"}), ("extra", {})]


def missing():
    return on_path("kubectl", "https://kubernetes.io/docs/tasks/tools/") + on_path("make", "your distribution has it")


def prove(environments):
    environment, kubectl = environments[0], control_plane()
    try:
        problems = emptied(environment, kubectl) + repeated(environment, kubectl)
    finally:
        restore(kubectl)
    return f"{environment.name}: {len(OBJECTS)} objects", problems


def documents():
    for kind, namespace, name, more in OBJECTS:
        metadata = {"name": name, "finalizers": [HELD]} | ({"namespace": namespace} if namespace else {})
        yield {"apiVersion": GROUPS.get(kind, "v1"), "kind": kind, "metadata": metadata, **more}


class Controllers(threading.Thread):
    """Stands in for whoever lets AWS' things go: takes a finalizer away a moment after the object was deleted, and notes the order."""

    def __init__(self, kubectl):
        super().__init__(daemon=True)
        self.kubectl, self.order, self.done, self.asked = kubectl, [], threading.Event(), {}

    def ready(self, kind):
        """Nodes take their time: whoever does not wait for them goes on before."""
        return time.monotonic() - self.asked.setdefault(kind, time.monotonic()) > (4 if kind == "NodeClaim" else 0)

    def run(self):
        kinds = ",".join(sorted({kind.lower() for kind, *_ in OBJECTS}))
        while not self.done.wait(0.3):
            for item in json.loads(self.kubectl("get", kinds, "--all-namespaces", "--output", "json"))["items"]:
                meta = item["metadata"]
                if "deletionTimestamp" in meta and HELD in meta.get("finalizers", []) and self.ready(item["kind"]):
                    self.order.append((item["kind"], meta.get("namespace"), meta["name"]))
                    rest = [one for one in meta["finalizers"] if one != HELD]
                    where = ["--namespace", meta["namespace"]] if "namespace" in meta else []
                    patch = json.dumps({"metadata": {"finalizers": rest}})
                    self.kubectl("patch", item["kind"].lower(), meta["name"], *where, "--type", "merge", "--patch", patch)


def emptied(environment, kubectl):
    for name, labels in NAMESPACES:
        kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}))
    kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents())}))
    # As Karpenter makes it: the claim goes with its pool.
    uid = json.loads(kubectl("get", "nodepool", "general", "--output", "json"))["metadata"]["uid"]
    owner = [{"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "name": "general", "uid": uid}]
    kubectl("patch", "nodeclaim", "general-1", "--type", "merge", "--patch", json.dumps({"metadata": {"ownerReferences": owner}}))
    # A volume that its claim's end deletes.
    controllers = Controllers(kubectl)
    controllers.start()
    released = threading.Timer(0, lambda: after(kubectl, controllers))
    released.start()
    code, text = make(environment, kubectl)
    controllers.done.set()
    controllers.join()
    problems = [] if code == 0 else [f"{environment}: make empty fails:\n{text}"]
    wanted = [(kind, namespace, name) for kind, namespace, name, _ in OBJECTS if (kind, name) not in STAYS]
    position = {one: index for index, one in enumerate(controllers.order)}
    problems += [f"{environment}: {' '.join(filter(None, one))} was not removed" for one in wanted if one not in position]
    found = [one for one in controllers.order if one in wanted]
    stages = [STAGE[kind, namespace] for kind, namespace, _ in found]
    if stages != sorted(stages):
        problems.append(f"{environment}: removed in the order {found}")
    gone = {(kind, name) for kind, _, name in controllers.order}
    return problems + [f"{environment}: {kind} {name} was removed" for kind, name in STAYS & gone]


# What goes together: a namespace's objects in any order.
STAGE = {
    ("Service", "web"): 0, ("PersistentVolumeClaim", "web"): 0, ("Service", "extra"): 1, ("Ingress", "extra"): 2,
    ("TargetGroupBinding", "extra"): 3, ("NodePool", None): 4, ("NodeClaim", None): 4,
    ("PersistentVolumeClaim", "extra"): 5, ("PersistentVolume", None): 6,
}


def after(kubectl, controllers):
    """The volume's driver: deletes it once its claim is gone."""
    while not controllers.done.wait(0.2):
        if ("PersistentVolumeClaim", "extra", "data") in controllers.order:
            time.sleep(2)
            kubectl("delete", "persistentvolume", "deleted", "--wait=false")
            return


def repeated(environment, kubectl):
    """Again on an empty cluster, without the definitions of controllers that are gone."""
    kubectl("delete", "crd", "nodepools.karpenter.sh", "targetgroupbindings.elbv2.k8s.aws")
    code, text = make(environment, kubectl)
    return [] if code == 0 else [f"{environment}: make empty fails when it is repeated:\n{text}"]


def restore(kubectl):
    """The control plane as others want to find it."""
    for kind, namespace, name, _ in OBJECTS:
        where = ["--namespace", namespace] if namespace else []
        kubectl.forgive("patch", kind.lower(), name, *where, "--type", "merge", "--patch", '{"metadata": {"finalizers": null}}')
    kubectl("delete", "namespace", *(name for name, _ in NAMESPACES), "--ignore-not-found")
    kubectl("delete", "persistentvolume", "--all")
    kubectl.forgive("create", "--validate=false", "-f", str(CRDS))


def make(environment, kubectl):
    with tempfile.TemporaryDirectory() as scratch:
        cli = Path(scratch) / "aws"
        cli.write_text(f'#!/bin/sh\ncase "$2" in describe-cluster) echo False ;; *) cat {kubectl.kubeconfig} > "$KUBECONFIG" ;; esac\n')
        cli.chmod(0o755)
        name = environment.joinpath("Makefile").read_text().split("--name ")[1].split()[0]
        command = ["make", "-e", "empty"]
        # What is not installed must not be known from an earlier run.
        variables = {**os.environ, "KUBECACHEDIR": scratch, "AWS": str(cli), "CONFIRM": name, "PATIENCE": "20s"}
        done = subprocess.run(command, cwd=environment, env=variables, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.returncode, done.stdout.strip()


def cases():
    makefile = next(iter(sorted((ROOT / "generated").glob("*/Makefile")))).read_text()
    yield {"Makefile": makefile}, None
    lines = [line for line in makefile.splitlines() if "$(KUBECTL) delete services" in line]
    broken = [
        ("$(KUBECTL) wait nodeclaims", "true wait nodeclaims", "general-1 was not removed"),
        (lines[0] + "\n", "", "was not removed"),
        ("if known nodepools", "if true nodepools", "when it is repeated"),
    ]
    for text, instead, problem in broken:
        yield {"Makefile": makefile.replace(text, instead, 1)}, problem


CASES = list(cases())
