"""All connector services as Fivetran has published them: their fields, and what follows from those."""
