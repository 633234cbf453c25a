# A blueprint as a new user writes it, from the README and `gen explain` alone.
extends = "base.hcl"

locals { zone = "clinic.example" }

platform "clinic" {
  environment = "production"
  owner       = local.owner
  domain      = local.zone
  account     = "444455556666"
  tags        = merge(local.tags, { Contact = "it@clinic.example" })
}

region "eu-west-2" {}

network {
  cidr           = cidrsubnet("10.0.0.0/8", 8, 42)
  flow_logs_days = 731
}

cluster {
  system {
    instance_types = ["m7g.large", "m8g.large"]
    max            = 12
  }
}

nodes "general" {
  architectures = ["arm64"]
  families      = ["m", "r"]
}

database "booking" { class = "db.m8g.xlarge" }

monitoring {
  logs_days = 731
  alert "it" { email = "alerts@clinic.example" }
}
