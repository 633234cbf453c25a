# Every store with every option off its default, at the longest legal labels: 24 characters each.
platform "warehouse-keep" {
  environment = "reporting"
  owner       = "platform@warehouse.example"
  domain      = "stores.warehouse.example"
}

region "us-gov-west-1" {}

access {
  github { repository = "warehouse/platform" }
}

monitoring { logs_days = 90 }

cache "sessions-of-all-visitors" {
  version   = "7.2"
  node_type = "cache.r6gd.xlarge"
  replicas  = 5
}

# The longest label, renamed: its cloud names keep the old one.
cache "answers-that-we-compute" {
  was = "answers-that-were-faster"
}

table "items-that-stand-on-rack" {
  hash_key  = "rack"
  range_key = "place:N"

  index "by.Item_and-time" {
    hash_key  = "item"
    range_key = "arrived:N"
  }

  index "by-picture" {
    hash_key = "picture:B"
  }
}

table "plain" {
  hash_key = "id"
}

queue "orders-in-their-sequence" {
  fifo               = true
  retention_hours    = 336
  max_receives       = 1
  visibility_seconds = 43200
}

queue "plain" {}

bucket "photos-of-the-full-shelf" {
  expire_days = 90
}

bucket "plain" {}

secret "partners-that-we-deliver" {
  description = "Keys of $${partners} and \"others\""
}

secret "whole" {}

secret "unread" {}

service "web" {
  port = 8080
  uses = [cache.sessions-of-all-visitors, table.plain, queue.plain, bucket.plain]

  env = { QUEUE = queue.plain.url, TABLE = table.plain.name }

  secrets = {
    REDIS = "rediss://:${cache.sessions-of-all-visitors.token}@${cache.sessions-of-all-visitors.address}"
    A     = secret.partners-that-we-deliver.api_key
    B     = secret.partners-that-we-deliver.user
    WHOLE = secret.whole
  }

  expose {}
}
