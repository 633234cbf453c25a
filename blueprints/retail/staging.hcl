# Where releases of the retail store are tried before production.
extends = "base.hcl"

platform "retail" {
  environment = "staging"
  owner       = local.owner
  domain      = "staging.retail.example"
}

region "eu-west-1" {}

# Cheaper than a gateway in each zone: staging may lose the internet together with one zone.
network {
  cidr = "10.20.0.0/16"
  nat  = "single"
}
