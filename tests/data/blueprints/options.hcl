# Every option of the network and the cluster that differs from its default, under the longest
# legal name: 24 characters.
platform "commerce-plat" {
  environment = "production"
  owner       = "platform@commerce.example"
  domain      = "commerce.example"
  account     = "111122223333"

  tags = {
    CostCentre = "4711"
    Team       = "shop + web @ 4:00 / a=b"
  }
}

region "us-east-1" {
  zones = ["us-east-1f", "us-east-1a", "us-east-1b", "us-east-1c"]
}

network {
  cidr           = "172.16.16.0/20"
  nat            = "single"
  endpoints      = ["s3", "ecr.api", "ecr.dkr"]
  flow_logs_days = 30
}

cluster {
  version   = "1.36"
  api       = "public"
  allow     = ["198.51.100.0/24", "203.0.113.7/32"]
  logs_days = 90

  system {
    instance_types = ["m7i.xlarge", "m6a.xlarge"]
    min            = 4
    max            = 8
  }
}

access {
  github { repository = "commerce/platform" }
}

# Each option of a pool off its default; graphics processors have no ARM type of this generation.
nodes "graphics" {
  capacity       = ["on-demand"]
  architectures  = ["amd64"]
  families       = ["g"]
  min_generation = 4
  cpu_limit      = 64
  memory_limit   = "1Ti"
  expire_after   = "72h"
  taints         = ["nvidia.com/gpu=true:NoSchedule", "team=:PreferNoSchedule"]

  # Texts that YAML could take for something else.
  labels = {
    "commerce.example/yes" = "yes"
    hexadecimal            = "0x1f"
    exponent               = "1e3"
    empty                  = ""
  }
}

# A renamed pool keeps its name in the cluster.
nodes "common" {
  was      = "general"
  capacity = ["spot"]
}

service "web" {
  port   = 80
  expose {}
  egress = ["smtp.example.com:587", "203.0.113.0/24:5671"]
}
