//! Warnings, which stop nothing: GEN500 and up.

use super::{Rule, rule};

/// The rules of this part.
pub(super) const RULES: &[Rule] = &[
    rule(
        "GEN501",
        "output not generated yet",
        "The block is checked, so that the blueprint stays valid, but nothing is generated for it yet.",
        "Nothing is to be done.",
    ),
    rule(
        "GEN502",
        "standby region not generated yet",
        "The region is checked, but nothing is generated in it yet.",
        "Nothing is to be done.",
    ),
    rule(
        "GEN503",
        "database accepts plain connections",
        "Whoever listens on the network can read them.",
        "Remove `tls` once every client speaks TLS.",
    ),
    rule(
        "GEN504",
        "Kubernetes version near its end",
        "Standard support ends within 90 days of the built-in table's date.",
        "Plan the upgrade.",
    ),
    rule(
        "GEN505",
        "copies leave the jurisdiction",
        "The region is the only one of its jurisdiction, so the built-in place for copies of state and backups lies in another.",
        "Write `copies` with the region that you want.",
    ),
    rule(
        "GEN506",
        "mesh accepts plain connections",
        "Whoever is not in the mesh can talk to a service without showing who it is.",
        "Remove `mtls` once every client is in the mesh.",
    ),
];
