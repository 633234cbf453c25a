# What every environment of the clinic shares.
locals {
  owner = "platform@clinic.example"
  tags  = { DataClass = "health", CostCentre = "2207" }
  image = "ghcr.io/clinic/booking"
}

access {
  github { repository = "clinic/platform" }

  operator "on-call" {
    principal  = "arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_OnCall_0123456789abcdef"
    level      = "operate"
    namespaces = ["booking", "reminders"]
  }
}

database "booking" {
  engine = "postgres"
  class  = "db.m8g.large"
}

queue "reminders" { retention_hours = 24 }

service "booking" {
  image = local.image
  tag   = "2.4.1"
  port  = 8080
  uses  = [database.booking, queue.reminders]

  env = {
    DATABASE_HOST = database.booking.host
    DATABASE_PORT = database.booking.port
    QUEUE_URL     = queue.reminders.url
    LOG_LEVEL     = "info"
  }

  secrets = {
    DATABASE_URL = "postgres://${database.booking.username}:${database.booking.password}@${database.booking.host}/${database.booking.name}"
  }

  expose { host = "book.${local.zone}" }
}

# Sends what is due, every ten minutes.
service "reminders" {
  schedule = "*/10 * * * *"
  image    = local.image
  tag      = "2.4.1"
  args     = ["remind"]
  uses     = [queue.reminders]
  env      = { QUEUE_URL = queue.reminders.url }
  egress   = ["api.sms.example:443"]
}
