//! RDS: an instance with a standby in another zone.

use super::monitoring::Monitoring;
use super::parts::{Parts, UNPROTECTED, any_unprotected};
use crate::ir::{Block, Module, Output, TerraformFile, Variable, list, object, template};
use crate::model::{Database, Engine, Platform};

/// The certificate authority of all databases, valid until 2061.
pub(super) const AUTHORITY: &str = "rds-ca-rsa2048-g1";

/// The module of an engine, for these databases.
pub(super) fn module(platform: &Platform, engine: Engine, databases: &[&Database]) -> Module {
    let storage = Variable::new(
        "storage",
        "object({ allocated = number, maximum = number })",
        "GiB at the start, and to which the volume may grow; a maximum of 0 keeps it as it is.",
    );
    let parts = Parts::new(platform, engine, storage, ("instance", "aws_db_parameter_group"));
    let monitoring = Monitoring::new(&parts);
    let options = (engine == Engine::Mysql).then(|| audit(&parts));
    let plain = databases.iter().any(|database| database.tls == crate::model::Tls::Optional);
    let instance = instance(&parts, &monitoring, options.as_ref())
        .skip_if(any_unprotected(databases), "CKV_AWS_293", UNPROTECTED)
        .skip_if(
            plain,
            "CKV2_AWS_69",
            "the blueprint accepts plain connections to a database of it",
        );
    let outputs = outputs(&parts, &instance);
    let rotation = Parts::rotation(&instance);
    let main = TerraformFile::new("main.tf").blocks(parts.sources()).blocks([
        parts.subnet_group.clone(),
        instance,
        rotation,
    ]);
    let (family, title) = (parts.profile.family, parts.profile.title);
    let (files, variables) = parts.finish();
    let options = options.map(|group| TerraformFile::new("options.tf").block(group));
    Module {
        family: family.to_owned(),
        summary: format!(
            "An instance of {title} with a standby in another zone, which takes over by itself. \
             Encrypted with a key of its own, reached by the cluster's nodes only, with a password \
             that RDS makes and rotates."
        ),
        files: [main].into_iter().chain(files).chain(options).chain([monitoring.file()]).collect(),
        variables,
        outputs,
    }
}

fn instance(parts: &Parts, monitoring: &Monitoring, options: Option<&Block>) -> Block {
    let storage = || parts.variables.size.address();
    let block = Block::resource("aws_db_instance", "this")
        .skip("CKV_AWS_226", "the version changes by a commit, so that environments do not differ")
        .set("identifier", parts.variables.name.address())
        .set("engine", parts.engine.name())
        .set("engine_version", parts.variables.engine_version.address())
        .set("instance_class", parts.variables.instance_class.address())
        .set("multi_az", true)
        .set("db_name", parts.variables.database_name.address())
        .set("port", parts.profile.port);
    let block = parts
        .administrator(block, "username")
        .gap()
        .set("db_subnet_group_name", parts.subnet_group.address().attr("name"))
        .set("vpc_security_group_ids", list([parts.security_group.address().attr("id")]))
        .set("publicly_accessible", false)
        .set("ca_cert_identifier", AUTHORITY)
        .set("parameter_group_name", parts.parameter_group.address().attr("name"));
    let block = match options {
        Some(group) => block.set("option_group_name", group.address().attr("name")),
        None => block,
    };
    let block = block
        .gap()
        .set("storage_type", "gp3")
        .set("allocated_storage", storage().attr("allocated"))
        .set("max_allocated_storage", storage().attr("maximum"));
    let block = parts
        .encrypted(block)
        .gap()
        .set("backup_retention_period", parts.variables.backup_days.address())
        .set("backup_window", parts.variables.backup_window.address())
        .set("maintenance_window", parts.variables.maintenance_window.address())
        .set("auto_minor_version_upgrade", false);
    let block = parts.observed(parts.guarded(block));
    monitoring
        .on(block)
        .gap()
        .set("depends_on", list([parts.logs.groups(), monitoring.attachment.address()]))
}

/// The audit log of MySQL is a plugin, which comes by an option group.
fn audit(parts: &Parts) -> Block {
    let events = Block::nested("option_settings")
        .why("Logins, grants and changes of the schema; not the data itself.")
        .set("name", "SERVER_AUDIT_EVENTS")
        .set("value", "CONNECT,QUERY_DCL,QUERY_DDL");
    Block::resource("aws_db_option_group", "this")
        .set_because(
            "name_prefix",
            template([parts.variables.name.address().into(), "-".into()]),
            "A new major version needs a new group before the old one goes.",
        )
        .set("engine_name", parts.engine.name())
        .set("major_engine_version", parts.variables.major_version.address())
        .set("option_group_description", "Audit log")
        .set_because(
            "skip_destroy",
            parts.variables.protect.address(),
            "Snapshots need their group, and the final one stays.",
        )
        .gap()
        .set("tags", object([("Name", parts.variables.name.address())]))
        .nest(Block::nested("option").set("option_name", "MARIADB_AUDIT_PLUGIN").nest(events))
        .nest(Block::nested("lifecycle").set("create_before_destroy", true))
}

fn outputs(parts: &Parts, instance: &Block) -> Vec<Output> {
    let attr = |name: &str| instance.address().attr(name);
    let mut outputs = vec![
        Output::new("identifier", "Identifier of the instance.", attr("identifier")),
        Output::new(
            "instance_identifiers",
            "Identifier of the instance, as a list.",
            list([attr("identifier")]),
        ),
        Output::new(
            "resource_id",
            "ID of the instance in policies for IAM logins.",
            attr("resource_id"),
        ),
        Output::new("host", "Host of the instance that is active.", attr("address")),
        Output::new("name", "The database that exists from the start.", attr("db_name")),
    ];
    outputs.extend(parts.outputs(instance));
    outputs
}
