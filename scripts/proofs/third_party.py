"""Proves: each third-party chart that can be had here renders with the values that environments give it.
Not: the charts that cannot be had, of which `cargo test` checks only that they know every key of their values.
"""
import json

from .common import CACHE, ROOT, helm, missing_helm, on_path, parallel, run

CHARTS = CACHE / "charts-2"
VALUES = "helm/values/addons"


def missing():
    return missing_helm() + ([] if CHARTS.is_dir() else on_path(str(CHARTS), "make tools"))


def prove(environments):
    found = [file for environment in environments for file in sorted((environment / VALUES).glob("*.yaml"))]
    problems = parallel(rendered, [file for file in found if chart_of(file).is_dir()])
    names = sorted({file.stem for file in found})
    said = ", ".join(f"{name} {'rendered' if (CHARTS / name).is_dir() else 'keys only'}" for name in names)
    return f"{len(found)} values files: {said}", problems + ([] if found else ["no values file"])


def chart_of(values):
    return CHARTS / values.stem


def rendered(values):
    """What helm says against the values."""
    code, text = render(values)
    if code != 0:
        return [f"{values}: helm template: {text}"]
    return [] if "kind:" in text else [f"{values}: helm template: no object"]


def render(values, release=None, namespace="default"):
    """The exit code and the objects of a chart with an environment's values."""
    lock = values.parents[3] / "gen.lock.json"
    kubernetes = json.loads(lock.read_text())["versions"]["kubernetes"]
    return run(helm(), "template", release or values.stem, str(chart_of(values)), "--namespace", namespace, "-f", str(values),
               "--kube-version", f"{kubernetes}.0", "--skip-tests")


LOCK = {"gen.lock.json": '{"versions": {"kubernetes": "1.35"}}'}


def case(chart, edit=lambda text: text):
    text = (ROOT / f"generated/retail-production/{VALUES}/{chart}.yaml").read_text()
    return {**LOCK, f"{VALUES}/{chart}.yaml": edit(text)}


CASES = [
    (case("karpenter"), None),
    (case("karpenter", lambda text: text.replace("clusterName:", "clustername:")), "helm template"),
    (LOCK, "no values file"),
]
