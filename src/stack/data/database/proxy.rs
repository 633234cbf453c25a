//! RDS Proxy: keeps a pool of connections to a database and holds its clients through a failover.

use super::engine::Profile;
use super::{Surroundings, identifier};
use crate::ir::policy::{self, Statement};
use crate::ir::{Block, Expr, Module, Output, TerraformFile, Variable, list, template};
use crate::model::{Database, Platform, Tls};
use crate::stack::data::security_group::{group, rule};
use crate::stack::keys::{Here, Key, SHORT_LOGS, logs_use};
use crate::stack::layers::Call;

/// The module's folder, for databases of Aurora or of RDS.
pub(super) fn family(aurora: bool) -> &'static str {
    if aurora { "aurora-proxy" } else { "rds-proxy" }
}

/// What the files of the module refer to.
struct Proxy {
    here: Here,
    name: Variable,
    engine_family: Variable,
    password: Variable,
    port: Variable,
    require_tls: Variable,
    database: Variable,
    secret_arn: Variable,
    secret_key_arn: Variable,
    vpc_id: Variable,
    subnet_ids: Variable,
    nodes: Variable,
    database_group: Variable,
    logs_days: Variable,
    group: Block,
}

/// The argument that names the database.
fn target(aurora: bool) -> &'static str {
    if aurora { "db_cluster_identifier" } else { "db_instance_identifier" }
}

/// What a root passes for the proxy of one database.
pub(super) fn arguments(
    platform: &Platform,
    database: &Database,
    call: &Call,
    surroundings: &Surroundings,
) -> Vec<(&'static str, Expr)> {
    let profile = Profile::of(database.engine);
    let of_database = |name: &str| Expr::from(call.output(name));
    vec![
        ("name", identifier(platform, database).into()),
        ("engine_family", profile.protocol.into()),
        ("client_password_auth_type", profile.password.into()),
        ("port", of_database("port")),
        ("require_tls", (database.tls == Tls::Required).into()),
        (target(database.engine.aurora()), of_database("identifier")),
        ("secret_arn", of_database("secret_arn")),
        ("secret_key_arn", of_database("key_arn")),
        ("vpc_id", surroundings.vpc()),
        ("subnet_ids", surroundings.subnets()),
        ("node_security_group_id", surroundings.nodes()),
        ("database_security_group_id", of_database("security_group_id")),
        ("logs_days", platform.monitoring.logs_days.into()),
    ]
}

/// The module for databases of Aurora, whose readers have an endpoint of their own, or of RDS.
pub(super) fn module(platform: &Platform, aurora: bool) -> Module {
    let proxy = Proxy::new(aurora);
    let key = proxy.key();
    let logs = Block::resource("aws_cloudwatch_log_group", "this")
        .why("Before the proxy: a group that RDS makes itself is unencrypted and kept for ever.")
        .set("name", proxy.log_group())
        .set("retention_in_days", proxy.logs_days.address())
        .set("kms_key_id", key.arn())
        .skip_if(platform.monitoring.logs_days < 365, "CKV_AWS_338", SHORT_LOGS);
    let role = proxy.role();
    let block = proxy.proxy(&role, &logs);
    let [pool, target] = proxy.target(&block, aurora);
    let reader = aurora.then(|| proxy.reader(&block));
    let mut outputs = vec![
        Output::new("name", "Name of the proxy.", block.address().attr("name")),
        Output::new("host", "Host of the proxy.", block.address().attr("endpoint")),
    ];
    outputs.extend(reader.as_ref().map(|reader| {
        Output::new("reader", "Host of the proxy for readers.", reader.address().attr("endpoint"))
    }));
    let main = TerraformFile::new("main.tf")
        .blocks([proxy.here.identity.clone(), proxy.here.partition.clone()])
        .blocks([proxy.here.region.clone(), block, pool, target])
        .blocks(reader);
    let files = vec![
        main,
        TerraformFile::new("role.tf").blocks(role),
        TerraformFile::new("logs.tf").blocks(key.blocks()).block(logs),
        proxy.security_group(),
    ];
    let title = if aurora { "an Aurora cluster" } else { "an RDS instance" };
    Module {
        family: family(aurora).to_owned(),
        summary: format!(
            "An RDS Proxy before {title}: it shares few connections among many clients, and keeps \
             those through a failover. It reads the database's own secret, and no other."
        ),
        files,
        variables: proxy.variables(),
        outputs,
    }
}

impl Proxy {
    fn new(aurora: bool) -> Self {
        let string = |name: &str, description: &str| Variable::new(name, "string", description);
        let number = |name: &str, description: &str| Variable::new(name, "number", description);
        let name = string("name", "Name of the proxy and prefix of every name.");
        let vpc_id = string("vpc_id", "ID of the VPC.");
        let group_name = template([name.address().into(), "-db-proxy".into()]);
        let group = group(vpc_id.address(), &group_name, "Proxy of the database")
            .skip("CKV2_AWS_5", "attached to the proxy, a type that the check does not know");
        Self {
            here: Here::new(),
            engine_family: string("engine_family", "Protocol, MYSQL or POSTGRESQL."),
            password: string(
                "client_password_auth_type",
                "How clients prove their password to the proxy.",
            ),
            port: number("port", "Port of the database, and of the proxy."),
            require_tls: Variable::new(
                "require_tls",
                "bool",
                "Whether connections without TLS are refused.",
            ),
            database: string(target(aurora), "Identifier of the database."),
            secret_arn: string("secret_arn", "ARN of the administrator's secret."),
            secret_key_arn: string("secret_key_arn", "ARN of the key of that secret."),
            subnet_ids: Variable::new(
                "subnet_ids",
                "list(string)",
                "Subnets of the proxy, one a zone.",
            ),
            nodes: string(
                "node_security_group_id",
                "Security group of the cluster's nodes, which alone may connect.",
            ),
            database_group: string("database_security_group_id", "Security group of the database."),
            logs_days: number(
                "logs_days",
                "Days that logs are kept; a value that CloudWatch Logs accepts.",
            ),
            name,
            vpc_id,
            group,
        }
    }

    fn variables(self) -> Vec<Variable> {
        vec![
            self.name,
            self.engine_family,
            self.password,
            self.port,
            self.require_tls,
            self.database,
            self.secret_arn,
            self.secret_key_arn,
            self.vpc_id,
            self.subnet_ids,
            self.nodes,
            self.database_group,
            self.logs_days,
        ]
    }

    fn log_group(&self) -> Expr {
        template(["/aws/rds/proxy/".into(), self.name.address().into()])
    }

    fn key(&self) -> Key {
        let group = vec!["log-group:/aws/rds/proxy/".into(), self.name.address().into()];
        let alias = vec![self.name.address().into(), "-db-proxy".into()];
        let logs = logs_use(&self.here, self.here.arn("logs", group));
        Key::new(&self.here, "proxy", "Logs of the database's proxy", alias, vec![logs])
    }

    /// Trust, role, policy document, policy.
    fn role(&self) -> [Block; 4] {
        let trust = policy::document(
            "proxy_trust",
            [Statement::allow("Proxy", &["sts:AssumeRole"]).to("Service", ["rds.amazonaws.com"])],
        );
        let role = Block::resource("aws_iam_role", "proxy")
            .set("name", template([self.name.address().into(), "-db-proxy".into()]))
            .set("description", "Reads the secret of the database for its proxy")
            .set("assume_role_policy", trust.address().attr("json"));
        let secret = Statement::allow("ReadSecret", &["secretsmanager:GetSecretValue"])
            .on([self.secret_arn.address()]);
        let decrypt = Statement::allow("DecryptSecret", &["kms:Decrypt"])
            .on([self.secret_key_arn.address()])
            .when("StringEquals", "kms:ViaService", [self.here.endpoint("secretsmanager")]);
        let document = policy::document("proxy", [secret, decrypt]);
        let attached = Block::resource("aws_iam_role_policy", "proxy")
            .set("name", "read-secret")
            .set("role", role.address().attr("name"))
            .set("policy", document.address().attr("json"));
        [trust, role, document, attached]
    }

    fn proxy(&self, role: &[Block; 4], logs: &Block) -> Block {
        let auth = Block::nested("auth")
            .why("The same name and password as at the database itself.")
            .set("auth_scheme", "SECRETS")
            .set("secret_arn", self.secret_arn.address())
            .set("client_password_auth_type", self.password.address())
            .set("iam_auth", "DISABLED");
        Block::resource("aws_db_proxy", "this")
            .set("name", self.name.address())
            .set("engine_family", self.engine_family.address())
            .set("require_tls", self.require_tls.address())
            .set_because("debug_logging", false, "It would log each statement.")
            .set("role_arn", role[1].address().attr("arn"))
            .gap()
            .set("vpc_subnet_ids", self.subnet_ids.address())
            .set("vpc_security_group_ids", list([self.group.address().attr("id")]))
            .nest(auth)
            .gap()
            .set("depends_on", list([role[3].address(), logs.address()]))
    }

    fn target(&self, proxy: &Block, aurora: bool) -> [Block; 2] {
        let pool = Block::resource("aws_db_proxy_default_target_group", "this")
            .set("db_proxy_name", proxy.address().attr("name"))
            .nest(
                Block::nested("connection_pool_config")
                    .why("The rest is for people and migrations, which connect to the database.")
                    .set("max_connections_percent", 90),
            );
        let target = Block::resource("aws_db_proxy_target", "this")
            .set("db_proxy_name", proxy.address().attr("name"))
            .set("target_group_name", pool.address().attr("name"))
            .set(target(aurora), self.database.address());
        [pool, target]
    }

    fn reader(&self, proxy: &Block) -> Block {
        Block::resource("aws_db_proxy_endpoint", "reader")
            .set("db_proxy_name", proxy.address().attr("name"))
            .set("db_proxy_endpoint_name", template([self.name.address().into(), "-reader".into()]))
            .set("target_role", "READ_ONLY")
            .gap()
            .set("vpc_subnet_ids", self.subnet_ids.address())
            .set("vpc_security_group_ids", list([self.group.address().attr("id")]))
    }

    fn security_group(&self) -> TerraformFile {
        let own = || self.group.address().attr("id");
        let database = || self.database_group.address();
        let port = || self.port.address();
        TerraformFile::new("security_group.tf").block(self.group.clone()).blocks([
            rule(
                ("ingress", "nodes"),
                own(),
                self.nodes.address(),
                "Nodes and pods of the cluster",
                port(),
            ),
            rule(("egress", "database"), own(), database(), "The database", port()),
            rule(("ingress", "database"), database(), own(), "The database's proxy", port()),
        ])
    }
}
