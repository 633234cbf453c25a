"""A control plane on loopback with controllers, a scheduler and simulated nodes, which proofs share."""
import atexit
import datetime
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .common import ROOT, Skipped, run

LOCAL = Path(os.environ.get("KUBERNETES_LOCAL", ROOT.parent / "shared/tools/kubernetes-local"))
CRDS = LOCAL.parent.parent / "crds"
started = []


class Kubectl:
    """Calls kubectl on one cluster."""

    def __init__(self, kubeconfig):
        self.kubeconfig = kubeconfig

    def __call__(self, *arguments, data=None):
        done = self.forgive(*arguments, data=data)
        if done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def forgive(self, *arguments, data=None):
        """The same, where failing is an answer."""
        command = ["kubectl", "--kubeconfig", self.kubeconfig, *arguments]
        return subprocess.run(command, input=data, text=True, capture_output=True)


def start():
    """Starts one more, empty but for the definitions of the controllers."""
    if not (LOCAL / "up").exists():
        raise Skipped(f"{LOCAL} is not here")
    folder = tempfile.mkdtemp(prefix="control-plane-")
    atexit.register(lambda: (run(str(LOCAL / "down"), folder), shutil.rmtree(folder, ignore_errors=True)))
    code, text = run(str(LOCAL / "up"), folder, "full")
    if code != 0:
        raise Skipped(f"the control plane does not start: {text}")
    kubectl = Kubectl(f"{folder}/kubeconfig")
    threading.Thread(target=beat, args=(kubectl,), daemon=True).start()
    return kubectl


def beat(kubectl):
    """Renews the lease of each node, as its kubelet would: a node that is not heard of for 40 seconds loses its pods."""
    while True:
        time.sleep(5)
        found = kubectl.forgive("get", "nodes", "--output", "json")
        leases = [lease(node["metadata"]) for node in json.loads(found.stdout)["items"]] if found.returncode == 0 else []
        if leases:
            text = json.dumps({"apiVersion": "v1", "kind": "List", "items": leases})
            kubectl.forgive("apply", "--server-side", "--force-conflicts", "-f", "-", data=text)


def lease(node):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    owner = {"apiVersion": "v1", "kind": "Node", "name": node["name"], "uid": node["uid"]}
    return {
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {"name": node["name"], "namespace": "kube-node-lease", "ownerReferences": [owner]},
        "spec": {"holderIdentity": node["name"], "leaseDurationSeconds": 40, "renewTime": now},
    }


def control_plane():
    """The shared one, started with the first call."""
    if not started:
        started.append(start())
    return started[0]
