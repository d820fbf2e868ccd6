"""All connector services as Fivetran has published them: their fields, and the traits derived from them."""
