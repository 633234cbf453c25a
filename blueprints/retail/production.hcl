# The retail store that customers see.
extends = "base.hcl"

platform "retail" {
  environment = "production"
  owner       = local.owner
  domain      = "retail.example"
  # Releases come from staging; production builds nothing.
  after = "staging.hcl"

  tags = {
    CostCentre = "retail"
  }
}

region "eu-central-1" {}

network {
  cidr = "10.10.0.0/16"
}

service "ui" {
  scale {
    min = 3
    max = 30
  }

  slo {
    availability = 99.95
    latency_ms   = 300
  }
}

monitoring {
  budget_usd = 5000

  alert "on-call" {
    email    = "on-call@retail.example"
    severity = "critical"
  }
}
