"""What the proofs share: running programs, where tools lie, and what an environment consists of."""
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = Path(os.environ.get("TERRAFORM_OFFLINE", ROOT.parent / "shared/tools/terraform-offline"))
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "platform-gen"
LEFTOVERS = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate", "*.tfstate.*")
JOBS = 2

# Where the cases of the self-test put their files.
ROOT_FILE, MODULE_FILE = "terraform/eu-west-1/10-a/main.tf", "terraform/modules/a/main.tf"


class Skipped(Exception):
    """A proof that cannot run here; the text says what is missing."""


def run(*command, cwd=None):
    """The exit code and everything that the command printed."""
    done = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def parallel(function, items):
    """The problems that the function finds in each item, in the order of the items."""
    with ThreadPoolExecutor(JOBS) as pool:
        return [problem for found in pool.map(function, items) for problem in found]


def on_path(program, how):
    """The line that says how to get a program that is missing; nothing if it is there."""
    return [] if shutil.which(program) else [f"{Path(program).name} is missing: {how}"]


def terraform():
    return on_path("terraform", "https://developer.hashicorp.com/terraform/install")


def can_apply():
    return (OFFLINE / "apply_layers").exists()


def roots_of(environment):
    """The folders that have a state of their own, in order of layers."""
    folders = sorted((environment / "terraform").glob("*/*/"))
    return [folder for folder in folders if folder.parent.name != "modules"]


def modules_of(environment):
    return sorted((environment / "terraform/modules").glob("*/"))
