# Every option of the entry that differs from its default, and gRPC beside HTTP on one host. The
# platform's name begins as AWS forbids it for load balancers.
platform "internal" {
  environment = "production"
  owner       = "platform@parcel.example"
  domain      = "parcel.example"
}

region "eu-west-1" {}

access {
  github { repository = "parcel/platform" }
}

entry {
  allow            = ["198.51.100.0/24", "203.0.113.7/32"]
  certificate      = "arn:aws:acm:eu-west-1:111122223333:certificate/0f0a5b1e-7c1c-4c33-8f0e-0b1f2f9f6a11"
  access_logs_days = 30

  waf {
    rate_limit = 500
    managed    = ["AWSManagedRulesSQLiRuleSet", "AWSManagedRulesAnonymousIpList"]
  }
}

service "web" {
  port = 8080
  expose {}
}

service "track" {
  port     = 9090
  protocol = "grpc"

  expose {
    path = "/parcel.Track"
  }
}

service "admin" {
  port = 8080

  expose {
    host = "admin.parcel.example"
  }
}

monitoring {
  logs_days = 90
}
