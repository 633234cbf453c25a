"""Proves: pre-commit builds the hooks from this repository; both they and those of `gen init` stop a commit with an
invalid blueprint or a drifted tree, say why, and let a sound one pass. Not: that pre-commit finds a published release."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .common import CACHE, ROOT, on_path

PROGRAM = os.environ.get("PRE_COMMIT", str(CACHE / "pre-commit-4.7.0/bin/pre-commit"))
GEN = ROOT / "target/release/gen"
BLUEPRINT, TREE = "blueprints/demo.hcl", "generated/demo-staging/Makefile"


def missing():
    found = on_path("git", "https://git-scm.com/downloads") + on_path("cargo", "https://rustup.rs")
    built = [] if GEN.exists() else ["target/release/gen is missing: cargo build --release --locked"]
    return found + on_path(PROGRAM, "make tools") + built


def prove(_environments):
    with tempfile.TemporaryDirectory() as work:
        clone = snapshot(Path(work, "gen"))
        problems = []
        for name, config in (("gen init", None), ("the repository", revision(clone))):
            problems += [f"{name}: {problem}" for problem in stops(Path(work, name.replace(" ", "-")), config)]
        return "2 configurations, a sound commit and 2 bad ones each", problems


def snapshot(folder):
    """A repository with what pre-commit builds from, as it is in the work tree."""
    for part in ("src", "Cargo.toml", "Cargo.lock", ".pre-commit-hooks.yaml", "README.md"):
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    commit(folder)
    return folder


def revision(clone):
    """The configuration of those who take the hooks from the repository."""
    head = git(clone, "rev-parse", "HEAD")[1].strip()
    hooks = "".join(f"      - id: {name}\n" for name in ("gen-validate", "gen-check"))
    return f"repos:\n  - repo: {clone}\n    rev: {head}\n    hooks:\n{hooks}"


def stops(folder, config):
    """What is wrong with the hooks of a configuration; without one, of the one that `gen init` wrote."""
    folder.mkdir()
    for arguments in (["init", "demo"], []):
        subprocess.run([GEN, *arguments], cwd=folder, check=True, capture_output=True)
    if config:
        (folder / ".pre-commit-config.yaml").write_text(config)
    commit(folder)
    problems = expect(folder, "a sound commit", 0, ["gen validate", "gen check", "Passed"])
    text = (folder / BLUEPRINT).read_text()
    (folder / BLUEPRINT).write_text(text.replace("owner", "onwer"))
    problems += expect(folder, "an invalid blueprint", 1, ["error[GEN102]", "did you mean `owner`?", f"{BLUEPRINT}:5:3"])
    (folder / BLUEPRINT).write_text(text)
    (folder / TREE).write_text("# edited\n")
    return problems + expect(folder, "a drifted tree", 1, [f"[!] {TREE}", "repair with: gen --force", "-# edited"])


def expect(folder, case, code, words):
    """Runs the hooks on what is staged."""
    git(folder, "add", "--all")
    # The hooks build with what is built already, and with the crates that are cached.
    environment = {
        **os.environ,
        "PATH": f"{GEN.parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(folder.parent / "home"),
        "CARGO_TARGET_DIR": str(ROOT / "target"),
    }
    done = subprocess.run([PROGRAM, "run", "--color", "never", "--all-files"], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    absent = [word for word in words if word not in done.stdout]
    if done.returncode == code and not absent:
        return []
    return [f"{case}: exit code {done.returncode}, without {absent}: {done.stdout}"]


def git(folder, *arguments):
    settings = ["-c", "user.name=gen", "-c", "user.email=gen@localhost", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, text=True, capture_output=True)
    return done.returncode, done.stdout


def commit(folder):
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--no-verify", "-m", "A start"]):
        git(folder, *arguments)


# The proof itself shows that it can stop: nothing of an environment goes into it.
CASES = []
