# Every engine and every option of a database that differs from its default, at the longest legal
# labels and names: 24 characters each.
platform "warehouse-data" {
  environment = "reporting"
  owner       = "platform@warehouse.example"
  domain      = "warehouse.example"
}

region "ap-southeast-2" {}

access {
  github { repository = "warehouse/platform" }
}

monitoring { logs_days = 90 }

# Aurora: a reader in each zone, protected although it is no production, behind a proxy.
database "postgresql-of-the-orders" {
  engine      = "aurora-postgresql"
  version     = "16.13"
  class       = "db.r7g.2xlarge"
  instances   = 3
  name        = "Orders_2"
  backup_days = 7
  proxy       = true
  protect     = true
}

# A writer alone, that clients reach without TLS, directly and through the proxy.
database "mysql-that-clients-share" {
  engine    = "aurora-mysql"
  version   = "8.0.mysql_aurora.3.08.2"
  class     = "db.t4g.large"
  instances = 1
  proxy     = true
  tls       = "optional"
}

# RDS: renamed, so its cloud names stay; the volume is as large as RDS allows and cannot grow.
database "postgres-with-new-labels" {
  engine  = "postgres"
  version = "15.17"
  storage = 65536
  proxy   = true
  tls     = "optional"
  was     = "postgres-with-old-labels"
}

database "reports" {
  engine      = "mysql"
  class       = "db.m8g.large"
  storage     = 20
  backup_days = 1
  protect     = true
}

# The defaults, beside databases of the same engine.
database "defaults" {
  engine = "aurora-postgresql"
}

service "web" {
  port = 8080
  uses = [database.postgresql-of-the-orders, database.reports]

  env = {
    READER = database.postgresql-of-the-orders.reader
    HOST   = database.reports.host
  }

  expose {}
}
