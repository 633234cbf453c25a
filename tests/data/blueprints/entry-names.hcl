# Two hosts, both names of the certificate, in the partition aws-us-gov.
platform "names" {
  environment = "staging"
  owner       = "platform@names.example"
  domain      = "names.example"
}

region "us-gov-west-1" {}

access {
  github { repository = "names/platform" }
}

entry {
  waf {
    managed = ["AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesAnonymousIpList"]
  }
}

service "web" {
  port = 8080

  expose {
    host = "www.names.example"
  }
}

service "shop" {
  port = 8080

  expose {
    host = "shop.names.example"
    path = "/cart"
  }
}
