"""Proves: `make bootstrap` ends with the state in the bucket, also when it was broken off after any of its
steps and when it is repeated, and refuses a bucket whose state is lost or cannot be read; `make destroy`
refuses a protected cluster and who does not confirm, and otherwise goes through the layers in reverse.
Not: what the bootstrap creates, which a resource without a provider stands for, nor AWS itself: moto answers.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from .common import CACHE, ROOT, on_path, parallel, terraform

MOTO = os.environ.get("MOTO_SERVER", str(CACHE / "moto-5.2.5/bin/moto_server"))
GUARD = "describe-cluster"
STEPS = 4  # the runs of Terraform before the one that looks whether the state arrived

# Stands before Terraform: makes the bucket where the real bootstrap would have, and breaks off.
WRAPPER = """#!{python}
import os, subprocess, sys, urllib.request
runs = os.path.join(os.environ["SCRATCH"], "runs")
open(runs, "a").write(" ".join(sys.argv[1:]) + "\\n")
code = subprocess.call(["terraform", *sys.argv[1:]])
if "apply" in sys.argv and code == 0:
    open_url = urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open
    open_url(urllib.request.Request(os.environ["BUCKET"], data={body!r}, method="PUT"))
sys.exit(1 if len(open(runs).readlines()) == int(os.environ["BREAK"]) else code)
"""
BODY = b"<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>"
RECORDER = '#!/bin/sh\necho "$@" >> "$SCRATCH/runs"\n'
PLACEHOLDER = 'resource "terraform_data" "this" {\n  input = "a"\n}\n'


def missing():
    return terraform() + on_path(MOTO, "make tools") + on_path("make", "your distribution has it")


def prove(environments):
    # Makefiles differ in names only.
    return f"{environments[0].name}, broken off after {STEPS} steps", environment(environments[0])


def environment(source):
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        case = Case(source, Path(scratch))
        for scenario in (interrupted, lost, unreadable, destroyed):
            problems += [f"{source}: {problem}" for problem in scenario(case)]
    return problems


class Case:
    """A copy of an environment whose bootstrap needs no provider, and how to run its Makefile."""

    def __init__(self, source, scratch):
        self.source, self.scratch = source, scratch
        self.makefile = (source / "Makefile").read_text()
        self.root = source / re.search(r"^BOOTSTRAP := (\S+)", self.makefile, re.MULTILINE)[1]
        backend = (self.root / "backend.tf").read_text()
        self.bucket = re.search(r'bucket\s*= "(.*?)"', backend)[1]
        self.key = re.search(r'\bkey\s*= "(.*?)"', backend)[1]
        self.name = re.search(r"--name (\S+)", self.makefile)[1]
        account = re.search(r'allowed_account_ids\s*= \["(\d+)"', backend)
        self.account = account[1] if account else "123456789012"

    def fresh(self, name):
        folder = self.scratch / name
        root = folder / self.root.relative_to(self.source)
        root.mkdir(parents=True)
        shutil.copy(self.source / "Makefile", folder)
        shutil.copy(self.root / "backend.tf", root)
        (root / "main.tf").write_text(PLACEHOLDER)
        return folder, root

    def make(self, folder, target, program, **more):
        """The exit code and text of a target, with a program in place of Terraform."""
        script = folder / "program"
        script.write_text(program)
        script.chmod(0o755)
        (folder / "runs").unlink(missing_ok=True)
        variables = {**os.environ, "TERRAFORM": str(script), "SCRATCH": str(folder), "BREAK": "0",
                     "TF_CLI_ARGS_apply": "-auto-approve -input=false", **more}
        done = subprocess.run(["make", "-e", target], cwd=folder, env=variables, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, done.stdout.strip()

    def bootstrap(self, folder, url, broken_off=0):
        wrapper = WRAPPER.format(python=sys.executable, body=BODY)
        return self.make(folder, "bootstrap", wrapper, BREAK=str(broken_off), BUCKET=f"{url}/{self.bucket}", **reach(url))

    def state(self, url):
        """The state in the bucket; none where there is none."""
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=offline/20000101/eu-central-1/s3/aws4_request"}
        try:
            return json.loads(fetch(f"{url}/{self.bucket}/{self.key}", headers=signed))
        except urllib.error.HTTPError:
            return None


def interrupted(case):
    """Broken off after each step, then run again until it ends, then once more."""
    for step in range(1, STEPS + 1):
        with moto(case.account, case.scratch) as url:
            folder, root = case.fresh(f"broken-off-{step}")
            code, text = case.bootstrap(folder, url, broken_off=step)
            if code == 0 and step > 1:
                yield f"broken off after step {step}, it ends as if it were whole:\n{text}"
            known = created(root / "bootstrap.tfstate") or identity(case.state(url))
            # As `kill -9` leaves it.
            (root / "bootstrap_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
            for attempt in ("resumed", "repeated"):
                code, text = case.bootstrap(folder, url)
                found = identity(case.state(url))
                known = known or found
                left = sorted(file.name for file in root.glob("bootstrap*"))
                if code != 0:
                    yield f"broken off after step {step} and {attempt}, it fails:\n{text}"
                elif not found or found != known:
                    yield f"broken off after step {step} and {attempt}, the bucket's state has {found}, not {known}"
                elif left:
                    yield f"broken off after step {step} and {attempt}, it leaves {', '.join(left)}"


def lost(case):
    """The bucket is there, but nobody has its state."""
    with moto(case.account, case.scratch) as url:
        folder, root = case.fresh("lost")
        fetch(f"{url}/{case.bucket}", data=BODY, method="PUT")
        code, text = case.bootstrap(folder, url)
        runs = (folder / "runs").read_text()
        if code == 0 or "holds its state" not in text or "apply" in runs:
            yield f"a bucket whose state is lost is not refused:\n{text}"
        if list(root.glob("bootstrap*")):
            yield "a bucket whose state is lost leaves files behind"


def unreadable(case):
    """AWS answers something else than that there is no bucket, or no state: nobody may go on from there."""
    for name, program in UNREADABLE.items():
        folder, root = case.fresh(name.replace(" ", "-"))
        (root / "bootstrap.tfstate").write_text("{}")
        code, text = case.make(folder, "bootstrap", program)
        if code == 0 or "AccessDenied" not in text or "apply" in (folder / "runs").read_text():
            yield f"a bucket with {name} is not refused:\n{text}"
        if not (root / "bootstrap.tfstate").exists():
            yield f"a bucket with {name} costs the local state"


UNREADABLE = {
    "no access": RECORDER + "echo AccessDenied >&2; exit 1\n",
    "an unreadable state": RECORDER + '[ "$1" = init ] || { echo AccessDenied >&2; exit 1; }\n',
}

ANSWERS = [
    ("echo False", True),
    ("echo 'An error occurred (ResourceNotFoundException) when calling DescribeCluster' >&2; exit 254", True),
    ("echo True", False),
    ("echo 'An error occurred (AccessDeniedException) when calling DescribeCluster' >&2; exit 254", False),
    ("exit 127", False),
]


def destroyed(case):
    """What AWS may say of the cluster's protection."""
    layers = re.search(r"^LAYERS :=(.*)", case.makefile, re.MULTILINE)[1].split()
    expected = [f"-chdir={layer} {step}" for layer in reversed(layers) for step in ("init -input=false", "destroy")]
    for number, (answer, may) in enumerate(ANSWERS):
        folder, _ = case.fresh(f"destroyed-{number}")
        cli = folder / "aws"
        cli.write_text(f"#!/bin/sh\n{answer}\n")
        cli.chmod(0o755)
        code, text = case.make(folder, "destroy", RECORDER, AWS=str(cli), KUBECTL="true", CONFIRM=case.name)
        runs = (folder / "runs").read_text().splitlines() if (folder / "runs").exists() else []
        if may and (code != 0 or runs != expected):
            yield f"destroy, where the answer is `{answer}`, runs {runs}:\n{text}"
        elif not may and (code == 0 or runs):
            yield f"destroy is not refused where the answer is `{answer}`"
    cli.write_text("#!/bin/sh\necho False\n")
    code, text = case.make(folder, "destroy", RECORDER, AWS=str(cli), KUBECTL="true")
    if code == 0 or "Type its name" not in text:
        yield f"destroy goes on although nobody confirmed:\n{text}"


def created(file):
    return identity(json.loads(file.read_text())) if file.exists() and file.stat().st_size else None


def identity(state):
    """The ID of what was created: another one means that it was created twice."""
    return next((one["attributes"]["id"] for resource in (state or {}).get("resources", [])
                 for one in resource["instances"]), None)


def fetch(url, **more):
    # What the machine's own proxy settings say must not matter.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, **more), timeout=30) as answer:
        return answer.read()


def reach(url):
    """Terraform names buckets as hosts, which no loopback address has; a proxy needs no address."""
    names = {"HTTP_PROXY": url, "http_proxy": url, "NO_PROXY": "", "no_proxy": "",
             "AWS_ACCESS_KEY_ID": "offline", "AWS_SECRET_ACCESS_KEY": "offline", "AWS_EC2_METADATA_DISABLED": "true",
             "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_MAX_ATTEMPTS": "2"}
    hosts = {f"AWS_ENDPOINT_URL_{service}": f"http://{service.lower()}.eu-central-1.amazonaws.com"
             for service in ("S3", "STS", "KMS")}
    return names | hosts


@contextmanager
def moto(account, scratch):
    """A server that answers as AWS would, on loopback; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with open(scratch / "moto.log", "a") as log:
        server = subprocess.Popen([MOTO, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log,
                                  env={**os.environ, "MOTO_ACCOUNT_ID": account})
    try:
        for _ in range(200):
            try:
                fetch(f"{url}/moto-api/data.json")
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


def cases():
    """The Makefile of a committed environment, as it is and with its safeguards taken out one by one."""
    found = [file for file in sorted((ROOT / "generated").glob("*/Makefile")) if GUARD in file.read_text()]
    for file in found[:1]:
        makefile = file.read_text()
        root = re.search(r"^BOOTSTRAP := (\S+)", makefile, re.MULTILINE)[1]
        backend = {f"{root}/backend.tf": (file.parent / root / "backend.tf").read_text()}
        yield {"Makefile": makefile} | backend, None
        broken = [
            ("elif [ ! -s bootstrap.tfstate ]; then", "elif false; then", "is lost is not refused"),
            ("rm -f bootstrap_override.tf; \\", ": ; \\", "it fails"),
            ("lift that.'; exit 1", "lift that.'", "destroy is not refused"),
            ("state pull >/dev/null; ", "state pull >/dev/null || true; ", "an unreadable state is not refused"),
        ]
        for text, instead, problem in broken:
            yield {"Makefile": makefile.replace(text, instead, 1)} | backend, problem


CASES = list(cases())
