# Nothing is exposed, so there is no entry, whatever its block says.
platform "batch" {
  environment = "staging"
  owner       = "platform@batch.example"
  domain      = "batch.example"
}

region "eu-west-1" {}

access {
  github { repository = "batch/platform" }
}

entry {
  access_logs_days = 30
}

service "report" {
  schedule = "0 3 * * *"
}

# Nobody analyses a release that goes pod by pod.
service "store" {
  port = 8080

  release { strategy = "rolling" }
}
