"""Proves: helm accepts each local chart with its values, the chart of services with each of theirs, against the chart's strict schema, and renders objects from them.
Not: that Kubernetes accepts the objects, nor that a third-party chart accepts its values."""
from .common import ENTRY, PLATFORM_CHART, PLATFORM_LOCK, PLATFORM_VALUES, SERVICE_CHART, charts_of, helm, missing_helm, parallel, run, service_values, template

missing = missing_helm


def prove(environments):
    def one(chart):
        problems = []
        if not chart.values.exists():
            return [f"{chart.values}: is missing, and the chart has no defaults"]
        code, text = run(helm(), "lint", "--strict", "--namespace", chart.namespace, "--kube-version", chart.kubernetes, str(chart.folder), "-f", str(chart.values), *chart.later)
        if code != 0:
            problems.append(f"{chart}: helm lint: {text}")
        code, objects, errors = template(chart)
        if code != 0 or errors:
            problems.append(f"{chart}: helm template: {errors}")
        elif "kind:" not in objects:
            problems.append(f"{chart}: helm template: no object")
        return problems

    charts = [chart for environment in environments for chart in charts_of(environment)]
    without = [f"{environment}: no chart" for environment in environments if not charts_of(environment)]
    return f"{len(charts)} charts with values", without + parallel(one, charts)


def case(edit):
    files = {**PLATFORM_CHART, **PLATFORM_VALUES, **PLATFORM_LOCK}
    edit(files)
    return files


def changed(files, path, old, new):
    assert old in files[path], old
    return {**files, path: files[path].replace(old, new)}


def values(old, new):
    name = "helm/values/platform.yaml"
    return case(lambda files: files.update({name: files[name].replace(old, new)}))


def service(*edits, name="services/ui"):
    """The chart of services with one values file, in which texts are replaced."""
    files = {**SERVICE_CHART, **service_values(name), **PLATFORM_LOCK}
    path = f"helm/values/{name}.yaml"
    for old, new in edits:
        assert old in files[path], old
        files[path] = files[path].replace(old, new)
    return files


POOLS = "helm/charts/platform/templates/nodepools.yaml"
# Names a secret that no layer made; quoted, so that it gets no stand-in.
UNKNOWN = """externalSecrets: [{name: web, namespace: web, spec: {refreshInterval: 5m, target: {name: web, creationPolicy: Owner}},
  data: [{secretKey: A, store: secrets, secret: "cache_lost"}]}]"""

CASES = [
    (case(lambda files: None), None),
    (values("maxPods:", "maxpods:"), "maxpods"),
    (values("- amd64", "- riscv64"), "architectures"),
    (values("minCpu: 4", 'minCpu: "4"'), "minCpu"),
    (values("volumesKey: alias/", "volumesKey: "), "volumesKey"),
    (values("podSelector: {}", "podSelector: {matchLabels: {a: b}}"), "networkPolicies"),
    (values("protocol: UDP", "protocol: ANY"), "networkPolicies"),
    (values("externalSecrets: []", UNKNOWN), "facts.secretNames.cache_lost is missing"),
    (case(lambda files: files.pop("helm/values/platform.yaml")), "is missing"),
    (case(lambda files: files.update({POOLS: files[POOLS] + "{{ .Values.nodes.pools.name.first }}"})), "helm template"),
    ({"gen.lock.json": PLATFORM_LOCK["gen.lock.json"]}, "no chart"),
    (ENTRY, None),
    (changed(ENTRY, "helm/values/entry.yaml", "STRICT", "DISABLE"), "mtls"),
    (changed(ENTRY, "helm/values/entry.yaml", "port: 8443", "port: 443"), "port"),
    (service(), None),
    (service(name="portable/ui"), None),
    (service(("drainSeconds:", "drainseconds:")), "drainseconds"),
    (service(("  gateway:", "  Gateway:")), "Gateway"),
    (service(("strategy: rolling", "strategy: blue-green"), name="portable/ui"), "missing property 'mesh'"),
    (service(("user: 1000", "user: 0")), "user"),
    (service(("name: ui", "name: uis")), "namespace of its own name"),
    (service(("  repository: public.ecr.aws/aws-containers/retail-store-sample-ui", "  name: shop/ui\n  repository: ui")), "oneOf"),
]
