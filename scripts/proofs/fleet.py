"""Simulated nodes as Karpenter makes them for the pools of an environment."""
import json

from .api_server import stream
from .common import charts_of, template, values_of

ZONE, POOL = "topology.kubernetes.io/zone", "karpenter.sh/nodepool"
MARK = "proof.example/fleet"
# Cores of a node in the first zone and elsewhere. Empty, large nodes attract pods, so that what spreads them has to work against that.
LARGE, SMALL = 16, 4


def rendered(chart, kubectl):
    """The objects of a chart."""
    code, text, errors = template(chart)
    if code != 0:
        raise RuntimeError(f"{chart}: helm template: {errors}")
    return stream(kubectl("create", "--dry-run=client", "--validate=false", "--output", "json", "-f", "-", data=text))


def chart_named(environment, name):
    return next(chart for chart in charts_of(environment) if chart.folder.name == name)


class Fleet:
    """The nodes of each pool in each zone."""

    def __init__(self, kubectl, zones, pools):
        self.kubectl, self.zones, self.pools, self.made = kubectl, zones, pools, 0

    @classmethod
    def of(cls, environment, kubectl):
        chart = chart_named(environment, "platform")
        pools = [item for item in rendered(chart, kubectl) if item["kind"] == "NodePool"]
        return cls(kubectl, values_of(chart)["nodes"]["zones"], pools)

    def node(self, zone, pool):
        self.made += 1
        cores, of_pool = LARGE if zone == self.zones[0] else SMALL, pool["spec"]["template"]
        size = {"cpu": str(cores), "memory": f"{4 * cores}Gi", "pods": "110", "ephemeral-storage": "75Gi"}
        wanted = {one["key"]: one["values"][0] for one in of_pool["spec"]["requirements"] if one["operator"] == "In"}
        name = f"{pool['metadata']['name']}-{self.made}"
        labels = {**wanted, **of_pool.get("metadata", {}).get("labels", {}), ZONE: zone, POOL: pool["metadata"]["name"], "kubernetes.io/hostname": name, MARK: ""}
        return {
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
            "spec": {"taints": of_pool["spec"].get("taints", [])}, "status": {"capacity": size, "allocatable": size},
        }

    def grow(self, zones, pools=None):
        """One more node of each pool in each of these zones."""
        nodes = [self.node(zone, pool) for zone in zones for pool in (pools or self.pools)]
        self.kubectl("create", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes}))
        self.kubectl("wait", "--for=condition=Ready", "--timeout=30s", *(f"node/{node['metadata']['name']}" for node in nodes))

    def nodes(self, zone=None):
        labels = f"{MARK},{ZONE}={zone}" if zone else MARK
        return json.loads(self.kubectl("get", "nodes", "--selector", labels, "--output", "json"))["items"]

    def names(self, zone=None):
        return [node["metadata"]["name"] for node in self.nodes(zone)]

    def zone_of(self):
        return {node["metadata"]["name"]: node["metadata"]["labels"][ZONE] for node in self.nodes()}

    def delete(self, names):
        if names:
            self.kubectl("delete", "node", *names)

    def drain(self, names, patience):
        """Evicts what runs there, as budgets allow, and removes the nodes; what it complains about."""
        # kubectl repeats a refused eviction each five seconds.
        done = self.kubectl.forgive("drain", *names, "--ignore-daemonsets", "--delete-emptydir-data", f"--timeout={patience}s")
        if done.returncode != 0:
            return done.stderr.strip().splitlines()[-1]
        self.delete(names)
        return ""

    def kill(self, zone):
        """Removes a zone's nodes and all that runs there at once."""
        names = set(self.names(zone))
        lost = [pod for pod in json.loads(self.kubectl("get", "--raw", "/api/v1/pods"))["items"] if pod["spec"].get("nodeName") in names]
        self.kubectl("delete", "node", "--wait=false", *names)
        metadata = [{name: pod["metadata"][name] for name in ("name", "namespace")} for pod in lost]
        items = [{"apiVersion": "v1", "kind": "Pod", "metadata": one} for one in metadata]
        if items:
            self.kubectl("delete", "--force", "--grace-period=0", "--wait=false", "-f", "-", data=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
