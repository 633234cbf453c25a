# Staging: where every release goes first. Small, but of the same shape as production.
extends = "base.hcl"

platform "retail" {
  environment = "staging"
  owner       = local.owner
  domain      = "staging.retail.example"
}

region "eu-west-1" {}

network {
  # Apart from production's range, so that the two can be connected one day.
  cidr = "10.20.0.0/16"

  # Cheaper than a gateway in each zone: staging may lose the internet together with one zone.
  nat = "single"
}

nodes "general" {
  # Interruptions are welcome here: they prove that services survive them.
  capacity     = ["spot"]
  cpu_limit    = 64
  memory_limit = "256Gi"
}

# Nobody buys anything here: a small cache, and a week of backups.
cache "checkout" {
  node_type = "cache.t4g.small"
  replicas  = 1
}

database "catalog" { backup_days = 7 }

database "orders" { backup_days = 7 }

monitoring {
  budget_usd = 1500
}
