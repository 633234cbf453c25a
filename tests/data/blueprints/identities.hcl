# Every kind of thing that a service reads or does in AWS, alone and together; texts that Terraform,
# JSON or Parameter Store could take for something else; labels at their longest.
platform "warehouse-role" {
  environment = "reporting"
  owner       = "platform@warehouse.example"
  domain      = "identities.warehouse.example"
}

region "eu-central-1" {}

access {
  github { repository = "warehouse/platform" }
}

mesh { ca = secret.own-certificate }

database "ledger" {
  engine = "aurora-postgresql"
  proxy  = true
}

database "reports" { engine = "mysql" }

cache "sessions-of-all-visitors" {}

table "items" {
  hash_key = "id"

  index "by-owner" { hash_key = "owner" }
}

table "others" { hash_key = "id" }

queue "orders" { fifo = true }

bucket "photos" {}

secret "own-certificate" {}

secret "partner" {}

secret "unread" {}

# Uses and reads everything.
service "all-that-there-is-to-use" {
  port  = 8080
  calls = [service.stranger]

  uses = [
    database.ledger, database.reports, cache.sessions-of-all-visitors,
    table.items, queue.orders, bucket.photos,
  ]

  env = {
    PORT     = database.ledger.port
    READER   = database.ledger.reader
    HOSTILE  = "$${a} %%{if} {{ssm:x}} {{{ \"q\" \\ \n\t<&> é 日本 ${queue.orders.url}$${"
    BRACES   = "{{${table.items.name}}}"
    ADDRESS  = "${service.stranger.address}/${bucket.photos.name}"
    LITERAL  = "kept out: {{"
    STRANGER = service.stranger.address
  }

  secrets = {
    CACHE   = "rediss://:${cache.sessions-of-all-visitors.token}@${cache.sessions-of-all-visitors.address}"
    LEDGER  = "postgres://${database.ledger.username}:${database.ledger.password}@${database.ledger.host}:${database.ledger.port}"
    REPORTS = database.reports.password
    KEY     = secret.partner.api_key
    USER    = secret.partner.user
  }
}

# Uses nothing, and has an image of somebody else's.
service "stranger" {
  port  = 8080
  image = "public.ecr.aws/docker/library/nginx"
  env   = { NAME = "stranger" }
}

# A password is enough.
service "password" {
  port    = 8080
  uses    = [database.reports]
  secrets = { PASSWORD = database.reports.password }
}

# Each kind alone, one of them renamed.
service "tables" {
  schedule = "@daily"
  uses     = [table.items, table.others]
  was      = "tables-of-before"
}

service "queues" {
  port = 8080
  uses = [queue.orders]
  env  = { QUEUE = queue.orders.url }
}

service "buckets" {
  port = 8080
  uses = [bucket.photos]
}
