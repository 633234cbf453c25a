# Production: takes over what staging has proved.
extends = "base.hcl"

platform "retail" {
  environment = "production"
  owner       = local.owner
  domain      = "retail.example"

  # Releases come from staging; production builds nothing.
  after = "staging.hcl"

  tags = { CostCentre = "retail" }
}

region "eu-central-1" {
  # Both regions are in the EU, and so are all copies.
  copies = "eu-west-1"
}

network { cidr = "10.10.0.0/16" }

cluster {
  system { max = 9 }
}

# Stateless services take spot capacity first and fall back to on-demand.
nodes "general" {}

# What sells must not be interrupted by the spot market.
nodes "purchase" {
  capacity     = ["on-demand"]
  cpu_limit    = 128
  memory_limit = "512Gi"
  taints       = ["retail.example/purchase=true:NoSchedule"]
}

database "orders" {
  class = "db.r8g.xlarge"

  # Orders opens a connection per request at its peaks; the proxy keeps the database's number low.
  proxy = true
}

service "orders" {
  nodes = nodes.purchase

  scale {
    min = 4
    max = 20
  }

  # A broken checkout is noticed late, so a new version is tried on little traffic first.
  release {
    steps         = [5, 25, 50]
    pause_seconds = 300
  }
}

service "checkout" {
  nodes = nodes.purchase

  scale {
    min = 4
    max = 20
  }
}

service "ui" {
  scale {
    min = 4
    max = 30
  }

  slo { latency_ms = 500 }
}

# People put the value in; Terraform never sees it.
secret "pagerduty" {
  description = "Integration key of the PagerDuty service that the retail store pages"
}

entry {
  waf { rate_limit = 3000 }
}

access {
  # For the day on which the pipeline itself is broken; every use raises an alarm.
  break_glass { principals = ["arn:aws:iam::111122223333:role/retail-on-call"] }
}

monitoring {
  budget_usd = 12000

  grafana {
    admins  = ["a4f8c4e2-1051-70a4-4c1e-2f1f0f0c1a01"]
    viewers = ["a4f8c4e2-1051-70a4-4c1e-2f1f0f0c1a02"]
  }

  alert "on-call" {
    pagerduty = secret.pagerduty
    severity  = "critical"
  }
}
