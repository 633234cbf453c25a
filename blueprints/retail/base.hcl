# The AWS retail store sample, release 1.6.2: what staging and production share.
# A file without a `platform` block is a base; it is read only by those that extend it.

locals {
  owner    = "platform@retail.example"
  registry = "public.ecr.aws/aws-containers/retail-store-sample"
  release  = "1.6.2"

  # The images run as uid 1000 on a read-only root file system and need only /tmp.
  user     = 1000
  writable = ["/tmp"]

  # Spring Boot serves probes and metrics under other paths than the Go and Node services.
  spring_live    = "/actuator/health/liveness"
  spring_ready   = "/actuator/health/readiness"
  spring_metrics = "/actuator/prometheus"

  # References keep their meaning in a local: the services' addresses inside the cluster.
  addresses = {
    catalog  = "http://${service.catalog.address}"
    carts    = "http://${service.carts.address}"
    orders   = "http://${service.orders.address}"
    checkout = "http://${service.checkout.address}"
  }
}

# Who gets in -----------------------------------------------------------------------------------

access {
  github { repository = "retail/platform" }

  # People sign in through one account and take a role here. This one reads, and changes nothing.
  operator "support" {
    principal = "arn:aws:iam::111122223333:role/retail-support"
  }

  # Restarts and rolls back the services of the purchase path, and no others.
  operator "checkout-team" {
    principal  = "arn:aws:iam::111122223333:role/retail-checkout"
    level      = "operate"
    namespaces = ["checkout", "orders"]
  }
}

# Stores ----------------------------------------------------------------------------------------

database "catalog" {
  engine = "aurora-mysql"

  # The catalog's driver settings carry no TLS option, so the database cannot insist on it.
  tls = "optional"
}

database "orders" {
  engine = "aurora-postgresql"
}

# Carts are read by id and listed by customer.
table "carts" {
  hash_key = "id"

  index "idx_global_customerId" { hash_key = "customerId" }
}

queue "orders" {
  # Longer than an order takes to process, so that nobody works on a message twice.
  visibility_seconds = 60
}

cache "checkout" {}

# Services --------------------------------------------------------------------------------------

service "ui" {
  image    = "${local.registry}-ui"
  tag      = local.release
  port     = 8080
  live     = local.spring_live
  ready    = local.spring_ready
  metrics  = local.spring_metrics
  user     = local.user
  writable = local.writable

  calls = [service.catalog, service.carts, service.orders, service.checkout]

  env = {
    for name, address in local.addresses : "RETAIL_UI_ENDPOINTS_${upper(name)}" => address
  }

  resources {
    cpu    = "128m"
    memory = "512Mi"
  }

  # The only service that is reached from outside.
  expose { path = "/" }

  slo {
    availability = 99.9
    latency_ms   = 800
  }
}

service "catalog" {
  image    = "${local.registry}-catalog"
  tag      = local.release
  port     = 8080
  live     = "/health"
  ready    = "/health"
  user     = local.user
  writable = local.writable

  uses = [database.catalog]

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

  slo { latency_ms = 300 }
}

service "carts" {
  image    = "${local.registry}-cart"
  tag      = local.release
  port     = 8080
  live     = local.spring_live
  ready    = local.spring_ready
  metrics  = local.spring_metrics
  user     = local.user
  writable = local.writable

  # The table needs no password: the role of the pod is enough.
  uses = [table.carts]

  env = {
    RETAIL_CART_PERSISTENCE_PROVIDER              = "dynamodb"
    RETAIL_CART_PERSISTENCE_DYNAMODB_TABLE_NAME   = table.carts.name
    RETAIL_CART_PERSISTENCE_DYNAMODB_CREATE_TABLE = false
  }

  resources {
    cpu    = "256m"
    memory = "512Mi"
  }

  slo { latency_ms = 300 }
}

service "orders" {
  image    = "${local.registry}-orders"
  tag      = local.release
  port     = 8080
  live     = local.spring_live
  ready    = local.spring_ready
  metrics  = local.spring_metrics
  user     = local.user
  writable = local.writable

  uses = [database.orders, queue.orders]

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

  # A lost order is lost money: half the errors that the other services may make.
  slo { availability = 99.95 }
}

service "checkout" {
  image    = "${local.registry}-checkout"
  tag      = local.release
  port     = 8080
  live     = "/health"
  ready    = "/health"
  user     = local.user
  writable = local.writable

  calls = [service.orders]
  uses  = [cache.checkout]

  env = {
    RETAIL_CHECKOUT_PERSISTENCE_PROVIDER = "redis"
    RETAIL_CHECKOUT_ENDPOINTS_ORDERS     = local.addresses.orders
  }

  # The URL holds the cache's token, so the whole of it is a secret.
  secrets = {
    RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL = "rediss://:${cache.checkout.token}@${cache.checkout.address}"
  }

  resources {
    cpu    = "128m"
    memory = "256Mi"
  }

  slo { availability = 99.95 }
}

# Mesh and monitoring ---------------------------------------------------------------------------

mesh {
  # Nothing inside the cluster speaks plain text.
  mtls = "strict"
}

monitoring {
  alert "team" { email = "retail-alerts@retail.example" }
}
