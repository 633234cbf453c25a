# The same platform as in before.hcl with each label changed.
platform "shop" {
  environment = "production"
  owner       = "platform@shop.example"
  domain      = "shop.example"
}

region "eu-west-1" {}

nodes "workers" { was = "apps" }

database "z-customers" {
  engine = "aurora-postgresql"
  proxy  = true
  was    = "accounts"
}

database "a-purchases" {
  engine = "mysql"
  proxy  = true
  was    = "orders"
}

# Not renamed, and between the others in the order of labels.
database "middle" { engine = "aurora-postgresql" }

cache "sessions" { was = "carts" }

table "trolleys" {
  hash_key = "id"
  was      = "baskets"
}

queue "letters" { was = "mails" }

bucket "pictures" { was = "images" }

secret "partner" { was = "api" }

service "shopfront" {
  port = 8080
  uses = [database.z-customers, database.a-purchases, cache.sessions, table.trolleys, queue.letters, bucket.pictures]
  was  = "web"

  env     = { HOST = database.z-customers.host }
  secrets = { KEY = secret.partner }

  expose {}
}

access {
  github { repository = "shop/platform" }

  operator "helpdesk" {
    principal = "arn:aws:iam::111122223333:role/support"
    was       = "support"
  }
}

monitoring {
  alert "everyone" {
    email = "alerts@shop.example"
    was   = "team"
  }
}
