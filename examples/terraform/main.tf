# A group with its destination, a connection with tables and a schedule, and a user (docs/terraform.md).
terraform {
  required_providers {
    fivetran = {
      source  = "fivetran/fivetran"
      version = "1.9.32"
    }
  }
}

# FIVETRAN_API_URL, FIVETRAN_APIKEY and FIVETRAN_APISECRET say where the API is and who asks.
provider "fivetran" {}

variable "password" {
  type      = string
  sensitive = true
}

resource "fivetran_group" "brand" {
  name = "Brand"
}

resource "fivetran_destination" "brand" {
  group_id         = fivetran_group.brand.id
  service          = "snowflake"
  region           = "GCP_US_EAST4"
  time_zone_offset = "0"
  run_setup_tests  = true

  config {
    host     = "account.snowflakecomputing.com"
    port     = 443
    database = "BRAND"
    auth     = "PASSWORD"
    user     = "FIVETRAN"
    password = var.password
  }
}

resource "fivetran_connector" "shop" {
  group_id        = fivetran_destination.brand.group_id
  service         = "postgres"
  run_setup_tests = true

  destination_schema {
    prefix = "shop"
  }

  config {
    host          = "db.example.com"
    port          = 5432
    database      = "shop"
    user          = "fivetran"
    password      = var.password
    update_method = "QUERY_BASED"
  }
}

resource "fivetran_connector_schema_config" "shop" {
  connector_id           = fivetran_connector.shop.id
  schema_change_handling = "BLOCK_ALL"

  schemas = {
    "public" = {
      enabled = true
      tables = {
        "account" = { enabled = true }
        "user" = {
          enabled = true
          columns = {
            "name" = { enabled = true, hashed = true }
          }
        }
      }
    }
  }
}

# It ends the pause once the tables are set, since it refers to their configuration.
resource "fivetran_connector_schedule" "shop" {
  connector_id      = fivetran_connector_schema_config.shop.id
  sync_frequency    = "60"
  paused            = "false"
  pause_after_trial = "false"
  schedule_type     = "auto"
}

resource "fivetran_user" "ada" {
  email       = "ada@example.com"
  given_name  = "Ada"
  family_name = "King"
  role        = "Account Reviewer"
}

resource "fivetran_group_users" "brand" {
  group_id = fivetran_group.brand.id

  user {
    email = fivetran_user.ada.email
    role  = "Destination Analyst"
  }
}
