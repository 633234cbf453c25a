# ACM Private CA stands above the mesh's certificates.
platform "ledger" {
  environment = "staging"
  owner       = "platform@ledger.example"
  domain      = "ledger.example"
}

region "eu-west-1" {}

access {
  github { repository = "ledger/platform" }
}

mesh {
  ca = "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0f0a5b1e-7c1c-4c33-8f0e-0b1f2f9f6a11"
}

service "book" {
  port     = 9090
  protocol = "grpc"
  expose {}
}
