# Every way to reach something: protocols, low ports, jobs, hosts, ranges, and every kind of store.
platform "harbour" {
  environment = "test"
  owner       = "platform@harbour.example"
  domain      = "harbour.example"
}

region "us-east-1" {
  zones = ["us-east-1a", "us-east-1b"]
}

network { cidr = "10.40.0.0/16" }

access {
  github { repository = "harbour/platform" }
}

database "berths" { engine = "postgres" }

database "fees" { engine = "aurora-mysql" }

cache "tides" {}

table "ships" { hash_key = "id" }

queue "arrivals" {}

bucket "manifests" {}

secret "customs" {}

# Speaks HTTP on a port that needs a rule of its own, and is called by what it calls.
service "desk" {
  port  = 80
  calls = [service.pilots, service.signals]
  uses  = [database.berths, cache.tides]

  env = {
    BERTHS  = "${database.berths.host}:${database.berths.port}"
    PILOTS  = service.pilots.address
    SEASON  = "{{ .summer }}"
  }

  secrets = {
    # Text that a template could read as its own.
    BERTHS_URL = "{{ \"x\" }}://${database.berths.username}:${database.berths.password}@${database.berths.host}/`$(A)`"
    TIDES      = "rediss://:${cache.tides.token}@${cache.tides.address}"
    CUSTOMS    = secret.customs
    KEY        = secret.customs["api.key"]
  }

  expose { path = "/" }
}

service "pilots" {
  port     = 9090
  protocol = "grpc"
  calls    = [service.desk]
  uses     = [table.ships, bucket.manifests]
  env      = { SHIPS = table.ships.name }

  release { strategy = "rolling" }

  scale { max = 5 }

  expose { host = "pilots.harbour.example" }
}

service "signals" {
  port     = 5000
  protocol = "tcp"
  uses     = [queue.arrivals, database.fees]

  secrets = {
    USER     = database.fees.username
    PASSWORD = database.fees.password
  }
}

# Nobody calls it, and it calls nobody.
service "quiet" {
  port = 8080
}

# Runs by the clock.
service "accounts" {
  schedule = "0 3 * * *"
  image    = "ghcr.io/harbour/accounts"
  calls    = [service.pilots]
  uses     = [database.fees]
  egress   = ["api.customs.example:443", "mail.harbour.example:587", "10.0.0.0/8:8443", "198.51.100.0/24:5671"]
}
