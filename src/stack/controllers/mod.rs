//! Roles of controllers that need nothing of a later layer, in 20-cluster: external-secrets, and
//! the issuer of an ACM Private CA where the mesh has one.

mod external_secrets;
mod private_ca;

use super::keys::Here;
use super::layers::{Call, Layer};
use super::pod_identity::{Controller, Duty};
use crate::ir::{Expr, Module, Output, TerraformFile, Variable};
use crate::model::{Authority, Platform};

/// The modules, of which only the mesh's authority may be left out.
pub(super) struct Controllers {
    external_secrets: Module,
    private_ca: Option<(Module, String)>,
}

/// The modules of a platform.
pub(super) fn modules(platform: &Platform) -> Controllers {
    let private_ca = match &platform.mesh.ca {
        Authority::Acm(arn) => Some((private_ca::module(), arn.clone())),
        Authority::Generated | Authority::Secret(_) => None,
    };
    Controllers { external_secrets: external_secrets::module(), private_ca }
}

impl Controllers {
    /// Calls the modules in the layer of the cluster.
    pub(super) fn add_to(&self, layer: &mut Layer, platform: &Platform, cluster: &Call) {
        let name = || Expr::from(cluster.output("cluster_name"));
        let arguments = external_secrets::arguments(platform, name());
        let call = layer.call(&self.external_secrets, arguments);
        layer.output(Output::new(
            "external_secrets_role_arn",
            "ARN of the role of external-secrets, the only one that may assume readers.",
            call.output("role_arn"),
        ));
        if let Some((module, authority)) = &self.private_ca {
            layer.call(module, private_ca::arguments(platform, name(), authority));
        }
    }

    pub(super) fn into_modules(self) -> impl Iterator<Item = Module> {
        [self.external_secrets].into_iter().chain(self.private_ca.map(|(module, _)| module))
    }
}

/// What a module with one controller is made of.
struct Role {
    here: Here,
    cluster_name: Variable,
    /// Of the role.
    name: Variable,
}

impl Role {
    fn new() -> Self {
        Self {
            here: Here::new(),
            cluster_name: Variable::new("cluster_name", "string", "Name of the cluster."),
            name: Variable::new("role_name", "string", "Name of the role."),
        }
    }

    fn controller(&self, duty: Duty<'_>) -> Controller {
        Controller::new(&self.here, &self.cluster_name, duty)
    }

    /// The only file of the module.
    fn file(here: Here, controller: Controller) -> TerraformFile {
        TerraformFile::new("main.tf")
            .blocks([here.identity, here.partition, here.region])
            .blocks(controller.blocks())
    }
}
