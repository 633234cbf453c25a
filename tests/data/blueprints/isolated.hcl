# A VPC without a way to the internet.
platform "vault" {
  environment = "test"
  owner       = "platform@vault.example"
  domain      = "vault.example"
}

region "eu-central-1" {
  zones = ["eu-central-1a", "eu-central-1b"]
}

network { nat = "none" }

cluster {
  api   = "public"
  allow = ["198.51.100.0/24"]
}

access {
  runner       = "github"
  runner_label = "fixed-addresses"
  github { repository = "vault/platform" }
}

# The authority that signs the mesh's intermediate has an endpoint too.
mesh {
  ca = "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/6f0dcb4e-0001-4a5b-8c9d-000000000001"
}

service "ledger" {
  image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mirror/nginx"
  tag   = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  port  = 8080
}
