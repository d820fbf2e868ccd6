"""pytest plugin of the mock (fixtures follow)."""
