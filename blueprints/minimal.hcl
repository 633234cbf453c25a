# The smallest blueprint: everything that is left out has the production default.
platform "shop" {
  environment = "staging"
  owner       = "platform@shop.example"
  domain      = "staging.shop.example"
}

region "eu-west-1" {}

access {
  github { repository = "shop/platform" }
}

service "web" {
  port = 8080
  expose { path = "/" }
}
