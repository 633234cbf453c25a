//! Mistakes across the blueprints of a run.

/// A code, its message, its place, and the files of a run.
pub(crate) struct Run(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static [(&'static str, &'static str)],
);

const STAGING: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  account = \"123456789012\"\n}";
const PRODUCTION: &str = "platform \"shop\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.example\"\n  account = \"123456789012\"\n}\nsecurity {\n  trail = \"create\"\n}";
const AFTER: &str = "platform \"shop\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.example\"\n  after = \"../lower/staging.hcl\"\n}";
const CIRCLE: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  after = \"../upper/production.hcl\"\n}";

const DEPLOYS: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n}\naccess {\n  github {\n    repository = \"shop/platform\"\n    deploy_environment = \"deploy\"\n  }\n}";
const DEPLOYS_TOO: &str = "access {\n  runner = \"codebuild\"\n  github {\n    repository = \"shop/platform\"\n  deploy_environment = \"Deploy\"\n  }\n}\nplatform \"shop\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.example\"\n}";
const BELOW: &str = "platform \"all\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.b.example\"\n}";
const EXPOSES: &str = "platform \"all\" {\n  environment = \"test\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n}\nservice \"a\" {\n  port = 80\n  expose { host = \"p.b.example\" }\n}";

/// Every mistake.
pub(crate) const RUNS: &[Run] = &[
    Run(
        "GEN428",
        "two blueprints are named `shop-staging`",
        "b.hcl:1:10",
        &[("a.hcl", STAGING), ("b.hcl", STAGING)],
    ),
    Run(
        "GEN429",
        "two blueprints have the domain `b.example`",
        "b.hcl:4:12",
        &[("a.hcl", STAGING), ("b.hcl", STAGING)],
    ),
    Run(
        "GEN430",
        "two blueprints of account `123456789012` create `trail`",
        "b.hcl:8:11",
        &[("a.hcl", STAGING), ("b.hcl", PRODUCTION)],
    ),
    Run(
        "GEN430",
        "two blueprints of account `123456789012` create `provider`",
        "b.hcl:13:3",
        &[("a.hcl", STAGING), ("b.hcl", PRODUCTION)],
    ),
    Run(
        "GEN512",
        "two blueprints use the environment `Deploy` of `shop/platform`",
        "b.hcl:5:24",
        &[("a.hcl", DEPLOYS), ("b.hcl", DEPLOYS_TOO)],
    ),
    Run(
        "GEN512",
        "`p.b.example` is the domain of another blueprint",
        "a.hcl:8:19",
        &[("a.hcl", EXPOSES), ("b.hcl", BELOW)],
    ),
    Run(
        "GEN431",
        "the predecessor `lower/staging.hcl` cannot be read",
        "upper/production.hcl:5:11",
        &[("upper/production.hcl", AFTER)],
    ),
    Run(
        "GEN431",
        "`after` goes in a circle: `upper/production.hcl` comes after itself",
        "upper/production.hcl:5:11",
        &[("upper/production.hcl", AFTER), ("lower/staging.hcl", CIRCLE)],
    ),
];
