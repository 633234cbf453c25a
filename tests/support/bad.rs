//! Blueprints with one mistake each.

/// A code, its message, and a snippet.
pub struct Case(pub &'static str, pub &'static str, pub &'static str);

/// A code, its message, its place, and the files of a run.
pub struct Tree(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static [(&'static str, &'static str)],
);

/// Mistakes within one blueprint.
pub const CASES: &[Case] = &[
    // Structure.
    Case("GEN101", "unknown block `datbase`", "§datbase \"orders\" {}"),
    Case(
        "GEN101",
        "unknown block `scal` in `service`",
        "service \"a\" {\n  port = 80\n  §scal {}\n}",
    ),
    Case(
        "GEN101",
        "unknown block `env` in `service`",
        "service \"a\" {\n  port = 80\n  §env {}\n}",
    ),
    Case(
        "GEN102",
        "unknown attribute `cird` in `network`",
        "network {\n  §cird = \"10.0.0.0/16\"\n}",
    ),
    Case("GEN102", "unknown attribute `system` in `cluster`", "cluster {\n  §system = 3\n}"),
    Case(
        "GEN102",
        "unknown attribute `was` in `platform`",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  §was = \"c\"\n}",
    ),
    Case("GEN103", "`cidr` is a number, not a string", "network {\n  cidr = §10\n}"),
    Case(
        "GEN103",
        "`flow_logs_days` is a string, not a whole number",
        "network {\n  flow_logs_days = §\"365\"\n}",
    ),
    Case("GEN103", "`fifo` is a string, not a bool", "queue \"a\" {\n  fifo = §\"true\"\n}"),
    Case("GEN103", "`cidr` is a reference, not a string", "network {\n  cidr = §var.x\n}"),
    Case("GEN103", "`allow` is a number, not a string", "cluster {\n  allow = [§1]\n}"),
    Case(
        "GEN103",
        "`tags.Team` is a number, not a string",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  tags = { Team = §3 }\n}",
    ),
    Case(
        "GEN103",
        "`calls` is a string, not a reference",
        "service \"a\" {\n  port = 80\n  calls = [§\"b\"]\n}",
    ),
    Case(
        "GEN103",
        "`nodes` is a number, not a string or a reference",
        "service \"a\" {\n  port = 80\n  nodes = §3\n}",
    ),
    Case(
        "GEN103",
        "`env.A` is a list, not a string, number, bool, reference or template",
        "service \"a\" {\n  port = 80\n  env = { A = §[] }\n}",
    ),
    Case(
        "GEN103",
        "`secrets.A` is a number, not a secret attribute or a template with one",
        "service \"a\" {\n  port = 80\n  secrets = { A = §3 }\n}",
    ),
    Case(
        "GEN104",
        "missing attribute `domain` in `platform`",
        "§platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n}",
    ),
    Case("GEN104", "missing attribute `engine` in `database`", "§database \"a\" {}"),
    Case("GEN104", "missing attribute `port` in `service`", "§service \"a\" {}"),
    Case("GEN104", "missing attribute `repository` in `github`", "access {\n  §github {}\n}"),
    Case(
        "GEN104",
        "missing attribute `channel` in `slack`",
        "monitoring {\n  alert \"a\" {\n    §slack { team = \"T0123ABCD\" }\n  }\n}",
    ),
    Case("GEN105", "`database` needs a label", "§database {\n  engine = \"mysql\"\n}"),
    Case("GEN105", "`network` takes no label", "network §\"a\" {}"),
    Case("GEN105", "`queue` takes one label", "queue \"a\" §\"b\" {}"),
    Case("GEN106", "`Orders` is not a legal label of `queue`", "queue §\"Orders\" {}"),
    Case("GEN106", "`a--b` is not a legal label of `queue`", "queue §\"a--b\" {}"),
    Case("GEN106", "`a-` is not a legal label of `bucket`", "bucket §\"a-\" {}"),
    Case(
        "GEN106",
        "`abcdefghijklmnopqrstuvwxy` is not a legal label of `cache`",
        "cache §\"abcdefghijklmnopqrstuvwxy\" {}",
    ),
    Case(
        "GEN106",
        "`ab` is not a legal label of `index`",
        "table \"a\" {\n  hash_key = \"id\"\n  index §\"ab\" {\n    hash_key = \"x\"\n  }\n}",
    ),
    Case("GEN107", "missing `region` block", "# without region"),
    Case("GEN107", "missing `github` block", "# without access"),
    Case("GEN107", "missing `github` block", "access {}"),
    // Values.
    Case(
        "GEN201",
        "`shop.example` is not a legal `owner`",
        "platform \"a\" {\n  environment = \"b\"\n  owner = §\"shop.example\"\n  domain = \"b.example\"\n}",
    ),
    Case(
        "GEN201",
        "`Shop` is not a legal `domain`",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = §\"Shop\"\n}",
    ),
    Case(
        "GEN201",
        "`12345` is not a legal `account`",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  account = §\"12345\"\n}",
    ),
    Case(
        "GEN201",
        "`Test 1` is not a legal `environment`",
        "platform \"a\" {\n  environment = §\"Test 1\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n}",
    ),
    Case("GEN201", "`10.0.0.0/8` is not a legal `cidr`", "network {\n  cidr = §\"10.0.0.0/8\"\n}"),
    Case(
        "GEN201",
        "`10.0.0.1/16` is not a legal `cidr`",
        "network {\n  cidr = §\"10.0.0.1/16\"\n}",
    ),
    Case("GEN201", "`office` is not a legal `allow`", "entry {\n  allow = [§\"office\"]\n}"),
    Case(
        "GEN201",
        "`1600` is not a legal `memory_limit`",
        "nodes \"a\" {\n  memory_limit = §\"1600\"\n}",
    ),
    Case(
        "GEN201",
        "`two weeks` is not a legal `expire_after`",
        "nodes \"a\" {\n  expire_after = §\"two weeks\"\n}",
    ),
    Case(
        "GEN201",
        "`gpu=true` is not a legal `taints`",
        "nodes \"a\" {\n  taints = [§\"gpu=true\"]\n}\nnodes \"b\" {}",
    ),
    Case("GEN201", "`id:X` is not a legal `hash_key`", "table \"a\" {\n  hash_key = §\"id:X\"\n}"),
    Case(
        "GEN201",
        "`nginx:1.29` is not a legal `image`",
        "service \"a\" {\n  port = 80\n  image = §\"nginx:1.29\"\n}",
    ),
    Case(
        "GEN201",
        "`sha256:12` is not a legal `tag`",
        "service \"a\" {\n  port = 80\n  tag = §\"sha256:12\"\n}",
    ),
    Case(
        "GEN201",
        "`every day` is not a legal `schedule`",
        "service \"a\" {\n  schedule = §\"every day\"\n}",
    ),
    Case(
        "GEN201",
        "`61 * * * *` is not a legal `schedule`",
        "service \"a\" {\n  schedule = §\"61 * * * *\"\n}",
    ),
    Case(
        "GEN201",
        "`healthz` is not a legal `live`",
        "service \"a\" {\n  port = 80\n  live = §\"healthz\"\n}",
    ),
    Case(
        "GEN201",
        "`off` is not a legal `metrics`",
        "service \"a\" {\n  port = 80\n  metrics = §\"off\"\n}",
    ),
    Case(
        "GEN201",
        "`1A` is not a legal key of `env`",
        "service \"a\" {\n  port = 80\n  env = { \"1A\" = §\"x\" }\n}",
    ),
    Case(
        "GEN201",
        "`api.example` is not a legal `egress`",
        "service \"a\" {\n  port = 80\n  egress = [§\"api.example\"]\n}",
    ),
    Case(
        "GEN201",
        "`api.example:0` is not a legal `egress`",
        "service \"a\" {\n  port = 80\n  egress = [§\"api.example:0\"]\n}",
    ),
    Case(
        "GEN201",
        "`tmp` is not a legal `writable`",
        "service \"a\" {\n  port = 80\n  writable = [§\"tmp\"]\n}",
    ),
    Case(
        "GEN201",
        "`1 core` is not a legal `cpu`",
        "service \"a\" {\n  port = 80\n  resources { cpu = §\"1 core\" }\n}",
    ),
    Case(
        "GEN201",
        "`arn:aws:s3:::x` is not a legal `certificate`",
        "entry {\n  certificate = §\"arn:aws:s3:::x\"\n}",
    ),
    Case("GEN201", "`vault` is not a legal `ca`", "mesh {\n  ca = §\"vault\"\n}"),
    Case(
        "GEN201",
        "`platform` is not a legal `repository`",
        "access {\n  github { repository = §\"platform\" }\n}",
    ),
    Case(
        "GEN201",
        "`ann` is not a legal `principal`",
        "access {\n  github { repository = \"a/b\" }\n  operator \"ann\" { principal = §\"ann\" }\n}",
    ),
    Case(
        "GEN201",
        "`x` is not a legal `principals`",
        "access {\n  github { repository = \"a/b\" }\n  break_glass { principals = [§\"x\"] }\n}",
    ),
    Case(
        "GEN201",
        "`admins` is not a legal `admins`",
        "monitoring {\n  grafana { admins = [§\"admins\"] }\n}",
    ),
    Case(
        "GEN201",
        "`ops` is not a legal `channel`",
        "monitoring {\n  alert \"a\" {\n    slack {\n      team = \"T0123ABCD\"\n      channel = §\"ops\"\n    }\n  }\n}",
    ),
    Case("GEN202", "`port` cannot be `70000`", "service \"a\" {\n  port = §70000\n}"),
    Case("GEN202", "`port` cannot be `80.5`", "service \"a\" {\n  port = §80.5\n}"),
    Case("GEN202", "`user` cannot be `0`", "service \"a\" {\n  port = 80\n  user = §0\n}"),
    Case(
        "GEN202",
        "`backup_days` cannot be `36`",
        "database \"a\" {\n  engine = \"mysql\"\n  backup_days = §36\n}",
    ),
    Case(
        "GEN202",
        "`availability` cannot be `100`",
        "service \"a\" {\n  port = 80\n  slo { availability = §100 }\n}",
    ),
    Case(
        "GEN202",
        "`percentile` cannot be `0`",
        "service \"a\" {\n  port = 80\n  slo { percentile = §0 }\n}",
    ),
    Case(
        "GEN202",
        "`cpu` cannot be `101`",
        "service \"a\" {\n  port = 80\n  scale { cpu = §101 }\n}",
    ),
    Case(
        "GEN202",
        "`steps` cannot be `100`",
        "service \"a\" {\n  port = 80\n  release { steps = [10, §100] }\n}",
    ),
    Case(
        "GEN202",
        "`visibility_seconds` cannot be `-1`",
        "queue \"a\" {\n  visibility_seconds = §-1\n}",
    ),
    Case("GEN203", "`nat` cannot be `per-az`", "network {\n  nat = §\"per-az\"\n}"),
    Case("GEN203", "`capacity` cannot be `spots`", "nodes \"a\" {\n  capacity = [§\"spots\"]\n}"),
    Case("GEN203", "`engine` cannot be `oracle`", "database \"a\" {\n  engine = §\"oracle\"\n}"),
    Case("GEN203", "`managed` cannot be `common`", "entry {\n  waf { managed = [§\"common\"] }\n}"),
    Case("GEN203", "`trail` cannot be `yes`", "security {\n  trail = §\"yes\"\n}"),
    Case(
        "GEN203",
        "`severity` cannot be `high`",
        "monitoring {\n  alert \"a\" {\n    email = \"a@b.example\"\n    severity = §\"high\"\n  }\n}",
    ),
    Case(
        "GEN204",
        "`description` holds the control character `\\n`",
        "secret \"a\" {\n  description = §\"one\\ntwo\"\n}",
    ),
    Case(
        "GEN204",
        "`env.A` holds the control character `\\u{1}`",
        "service \"a\" {\n  port = 80\n  env = { A = §\"\\u0001\" }\n}",
    ),
    Case(
        "GEN205",
        "`logs_days` cannot be `100`: CloudWatch keeps logs for certain numbers of days only",
        "cluster {\n  logs_days = §100\n}",
    ),
    Case(
        "GEN205",
        "`access_logs_days` cannot be `2`: CloudWatch keeps logs for certain numbers of days only",
        "entry {\n  access_logs_days = §2\n}",
    ),
    Case("GEN206", "`architectures` is empty", "nodes \"a\" {\n  architectures = §[]\n}"),
    // References.
    Case(
        "GEN301",
        "there is no `service \"cart\"`",
        "service \"a\" {\n  port = 80\n  calls = [§service.cart]\n}\nservice \"carts\" {\n  port = 80\n}",
    ),
    Case(
        "GEN301",
        "there is no `database \"x\"`",
        "service \"a\" {\n  port = 80\n  uses = [§database.x]\n}",
    ),
    Case(
        "GEN301",
        "there is no `database \"x\"`",
        "service \"a\" {\n  port = 80\n  env = { A = §database.x.host }\n}",
    ),
    Case(
        "GEN301",
        "there is no `secret \"x\"`",
        "service \"a\" {\n  port = 80\n  secrets = { A = §secret.x }\n}",
    ),
    Case("GEN301", "there is no `secret \"x\"`", "mesh {\n  ca = §secret.x\n}"),
    Case(
        "GEN301",
        "there is no `secret \"x\"`",
        "monitoring {\n  alert \"a\" { pagerduty = §secret.x }\n}",
    ),
    Case(
        "GEN301",
        "there is no `nodes \"gpu\"`",
        "service \"a\" {\n  port = 80\n  nodes = §\"gpu\"\n}",
    ),
    Case(
        "GEN301",
        "there is no `nodes \"gpu\"`",
        "nodes \"b\" {}\nservice \"a\" {\n  port = 80\n  nodes = §nodes.gpu\n}",
    ),
    Case(
        "GEN301",
        "there is no `service \"web\"`",
        "access {\n  github { repository = \"a/b\" }\n  operator \"ann\" {\n    principal = \"arn:aws:iam::123456789012:user/ann\"\n    namespaces = [§\"web\"]\n  }\n}",
    ),
    Case(
        "GEN302",
        "`calls` cannot name `database.x`",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  calls = [§database.x]\n}",
    ),
    Case(
        "GEN302",
        "`uses` cannot name `secret.x`",
        "secret \"x\" {}\nservice \"a\" {\n  port = 80\n  uses = [§secret.x]\n}",
    ),
    Case(
        "GEN302",
        "`uses` names a block, not its `host`",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  uses = [§database.x.host]\n}",
    ),
    Case(
        "GEN302",
        "`var.x` names no block",
        "service \"a\" {\n  port = 80\n  env = { A = §var.x }\n}",
    ),
    Case(
        "GEN303",
        "`database.x` has no attribute `hots`",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  uses = [database.x]\n  env = { A = §database.x.hots }\n}",
    ),
    Case(
        "GEN303",
        "`database.x` has no attribute `reader`",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  uses = [database.x]\n  env = { A = §database.x.reader }\n}",
    ),
    Case(
        "GEN303",
        "`queue.x` is a whole block",
        "queue \"x\" {}\nservice \"a\" {\n  port = 80\n  uses = [queue.x]\n  env = { A = §queue.x }\n}",
    ),
    Case(
        "GEN304",
        "`a` refers to `service.b`, which is not in its `calls`",
        "service \"a\" {\n  port = 80\n  env = { B = §\"http://${service.b.address}\" }\n}\nservice \"b\" {\n  port = 80\n}",
    ),
    Case(
        "GEN305",
        "`a` refers to `table.t`, which is not in its `uses`",
        "table \"t\" {\n  hash_key = \"id\"\n}\nservice \"a\" {\n  port = 80\n  env = { T = §table.t.name }\n}",
    ),
    Case(
        "GEN305",
        "`a` refers to `cache.c`, which is not in its `uses`",
        "cache \"c\" {}\nservice \"a\" {\n  port = 80\n  secrets = { T = §cache.c.token }\n}",
    ),
    Case(
        "GEN306",
        "`database.x.password` is secret and cannot stand in `env`",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  uses = [database.x]\n  env = { A = §\"p=${database.x.password}\" }\n}",
    ),
    Case(
        "GEN306",
        "`secret.s` is secret and cannot stand in `env`",
        "secret \"s\" {}\nservice \"a\" {\n  port = 80\n  env = { A = §secret.s }\n}",
    ),
    Case(
        "GEN307",
        "`secrets.A` is written in the blueprint",
        "service \"a\" {\n  port = 80\n  secrets = { A = §\"hunter2\" }\n}",
    ),
    Case(
        "GEN307",
        "`database.x.host` is no secret",
        "database \"x\" {\n  engine = \"mysql\"\n}\nservice \"a\" {\n  port = 80\n  uses = [database.x]\n  secrets = { A = §database.x.host }\n}",
    ),
    Case(
        "GEN308",
        "`nightly` is a job and cannot be called",
        "service \"a\" {\n  port = 80\n  calls = [§service.nightly]\n}\nservice \"nightly\" {\n  schedule = \"0 3 * * *\"\n}",
    ),
    // The platform as a whole.
    Case(
        "GEN401",
        "`abcdefghijkl-abcdefghijkl` has 25 characters, at most 24 are possible",
        "platform §\"abcdefghijkl\" {\n  environment = \"abcdefghijkl\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n}",
    ),
    Case(
        "GEN402",
        "the tag `owner` is reserved by `gen`, which sets it on every resource",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  tags = { owner = §\"me\" }\n}",
    ),
    Case(
        "GEN402",
        "the tag `aws:x` is reserved by AWS",
        "platform \"a\" {\n  environment = \"b\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  tags = { \"aws:x\" = §\"me\" }\n}",
    ),
    Case("GEN403", "2 regions are primary", "§region \"eu-west-1\" {}\nregion \"eu-central-1\" {}"),
    Case("GEN404", "unknown region `eu-west-11`", "region §\"eu-west-11\" {}"),
    Case("GEN404", "unknown region `mars`", "region \"eu-west-1\" {\n  copies = §\"mars\"\n}"),
    Case("GEN405", "one zone is too few", "region \"eu-west-1\" {\n  zones = §[\"eu-west-1a\"]\n}"),
    Case(
        "GEN405",
        "`eu-west-1z` is no zone of `eu-west-1`",
        "region \"eu-west-1\" {\n  zones = [\"eu-west-1a\", §\"eu-west-1z\"]\n}",
    ),
    Case(
        "GEN405",
        "the zone `eu-west-1a` stands twice",
        "region \"eu-west-1\" {\n  zones = [\"eu-west-1a\", §\"eu-west-1a\"]\n}",
    ),
    Case(
        "GEN406",
        "copies of `eu-west-1` cannot lie in the same region",
        "region \"eu-west-1\" {\n  copies = §\"eu-west-1\"\n}",
    ),
    Case(
        "GEN406",
        "`cn-north-1` is in partition `aws-cn`, `eu-west-1` in `aws`",
        "region \"eu-west-1\" {\n  copies = §\"cn-north-1\"\n}",
    ),
    Case(
        "GEN407",
        "`cn-north-1` does not offer Managed Prometheus, which metrics need",
        "region §\"cn-north-1\" {}",
    ),
    Case(
        "GEN407",
        "`cn-north-1` does not offer Managed Grafana",
        "region §\"cn-north-1\" {}\nmonitoring {\n  grafana {}\n}",
    ),
    Case("GEN407", "`cn-north-1` does not offer CodeBuild runners", "region §\"cn-north-1\" {}"),
    Case(
        "GEN408",
        "`nat = \"none\"` leaves the CodeBuild runner without the internet",
        "network {\n  nat = §\"none\"\n}",
    ),
    Case(
        "GEN408",
        "`nat = \"none\"` leaves `a` no way to `api.example`",
        "cluster {\n  api = \"public\"\n  allow = [\"203.0.113.0/24\"]\n}\nnetwork {\n  nat = §\"none\"\n}\nservice \"a\" {\n  port = 80\n  egress = [\"api.example:443\"]\n}\naccess {\n  runner = \"github\"\n  runner_label = \"large\"\n  github { repository = \"a/b\" }\n}",
    ),
    Case("GEN409", "unknown VPC endpoint `erc.api`", "network {\n  endpoints = [§\"erc.api\"]\n}"),
    Case(
        "GEN409",
        "the endpoint `sts` stands twice",
        "network {\n  endpoints = [\"sts\", §\"sts\"]\n}",
    ),
    Case("GEN410", "`api = \"public\"` needs `allow`", "cluster {\n  §api = \"public\"\n}"),
    Case(
        "GEN410",
        "the Kubernetes API may not be open to everyone",
        "cluster {\n  api = \"public\"\n  allow = [§\"0.0.0.0/0\"]\n}",
    ),
    Case(
        "GEN411",
        "Kubernetes `1.20` has left standard support",
        "cluster {\n  version = §\"1.20\"\n}",
    ),
    Case("GEN411", "unknown Kubernetes version `1.99`", "cluster {\n  version = §\"1.99\"\n}"),
    Case("GEN411", "unknown Kubernetes version `newest`", "cluster {\n  version = §\"newest\"\n}"),
    Case(
        "GEN412",
        "`min` is 7, more than `max`, which is 6",
        "cluster {\n  system { §min = 7 }\n}",
    ),
    Case(
        "GEN412",
        "`min` is 5, more than `max`, which is 4",
        "service \"a\" {\n  port = 80\n  scale {\n    §max = 4\n    min = 5\n  }\n}",
    ),
    Case(
        "GEN412",
        "`min` is 2, more than `max`, which is 1",
        "service \"a\" {\n  port = 80\n  scale { §max = 1 }\n}",
    ),
    Case(
        "GEN413",
        "unknown instance type `m7g.xlrge`",
        "cluster {\n  system { instance_types = [§\"m7g.xlrge\"] }\n}",
    ),
    Case(
        "GEN413",
        "the system nodes' instance types are of two architectures",
        "cluster {\n  system { instance_types = [§\"m7g.xlarge\", \"m7i.xlarge\"] }\n}",
    ),
    Case("GEN413", "unknown instance category `zz`", "nodes \"a\" {\n  families = [§\"zz\"]\n}"),
    Case(
        "GEN414",
        "`storage` does not go with `aurora-mysql`, which grows by itself",
        "database \"a\" {\n  §storage = 100\n  engine = \"aurora-mysql\"\n}",
    ),
    Case(
        "GEN414",
        "`mysql` has 2 instances, not 3",
        "database \"a\" {\n  §engine = \"mysql\"\n  instances = 3\n}",
    ),
    Case(
        "GEN414",
        "4 instances do not fit in 3 zones, one in each",
        "database \"a\" {\n  engine = \"aurora-mysql\"\n  instances = §4\n}",
    ),
    Case(
        "GEN415",
        "unknown version `1.0` of `mysql`",
        "database \"a\" {\n  engine = \"mysql\"\n  version = §\"1.0\"\n}",
    ),
    Case(
        "GEN416",
        "the key `id` has two types, `S` and `N`",
        "table \"a\" {\n  hash_key = §\"id\"\n  index \"abc\" { hash_key = \"id:N\" }\n}",
    ),
    Case(
        "GEN416",
        "`id` is both `hash_key` and `range_key`",
        "table \"a\" {\n  hash_key = §\"id\"\n  range_key = \"id\"\n}",
    ),
    Case(
        "GEN417",
        "`kube-system` is the name of a system namespace",
        "service §\"kube-system\" {\n  port = 80\n}",
    ),
    Case(
        "GEN417",
        "`istio-system` is the name of a system namespace",
        "service §\"istio-system\" {\n  port = 80\n}",
    ),
    Case(
        "GEN417",
        "uid 1337 belongs to the mesh's sidecar",
        "service \"a\" {\n  port = 80\n  user = §1337\n}",
    ),
    Case(
        "GEN418",
        "`port` does not go with `schedule`: `a` is a job",
        "service \"a\" {\n  §schedule = \"0 3 * * *\"\n  port = 80\n}",
    ),
    Case(
        "GEN418",
        "`slo` does not go with `schedule`: `a` is a job",
        "service \"a\" {\n  §slo {}\n  schedule = \"0 3 * * *\"\n}",
    ),
    Case(
        "GEN419",
        "`a` speaks `tcp`, which the entry cannot route",
        "service \"a\" {\n  port = 80\n  §protocol = \"tcp\"\n  expose {}\n}",
    ),
    Case(
        "GEN419",
        "`other.example` is neither `staging.shop.example` nor one label below it",
        "service \"a\" {\n  port = 80\n  expose { host = §\"other.example\" }\n}",
    ),
    Case(
        "GEN419",
        "`a.b.staging.shop.example` is neither `staging.shop.example` nor one label below it",
        "service \"a\" {\n  port = 80\n  expose { host = §\"a.b.staging.shop.example\" }\n}",
    ),
    Case(
        "GEN419",
        "`staging.shop.example/` leads to `b` and `a`",
        "service \"b\" {\n  port = 80\n  §expose {}\n}\nservice \"a\" {\n  port = 80\n  expose { host = \"staging.shop.example\" }\n}",
    ),
    Case(
        "GEN420",
        "step 50 does not come after 50",
        "service \"a\" {\n  port = 80\n  release { steps = [50, §50] }\n}",
    ),
    Case(
        "GEN421",
        "`A` stands in both `env` and `secrets`",
        "secret \"s\" {}\nservice \"a\" {\n  port = 80\n  env = { A = §\"1\" }\n  secrets = { A = secret.s }\n}",
    ),
    Case(
        "GEN422",
        "`runner = \"github\"` needs `api = \"public\"` in `cluster`",
        "access {\n  §runner = \"github\"\n  runner_label = \"large\"\n  github { repository = \"a/b\" }\n}",
    ),
    Case(
        "GEN422",
        "`runner = \"github\"` needs `runner_label`",
        "cluster {\n  api = \"public\"\n  allow = [\"203.0.113.0/24\"]\n}\naccess {\n  §runner = \"github\"\n  github { repository = \"a/b\" }\n}",
    ),
    Case("GEN423", "the alert `a` goes nowhere", "monitoring {\n  §alert \"a\" {}\n}"),
    Case(
        "GEN423",
        "the alert `a` has more than one target",
        "monitoring {\n  alert \"a\" {\n    §email = \"a@b.example\"\n    slack {\n      team = \"T0123ABCD\"\n      channel = \"C0123ABCD\"\n    }\n  }\n}",
    ),
    Case(
        "GEN424",
        "`certificate` lies in `us-east-1`, the platform in `eu-west-1`",
        "entry {\n  certificate = §\"arn:aws:acm:us-east-1:123456789012:certificate/abc\"\n}",
    ),
    Case("GEN425", "`a` is the label already", "queue \"a\" {\n  was = §\"a\"\n}"),
    Case(
        "GEN425",
        "two `queue` blocks claim the name `b`",
        "queue \"a\" {\n  was = §\"b\"\n}\nqueue \"b\" {}",
    ),
    Case(
        "GEN426",
        "`a` has no pool to run on: every pool is tainted",
        "nodes \"gpu\" {\n  taints = [\"gpu=:NoSchedule\"]\n}\n§service \"a\" {\n  port = 80\n}",
    ),
    Case(
        "GEN426",
        "no pool that `a` may use has `amd64`",
        "nodes \"arm\" {\n  architectures = §[\"arm64\"]\n}\nservice \"a\" {\n  port = 80\n  architectures = [\"amd64\"]\n}",
    ),
    Case(
        "GEN427",
        "`owner_id` needs `repository_id`",
        "access {\n  github {\n    repository = \"a/b\"\n    §owner_id = \"1\"\n  }\n}",
    ),
    Case(
        "GEN427",
        "`plan_environment` and `apply_environment` are both `shop-staging-apply`",
        "access {\n  github {\n    repository = \"a/b\"\n    §plan_environment = \"shop-staging-apply\"\n  }\n}",
    ),
    // Warnings.
    Case(
        "GEN501",
        "`queue` blocks are checked, but their output is not generated yet",
        "§queue \"b\" {}\nqueue \"a\" {}",
    ),
    Case(
        "GEN502",
        "the standby region `eu-central-1` is checked, but not generated yet",
        "region \"eu-west-1\" {}\nregion \"eu-central-1\" {\n  role = §\"standby\"\n}",
    ),
    Case(
        "GEN503",
        "the database `a` accepts connections without TLS",
        "database \"a\" {\n  engine = \"mysql\"\n  tls = §\"optional\"\n}",
    ),
];

const STAGING: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  account = \"123456789012\"\n}";
const PRODUCTION: &str = "platform \"shop\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.example\"\n  account = \"123456789012\"\n}\nsecurity {\n  trail = \"create\"\n}";
const AFTER: &str = "platform \"shop\" {\n  environment = \"production\"\n  owner = \"a@b.example\"\n  domain = \"p.example\"\n  after = \"../lower/staging.hcl\"\n}";
const CIRCLE: &str = "platform \"shop\" {\n  environment = \"staging\"\n  owner = \"a@b.example\"\n  domain = \"b.example\"\n  after = \"../upper/production.hcl\"\n}";

/// Mistakes across the blueprints of a run.
pub const RUNS: &[Tree] = &[
    Tree(
        "GEN428",
        "two blueprints are named `shop-staging`",
        "b.hcl:1:10",
        &[("a.hcl", STAGING), ("b.hcl", STAGING)],
    ),
    Tree(
        "GEN429",
        "two blueprints have the domain `b.example`",
        "b.hcl:4:12",
        &[("a.hcl", STAGING), ("b.hcl", STAGING)],
    ),
    Tree(
        "GEN430",
        "two blueprints of account `123456789012` create `trail`",
        "b.hcl:8:11",
        &[("a.hcl", STAGING), ("b.hcl", PRODUCTION)],
    ),
    Tree(
        "GEN430",
        "two blueprints of account `123456789012` create `provider`",
        "b.hcl:13:3",
        &[("a.hcl", STAGING), ("b.hcl", PRODUCTION)],
    ),
    Tree(
        "GEN431",
        "the predecessor `lower/staging.hcl` cannot be read",
        "upper/production.hcl:5:11",
        &[("upper/production.hcl", AFTER)],
    ),
    Tree(
        "GEN431",
        "`after` goes in a circle: `upper/production.hcl` comes after itself",
        "upper/production.hcl:5:11",
        &[("upper/production.hcl", AFTER), ("lower/staging.hcl", CIRCLE)],
    ),
];
