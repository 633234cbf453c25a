"""A control plane on loopback with controllers, a scheduler and simulated nodes, which proofs share."""
import atexit
import os
import shutil
import subprocess
import tempfile
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
    return Kubectl(f"{folder}/kubeconfig")


def control_plane():
    """The shared one, started with the first call."""
    if not started:
        started.append(start())
    return started[0]
