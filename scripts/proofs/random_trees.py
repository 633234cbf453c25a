"""Proves: Terraform reads what a sample of random blueprints gives, and would not reformat it. Not: that it means
anything; `make soak` draws ten thousand."""
import os

from .common import ROOT, on_path, run, terraform

CASES_DRAWN = "300"
TEST = "terraform::terraform_has_nothing_to_change_in_what_is_generated"


def missing():
    return terraform() + on_path("cargo", "https://rustup.rs")


def prove(_environments):
    environment = {"PROPTEST_CASES": CASES_DRAWN, "PROPTEST_RNG_SEED": "1", **os.environ}
    settings = [f"{name}={environment[name]}" for name in ("PROPTEST_CASES", "PROPTEST_RNG_SEED")]
    code, text = run("env", *settings, "cargo", "test", "--release", "--locked", "--quiet", "--test", "properties",
                     "--", "--ignored", "--exact", TEST, cwd=ROOT)
    ran = "1 passed" in text
    return f"{environment['PROPTEST_CASES']} blueprints", [] if code == 0 and ran else [text]


# The proof of formatting shows what Terraform objects to: nothing of an environment goes into this one.
CASES = []
