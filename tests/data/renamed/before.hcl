# Every kind of block that can be renamed, under its first labels.
platform "shop" {
  environment = "production"
  owner       = "platform@shop.example"
  domain      = "shop.example"
}

region "eu-west-1" {}

nodes "apps" {}

database "accounts" {
  engine = "aurora-postgresql"
  proxy  = true
}

database "orders" {
  engine = "mysql"
  proxy  = true
}

# Not renamed, and between the others in the order of labels.
database "middle" { engine = "aurora-postgresql" }

cache "carts" {}

table "baskets" {
  hash_key = "id"
}

queue "mails" {}

bucket "images" {}

secret "api" {}

service "web" {
  port = 8080
  uses = [database.accounts, database.orders, cache.carts, table.baskets, queue.mails, bucket.images]

  env     = { HOST = database.accounts.host }
  secrets = { KEY = secret.api }

  expose {}
}

access {
  github { repository = "shop/platform" }

  operator "support" {
    principal = "arn:aws:iam::111122223333:role/support"
  }
}

monitoring {
  alert "team" {
    email = "alerts@shop.example"
  }
}
