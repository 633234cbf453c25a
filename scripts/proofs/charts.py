"""Proves: helm accepts each local chart with its values, against the chart's strict schema, and renders objects from them.
Not: that Kubernetes accepts the objects, nor that a third-party chart accepts its values."""
from .common import ENTRY, PLATFORM_CHART, PLATFORM_LOCK, PLATFORM_VALUES, charts_of, facts, helm, missing_helm, parallel, run, template

missing = missing_helm


def prove(environments):
    def one(chart):
        problems = []
        if not chart.values.exists():
            return [f"{chart.values}: is missing, and the chart has no defaults"]
        code, text = run(helm(), "lint", "--strict", "--kube-version", chart.kubernetes, str(chart.folder), "-f", str(chart.values), *facts(chart))
        if code != 0:
            problems.append(f"{chart.folder}: helm lint: {text}")
        code, objects, errors = template(chart)
        if code != 0 or errors:
            problems.append(f"{chart.folder}: helm template: {errors}")
        elif "kind:" not in objects:
            problems.append(f"{chart.folder}: helm template: no object")
        return problems

    charts = [chart for environment in environments for chart in charts_of(environment)]
    without = [f"{environment}: no chart" for environment in environments if not charts_of(environment)]
    return f"{len(charts)} charts", without + parallel(one, charts)


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


POOLS = "helm/charts/platform/templates/nodepools.yaml"

CASES = [
    (case(lambda files: None), None),
    (values("maxPods:", "maxpods:"), "maxpods"),
    (values("- amd64", "- riscv64"), "architectures"),
    (values("minCpu: 4", 'minCpu: "4"'), "minCpu"),
    (values("volumesKey: alias/", "volumesKey: "), "volumesKey"),
    (case(lambda files: files.pop("helm/values/platform.yaml")), "is missing"),
    (case(lambda files: files.update({POOLS: files[POOLS] + "{{ .Values.nodes.pools.name.first }}"})), "helm template"),
    ({"gen.lock.json": PLATFORM_LOCK["gen.lock.json"]}, "no chart"),
    (ENTRY, None),
    (changed(ENTRY, "helm/values/entry.yaml", "STRICT", "DISABLE"), "mtls"),
    (changed(ENTRY, "helm/values/entry.yaml", "port: 8443", "port: 443"), "port"),
]
