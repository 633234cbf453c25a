# More hosts than a certificate has names: the domain and its wildcard instead. All of them gRPC.
platform "hosts" {
  environment = "staging"
  owner       = "platform@hosts.example"
  domain      = "hosts.example"
}

region "eu-west-1" {}

access {
  github { repository = "hosts/platform" }
}

service "s1" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s1.hosts.example"
  }
}

service "s2" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s2.hosts.example"
  }
}

service "s3" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s3.hosts.example"
  }
}

service "s4" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s4.hosts.example"
  }
}

service "s5" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s5.hosts.example"
  }
}

service "s6" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s6.hosts.example"
  }
}

service "s7" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s7.hosts.example"
  }
}

service "s8" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s8.hosts.example"
  }
}

service "s9" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s9.hosts.example"
  }
}

service "s10" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s10.hosts.example"
  }
}

service "s11" {
  port     = 9090
  protocol = "grpc"

  expose {
    host = "s11.hosts.example"
  }
}
