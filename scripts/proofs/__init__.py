"""The proofs of scripts/conformance, one a file, in the order in which they run.

A proof is a module whose docstring says what it proves and what it cannot, with

    missing()            lines that say how to install the programs it needs and does not find
    prove(environments)  what it looked at, and the problems it found; or raises `Skipped`
    CASES                for the self-test: files of a small environment, and what the problem must
                         mention (None: there must be none)
"""
from . import (
    api_server, bootstrap, charts, checkov, emptying, formatting, iam, layers, placement, portable, pre_commit, random_trees, sarif, settings,
    third_party, validity, zones,
)

ORDER = (
    formatting, validity, settings, bootstrap, layers, emptying, placement, iam, checkov, charts, third_party, api_server, zones, portable, random_trees, sarif,
    pre_commit,
)
PROOFS = {proof.__name__.rsplit(".", 1)[1]: proof for proof in ORDER}
