//! Aurora: a cluster, and its instances in a zone each.

use super::monitoring::Monitoring;
use super::parts::{Parts, UNPROTECTED, any_unprotected};
use crate::ir::expr::for_list;
use crate::ir::{Block, Module, Output, Ref, TerraformFile, Variable, call, list};
use crate::model::{Database, Engine, Platform};

/// The module of an engine, for these databases.
pub(super) fn module(platform: &Platform, engine: Engine, databases: &[&Database]) -> Module {
    let instances = Variable::new(
        "instances",
        "map(string)",
        "Identifier of each instance to its zone; the writer is one of them.",
    );
    let parts =
        Parts::new(platform, engine, instances, ("cluster", "aws_rds_cluster_parameter_group"));
    let monitoring = Monitoring::new(&parts);
    let cluster = cluster(&parts, any_unprotected(databases));
    let instances = instance(&parts, &cluster, &monitoring);
    let outputs = outputs(&parts, &cluster, &instances);
    let rotation = Parts::rotation(&cluster);
    let main = TerraformFile::new("main.tf").blocks(parts.sources()).blocks([
        parts.subnet_group.clone(),
        cluster,
        instances,
        rotation,
    ]);
    let (family, title) = (parts.profile.family, parts.profile.title);
    let (files, variables) = parts.finish();
    Module {
        family: family.to_owned(),
        summary: format!(
            "A cluster of {title}: a writer and readers, each in a zone of its own, any of which \
             can become the writer. Encrypted with a key of its own, reached by the cluster's nodes \
             only, with a password that RDS makes and rotates."
        ),
        files: [main].into_iter().chain(files).chain([monitoring.file()]).collect(),
        variables,
        outputs,
    }
}

fn cluster(parts: &Parts, unprotected: bool) -> Block {
    let block = Block::resource("aws_rds_cluster", "this")
        .skip(
            "CKV2_AWS_8",
            "RDS itself backs up continuously, to the days that the blueprint asks for",
        )
        .skip_if(
            parts.engine == Engine::AuroraMysql,
            "CKV_AWS_326",
            "continuous backups restore to a second beside the database, backtracking rewinds it",
        )
        .skip_if(unprotected, "CKV_AWS_139", UNPROTECTED)
        .set("cluster_identifier", parts.variables.name.address())
        .set("engine", parts.engine.name())
        .set("engine_version", parts.variables.engine_version.address())
        .set("database_name", parts.variables.database_name.address())
        .set("port", parts.profile.port);
    let block = parts
        .administrator(block, "master_username")
        .gap()
        .set("db_subnet_group_name", parts.subnet_group.address().attr("name"))
        .set("vpc_security_group_ids", list([parts.security_group.address().attr("id")]))
        .set("db_cluster_parameter_group_name", parts.parameter_group.address().attr("name"));
    let block = parts
        .encrypted(block)
        .gap()
        .set("backup_retention_period", parts.variables.backup_days.address())
        .set("preferred_backup_window", parts.variables.backup_window.address())
        .set("preferred_maintenance_window", parts.variables.maintenance_window.address());
    parts.observed(parts.guarded(block)).gap().set("depends_on", list([parts.logs.groups()]))
}

fn instance(parts: &Parts, cluster: &Block, monitoring: &Monitoring) -> Block {
    let from_cluster = |name: &str| cluster.address().attr(name);
    let insights = "the cluster turns it on for each of its instances, with its key";
    let block = Block::resource("aws_rds_cluster_instance", "this")
        .skip("CKV_AWS_226", "the version changes by a commit, so that environments do not differ")
        .skip("CKV_AWS_353", insights)
        .skip("CKV_AWS_354", insights)
        .set("for_each", parts.variables.size.address())
        .gap()
        .set("identifier", Ref::each_key())
        .set("cluster_identifier", from_cluster("cluster_identifier"))
        .set("engine", from_cluster("engine"))
        .set("instance_class", parts.variables.instance_class.address())
        .set("availability_zone", Ref::each_value())
        .set_because("promotion_tier", 1, "All are alike, so any may become the writer.")
        .set("publicly_accessible", false)
        .set("ca_cert_identifier", super::rds::AUTHORITY)
        .gap()
        .set("auto_minor_version_upgrade", false)
        .set("apply_immediately", false)
        .set("preferred_maintenance_window", parts.variables.maintenance_window.address())
        .set("copy_tags_to_snapshot", true)
        .gap();
    monitoring.on(block).gap().set("depends_on", list([monitoring.attachment.address()]))
}

fn outputs(parts: &Parts, cluster: &Block, instances: &Block) -> Vec<Output> {
    let attr = |name: &str| cluster.address().attr(name);
    let of_instances = |name: &str| {
        for_list("instance", instances.address(), Ref::iteration("instance").attr(name))
    };
    let mut outputs = vec![
        Output::new(
            "identifier",
            "Identifier of the cluster, known once its instances are there.",
            call("element", [of_instances("cluster_identifier"), 0.into()]),
        ),
        Output::new(
            "instance_identifiers",
            "Identifiers of the instances.",
            of_instances("identifier"),
        ),
        Output::new(
            "resource_id",
            "ID of the cluster in policies for IAM logins.",
            attr("cluster_resource_id"),
        ),
        Output::new("host", "Host of the writer.", attr("endpoint")),
        Output::new("reader", "Host of the readers.", attr("reader_endpoint")),
        Output::new("name", "The database that exists from the start.", attr("database_name")),
    ];
    outputs.extend(parts.outputs(cluster));
    outputs
}
