# The AWS retail store sample, version 1.6.2: what its environments share.
# A file without a `platform` block is read only by those that extend it.
locals {
  owner    = "platform@retail.example"
  registry = "public.ecr.aws/aws-containers/retail-store-sample"
  release  = "1.6.2"
  # Spring Boot's probes and metrics, which three of the services have.
  live    = "/actuator/health/liveness"
  ready   = "/actuator/health/readiness"
  metrics = "/actuator/prometheus"
}

access {
  github { repository = "retail/platform" }
}

database "catalog" {
  engine = "aurora-mysql"
  # The catalog's driver has no setting for TLS.
  tls = "optional"
}

database "orders" {
  engine = "aurora-postgresql"
}

table "carts" {
  hash_key = "id"

  index "idx_global_customerId" {
    hash_key = "customerId"
  }
}

cache "checkout" {}

queue "orders" {}

service "ui" {
  image    = "${local.registry}-ui"
  tag      = local.release
  port     = 8080
  live     = local.live
  ready    = local.ready
  metrics  = local.metrics
  user     = 1000
  writable = ["/tmp"]
  calls    = [service.catalog, service.carts, service.orders, service.checkout]

  env = {
    for name in ["catalog", "carts", "orders", "checkout"] :
    "RETAIL_UI_ENDPOINTS_${upper(name)}" => local.addresses[name]
  }

  resources {
    cpu    = "128m"
    memory = "512Mi"
  }

  # The only service that is reached from outside.
  expose { path = "/" }
}

# References keep their meaning in a local: the services' addresses inside the cluster.
locals {
  addresses = {
    catalog  = "http://${service.catalog.address}"
    carts    = "http://${service.carts.address}"
    orders   = "http://${service.orders.address}"
    checkout = "http://${service.checkout.address}"
  }
}

service "catalog" {
  image    = "${local.registry}-catalog"
  tag      = local.release
  port     = 8080
  live     = "/health"
  ready    = "/health"
  user     = 1000
  writable = ["/tmp"]
  uses     = [database.catalog]

  env = {
    RETAIL_CATALOG_PERSISTENCE_PROVIDER = "mysql"
    RETAIL_CATALOG_PERSISTENCE_ENDPOINT = "${database.catalog.host}:${database.catalog.port}"
    RETAIL_CATALOG_PERSISTENCE_DB_NAME  = database.catalog.name
  }

  secrets = {
    RETAIL_CATALOG_PERSISTENCE_USER     = database.catalog.username
    RETAIL_CATALOG_PERSISTENCE_PASSWORD = database.catalog.password
  }

  resources {
    cpu    = "256m"
    memory = "256Mi"
  }
}

service "carts" {
  image    = "${local.registry}-cart"
  tag      = local.release
  port     = 8080
  live     = local.live
  ready    = local.ready
  metrics  = local.metrics
  user     = 1000
  writable = ["/tmp"]
  uses     = [table.carts]

  env = {
    RETAIL_CART_PERSISTENCE_PROVIDER              = "dynamodb"
    RETAIL_CART_PERSISTENCE_DYNAMODB_TABLE_NAME   = table.carts.name
    RETAIL_CART_PERSISTENCE_DYNAMODB_CREATE_TABLE = false
  }

  resources {
    cpu    = "256m"
    memory = "512Mi"
  }
}

service "orders" {
  image    = "${local.registry}-orders"
  tag      = local.release
  port     = 8080
  live     = local.live
  ready    = local.ready
  metrics  = local.metrics
  user     = 1000
  writable = ["/tmp"]
  uses     = [database.orders, queue.orders]

  env = {
    RETAIL_ORDERS_PERSISTENCE_PROVIDER = "postgres"
    RETAIL_ORDERS_PERSISTENCE_ENDPOINT = "${database.orders.host}:${database.orders.port}"
    RETAIL_ORDERS_PERSISTENCE_NAME     = database.orders.name
    RETAIL_ORDERS_MESSAGING_PROVIDER   = "sqs"
    RETAIL_ORDERS_MESSAGING_SQS_TOPIC  = queue.orders.name
  }

  secrets = {
    RETAIL_ORDERS_PERSISTENCE_USERNAME = database.orders.username
    RETAIL_ORDERS_PERSISTENCE_PASSWORD = database.orders.password
  }

  resources {
    cpu    = "256m"
    memory = "512Mi"
  }
}

service "checkout" {
  image    = "${local.registry}-checkout"
  tag      = local.release
  port     = 8080
  live     = "/health"
  ready    = "/health"
  user     = 1000
  writable = ["/tmp"]
  calls    = [service.orders]
  uses     = [cache.checkout]

  env = {
    RETAIL_CHECKOUT_PERSISTENCE_PROVIDER = "redis"
    RETAIL_CHECKOUT_ENDPOINTS_ORDERS     = local.addresses.orders
  }

  # The whole URL is a secret, because it holds the cache's token.
  secrets = {
    RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL = "rediss://:${cache.checkout.token}@${cache.checkout.address}"
  }

  resources {
    cpu    = "128m"
    memory = "256Mi"
  }
}
