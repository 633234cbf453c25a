# The mesh signs with the platform's own certificate; nothing is exposed, and clients outside of
# the mesh are still let in.
platform "depot" {
  environment = "staging"
  owner       = "platform@depot.example"
  domain      = "depot.example"
}

region "eu-west-1" {}

access {
  github { repository = "depot/platform" }
}

secret "authority" {
  description = "Certificate of the mesh"
}

mesh {
  mtls = "permissive"
  ca   = secret.authority
}

service "stock" {
  port = 8080
}
