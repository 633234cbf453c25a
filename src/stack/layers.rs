//! What every root has: its state in the bucket, its provider, the states of earlier layers, and
//! the modules that it calls.

use crate::ir::{Block, Expr, Module, Output, Ref, Root, TerraformFile, call, list, object};
use crate::model::{Identity, Platform, names};
use std::collections::BTreeMap;

/// `PREFIX-state-` and 8 hexadecimal digits of the domain's SHA-256: known before anything exists,
/// and not taken by somebody else's platform of the same name.
pub(super) fn state_bucket(platform: &Platform) -> String {
    format!("{}-state-{}", platform.prefix(), names::digest(&platform.domain, 8))
}

/// The alias of the key that encrypts the state.
pub(super) fn state_key_alias(platform: &Platform) -> String {
    format!("alias/{}-state", platform.prefix())
}

/// Where a layer's state lies in the bucket.
fn state_key(region: &str, layer: &str) -> String {
    format!("{region}/{layer}.tfstate")
}

/// A root of the primary region while it is put together.
pub(super) struct Layer {
    root: Root,
    states: Vec<Block>,
    calls: Vec<Block>,
    moved: Vec<Block>,
}

/// An earlier layer, as a later one reads it.
pub(super) struct Earlier {
    state: Block,
    layer: String,
    outputs: Vec<String>,
}

/// A module call of a root.
pub(super) struct Call {
    /// The name of the call.
    name: String,
    family: String,
    outputs: Vec<Output>,
}

impl Layer {
    /// An empty layer, such as `10-network`.
    pub(super) fn new(platform: &Platform, layer: &str) -> Self {
        let region = platform.region.name.clone();
        let root = Root {
            backend: backend(platform, &region, layer),
            providers: vec![provider(platform)],
            files: Vec::new(),
            layer: layer.to_owned(),
            region,
            outputs: Vec::new(),
        };
        Self { root, states: Vec::new(), calls: Vec::new(), moved: Vec::new() }
    }

    /// Reads the outputs of an earlier layer, whose number its name leaves out.
    pub(super) fn read(&mut self, root: &Root) -> Earlier {
        let name = root.layer.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        let wanted = ["bucket", "key", "region"];
        let config = root.backend.iter().filter(|(key, _)| wanted.contains(&key.as_str()));
        let state = Block::data("terraform_remote_state", name)
            .set("backend", "s3")
            .gap()
            .set("config", object(config.map(|(key, value)| (key, value.clone()))));
        self.states.push(state.clone());
        let outputs = root.outputs.iter().map(|output| output.name.clone()).collect();
        Earlier { state, layer: root.layer.clone(), outputs }
    }

    /// Makes it a layer that installs charts: the Helm provider takes the place of AWS', whose facts
    /// come from earlier layers' states alone. It logs in anew for each run: a token from a data
    /// source would end in the state, and expire during long applies.
    pub(super) fn install_charts(&mut self, cluster: &Earlier) {
        let region = self.root.region.clone();
        let login = [
            Expr::from("eks"),
            "get-token".into(),
            "--region".into(),
            region.into(),
            "--cluster-name".into(),
            cluster.output("cluster_name").into(),
        ];
        let exec = object([
            ("api_version", "client.authentication.k8s.io/v1".into()),
            ("command", "aws".into()),
            ("args", list(login)),
        ]);
        let authority = cluster.output("cluster_certificate_authority");
        let kubernetes = object([
            ("host", Expr::from(cluster.output("cluster_endpoint"))),
            ("cluster_ca_certificate", call("base64decode", [authority.into()])),
            ("exec", exec),
        ]);
        let provider = Block::new("provider", &["helm"]).set("kubernetes", kubernetes);
        self.root.providers = vec![provider];
    }

    /// Adds AWS' provider to a layer that installs charts, for what no earlier layer knows.
    pub(super) fn ask_aws(&mut self, platform: &Platform) {
        self.root.providers.insert(0, provider(platform));
    }

    /// Adds a theme file, which stands beside `main.tf`.
    pub(super) fn file(&mut self, file: TerraformFile) {
        self.root.files.push(file);
    }

    /// Calls a module that the layer has once; `arguments` stand in the order of its variables.
    pub(super) fn call(&mut self, module: &Module, arguments: Vec<(&str, Expr)>) -> Call {
        self.call_as(&module.family, module, arguments)
    }

    /// Calls a module for a thing that the blueprint names, and carries the state of one that was
    /// renamed: `module.KIND_LABEL`.
    pub(super) fn call_for(
        &mut self,
        kind: &str,
        id: &Identity,
        module: &Module,
        arguments: Vec<(&str, Expr)>,
    ) -> Call {
        let name = |label: &str| format!("{kind}_{}", label.replace('-', "_"));
        let call = self.call_as(&name(&id.label), module, arguments);
        if let Some(was) = &id.was {
            let from = Block::module(&name(was)).address();
            let to = Block::module(&call.name).address();
            self.moved.push(moved(from, to));
        }
        call
    }

    /// Calls a module under a name of its own.
    pub(super) fn call_as(
        &mut self,
        name: &str,
        module: &Module,
        arguments: Vec<(&str, Expr)>,
    ) -> Call {
        let block =
            Block::module(name).set("source", format!("../../modules/{}", module.family)).gap();
        let block =
            arguments.into_iter().fold(block, |block, (name, value)| block.set(name, value));
        self.calls.push(block);
        let outputs = module.outputs.clone();
        Call { name: name.to_owned(), family: module.family.clone(), outputs }
    }

    /// What later layers may read.
    pub(super) fn output(&mut self, output: Output) {
        self.root.outputs.push(output);
    }

    /// Later layers may read every output of a module.
    pub(super) fn pass_on(&mut self, call: &Call) {
        self.pass_on_as("", call);
    }

    /// Later layers may read every output of a module, under names that begin with `prefix`.
    pub(super) fn pass_on_as(&mut self, prefix: &str, call: &Call) {
        for output in &call.outputs {
            let name = format!("{prefix}{}", output.name);
            self.output(Output::new(&name, &output.description, call.output(&output.name)));
        }
    }

    /// The finished root: the remote states, then the module calls, then what was renamed.
    pub(super) fn root(mut self) -> Root {
        let main = TerraformFile::new("main.tf").blocks(self.states).blocks(self.calls);
        self.root.files.insert(0, main);
        if !self.moved.is_empty() {
            self.root.files.push(TerraformFile::new("moved.tf").blocks(self.moved));
        }
        self.root
    }
}

impl Earlier {
    /// An output of that layer.
    ///
    /// # Panics
    ///
    /// If the layer has no such output: a bug in `gen`.
    pub(super) fn output(&self, name: &str) -> Ref {
        assert!(self.outputs.iter().any(|o| o == name), "{} has no output {name}", self.layer);
        self.state.address().attr("outputs").attr(name)
    }
}

impl Call {
    /// An output of the called module.
    ///
    /// # Panics
    ///
    /// If the module has no such output: a bug in `gen`.
    pub(super) fn output(&self, name: &str) -> Ref {
        let declared = self.outputs.iter().any(|output| output.name == name);
        assert!(declared, "{} has no output {name}", self.family);
        Block::module(&self.name).address().attr(name)
    }
}

/// `moved`, for what has a new address and must not be replaced.
fn moved(from: Ref, to: Ref) -> Block {
    Block::new("moved", &[]).set("from", from).set("to", to)
}

fn backend(platform: &Platform, region: &str, layer: &str) -> BTreeMap<String, Expr> {
    let mut backend: BTreeMap<String, Expr> = BTreeMap::from([
        ("bucket".to_owned(), state_bucket(platform).into()),
        ("encrypt".to_owned(), true.into()),
        ("key".to_owned(), state_key(region, layer).into()),
        // Named, because `encrypt` without a key asks S3 for AES256 instead of the bucket's key.
        ("kms_key_id".to_owned(), state_key_alias(platform).into()),
        ("region".to_owned(), platform.region.name.clone().into()),
        ("use_lockfile".to_owned(), true.into()),
    ]);
    if let Some(account) = &platform.account {
        backend.insert("allowed_account_ids".to_owned(), list([account.clone()]));
    }
    backend
}

/// The tags that every resource carries.
pub(super) fn default_tags(platform: &Platform) -> BTreeMap<String, String> {
    let own = [
        ("Environment", platform.environment.as_str()),
        ("ManagedBy", "gen"),
        ("Owner", platform.owner.as_str()),
        ("Platform", platform.name.as_str()),
    ];
    let own = own.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let chosen = platform.tags.iter().map(|(key, value)| (key.clone(), value.clone()));
    own.into_iter().chain(chosen).collect()
}

fn provider(platform: &Platform) -> Block {
    let mut block = Block::new("provider", &["aws"]).set("region", platform.region.name.clone());
    if let Some(account) = &platform.account {
        block = block.set("allowed_account_ids", list([account.clone()]));
    }
    let tags = object(default_tags(platform));
    block.gap().nest(Block::nested("default_tags").set("tags", tags))
}
