"""The commands about connector services: the catalogue, templates and types."""
