//! Platforms that just reach what they promise: the snippets of `bad/scaling.txt`, one step less.

use super::findings;

/// What warns about it, and platforms that it is silent about.
const ENOUGH: &[(&str, &[&str])] = &[
    (
        "GEN516",
        &[
            // 90 + 90 pods of half a vCPU.
            r#"
nodes "general" { cpu_limit = 100 }
service "a" {
  port = 80
  resources { cpu = "400m" }
  scale { max = 90 }
}"#,
            // 144 + 36 of them.
            r#"
nodes "general" { cpu_limit = 100 }
service "a" {
  port = 80
  resources { cpu = "400m" }
  scale { max = 144 }
  release { strategy = "rolling" }
}"#,
            // What the hints say.
            r#"
nodes "general" { cpu_limit = 101 }
service "a" {
  port = 80
  resources { cpu = "401m" }
  scale { max = 90 }
}"#,
            r#"
nodes "general" { memory_limit = "1603Gi" }
service "a" {
  port = 80
  resources {
    cpu = "50m"
    memory = "896Mi"
  }
  scale { max = 721 }
}"#,
            r#"
nodes "p" {
  families = ["p"]
  architectures = ["amd64"]
  cpu_limit = 392
  memory_limit = "4000Gi"
}
service "a" {
  port = 80
  scale { max = 86 }
  release { strategy = "rolling" }
}"#,
            // 160 vCPU each, and one of them once more a quarter.
            r#"
service "a" {
  port = 80
  resources { cpu = "1900m" }
  scale { max = 80 }
  release { strategy = "rolling" }
}
service "b" {
  port = 80
  resources { cpu = "1500m" }
  scale { max = 100 }
  release { strategy = "rolling" }
}"#,
            // 720 + 720 pods of a GiB.
            r#"
service "a" {
  port = 80
  resources {
    cpu = "50m"
    memory = "896Mi"
  }
  scale { max = 720 }
}"#,
            // Too much for either of the two pools that it may use, and enough for both.
            r#"
nodes "a" { cpu_limit = 50 }
nodes "b" { cpu_limit = 50 }
service "a" {
  port = 80
  resources { cpu = "400m" }
  scale { max = 90 }
}"#,
            // The sum is on two pools, of which each has its part.
            r#"
nodes "a" {
  taints = ["a=b:NoSchedule"]
  cpu_limit = 100
}
nodes "b" { cpu_limit = 100 }
service "a" {
  port = 80
  nodes = nodes.a
  resources { cpu = "400m" }
  scale { max = 90 }
}
service "b" {
  port = 80
  resources { cpu = "400m" }
  scale { max = 90 }
}"#,
            // 85 + 22 pods on one node.
            r#"
nodes "p" {
  families = ["p"]
  architectures = ["amd64"]
  cpu_limit = 200
  memory_limit = "4000Gi"
}
service "a" {
  port = 80
  scale { max = 85 }
  release { strategy = "rolling" }
}"#,
        ],
    ),
    (
        "GEN517",
        &[
            // What the hint says.
            r#"
network { cidr = "10.0.0.0/19" }
service "a" {
  port = 80
  resources { cpu = "260m" }
  scale { max = 105 }
  release { strategy = "rolling" }
}"#,
            // 242 pods on 16 nodes take 32 prefixes.
            r#"
network { cidr = "10.0.0.0/20" }
service "a" {
  port = 80
  resources { cpu = "260m" }
  scale { max = 104 }
  release { strategy = "rolling" }
}"#,
        ],
    ),
    (
        "GEN518",
        &[
            // 7 + 2 pods.
            r#"
database "a" {
  engine = "aurora-mysql"
  class = "db.t4g.medium"
}
service "a" {
  port = 80
  uses = [database.a]
  scale { max = 7 }
  release { strategy = "rolling" }
}"#,
            // What the hint says.
            r#"
database "a" {
  engine = "aurora-mysql"
  class = "db.r8g.large"
}
service "a" {
  port = 80
  uses = [database.a]
  scale { max = 8 }
  release { strategy = "rolling" }
}"#,
            r#"
database "a" { engine = "postgres" }
service "a" {
  port = 80
  uses = [database.a]
  scale { max = 133 }
  release { strategy = "rolling" }
}"#,
            r#"
database "a" {
  engine = "aurora-mysql"
  class = "db.t4g.medium"
  proxy = true
}
service "a" {
  port = 80
  uses = [database.a]
}"#,
        ],
    ),
    (
        "GEN519",
        &["", "cluster {\n  system {\n    instance_types = [\"t4g.medium\"]\n    min = 3\n  }\n}"],
    ),
];

#[test]
fn a_platform_that_just_reaches_its_scale_is_left_alone() {
    for (code, snippets) in ENOUGH {
        for snippet in *snippets {
            let told = findings(snippet).1;
            let wrong = told.iter().find(|told| told.code != "GEN501" && told.code != "GEN506");
            assert!(wrong.is_none(), "{code}{snippet}\n{wrong:?}");
        }
    }
}
