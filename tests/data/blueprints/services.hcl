# Every kind of workload, every protocol, and texts that would be something else if they were printed
# carelessly; tests/data/texts.json has the same texts as they are.
platform "kinds" {
  environment = "staging"
  owner       = "platform@kinds.example"
  domain      = "kinds.example"
}

region "eu-west-1" {}

access {
  github { repository = "kinds/platform" }
}

nodes "general" {}

# Renamed: its nodes keep the old label, and its taints have every effect.
nodes "apart" {
  was           = "aside"
  architectures = ["arm64"]
  taints        = ["kinds.example/apart=true:NoSchedule", "kinds.example/soon=:NoExecute", "kinds.example/rather=x:PreferNoSchedule"]
}

database "orders" { engine = "aurora-postgresql" }

queue "mail" {}

# Canary, on a host that it shares with two others below it.
service "front" {
  port   = 8080
  calls  = [service.api, service.bytes]
  expose { path = "/" }

  env = {
    API   = "http://${service.api.address}/"
    BYTES = service.bytes.address
  }

  release {
    steps         = [5, 25, 50]
    pause_seconds = 300
  }
}

service "api" {
  image        = "registry.example:5000/team/api"
  tag          = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  port         = 80
  metrics_port = 9100
  uses         = [database.orders, queue.mail]
  nodes        = nodes.apart
  writable     = ["/tmp", "/var/cache/api"]
  expose { path = "/api/" }

  env = {
    ADDRESS = "postgres://${database.orders.host}:${database.orders.port}/${database.orders.name}"
    QUEUE   = queue.mail.url
  }

  secrets = { PASSWORD = database.orders.password }

  scale {
    min = 1
    max = 1
  }
}

service "calls" {
  port     = 9000
  protocol = "grpc"
  calls    = [service.api]

  expose {
    path = "/api/v2.0+"
  }

  slo {
    availability = 99.95
    percentile   = 99.9
  }
}

# Connections by weight; nothing that a browser could ask for.
service "bytes" {
  port     = 7000
  protocol = "tcp"
  metrics  = "none"
  release { pause_seconds = 0 }
}

service "swap" {
  port    = 8080
  ready   = "tcp"
  release { strategy = "blue-green" }
}

service "slow" {
  port    = 8080
  live    = "/alive"
  ready   = "grpc"
  release { strategy = "rolling" }
}

service "night" {
  schedule = "15 3 * * *"
  calls    = [service.api]
  uses     = [queue.mail]
  env      = { QUEUE = queue.mail.url }
  egress   = ["smtp.example.com:587", "203.0.113.0/24:5671"]
}

service "hostile" {
  port    = 8080
  tag     = "_A.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  command = ["$(T01)", "$$(T01) $$ $ a$b $${c} $", " a: b # {{ .Values.name }} {{ fail \"x\" }} ", "'single' \"double\" `back` \\ \\n", "first\nsecond\n---\nkind: Pod\n", "$(PATH)$$(HOME)$$$(X)"]
  args    = ["$(T01)", "$$(T01) $$ $ a$b $${c} $", " a: b # {{ .Values.name }} {{ fail \"x\" }} ", "'single' \"double\" `back` \\ \\n", "first\nsecond\n---\nkind: Pod\n", "$(PATH)$$(HOME)$$$(X)"]

  env = {
    T00 = "$(T01)"
    T01 = "$$(T01) $$ $ a$b $${c} $"
    T02 = "yes"
    T03 = "0x1f"
    T04 = "1e3"
    T05 = ""
    T06 = " a: b # {{ .Values.name }} {{ fail \"x\" }} "
    T07 = "'single' \"double\" `back` \\ \\n"
    T08 = "first\nsecond\n---\nkind: Pod\n"
    T09 = "- *a &b !c %d @e | >"
    T10 = "~"
    T11 = "\u00e4\u00f6\u00fc \u2603 \u2028 tab\there"
    T12 = "$(PATH)$$(HOME)$$$(X)"
    T13 = "%%{ if true }%%{{ endif }}"
  }
}

# The same texts, beside what only an apply knows.
service "letters" {
  schedule = "@daily"
  uses     = [queue.mail]

  env = {
    F00 = "${queue.mail.url}$(T01)"
    F01 = "${queue.mail.url}$$(T01) $$ $ a$b $${c} $"
    F02 = "${queue.mail.url}yes"
    F03 = "${queue.mail.url}0x1f"
    F04 = "${queue.mail.url}1e3"
    F05 = "${queue.mail.url}"
    F06 = "${queue.mail.url} a: b # {{ .Values.name }} {{ fail \"x\" }} "
    F07 = "${queue.mail.url}'single' \"double\" `back` \\ \\n"
    F08 = "${queue.mail.url}first\nsecond\n---\nkind: Pod\n"
    F09 = "${queue.mail.url}- *a &b !c %d @e | >"
    F10 = "${queue.mail.url}~"
    F11 = "${queue.mail.url}\u00e4\u00f6\u00fc \u2603 \u2028 tab\there"
    F12 = "${queue.mail.url}$(PATH)$$(HOME)$$$(X)"
    F13 = "${queue.mail.url}%%{ if true }%%{{ endif }}"
  }
}
