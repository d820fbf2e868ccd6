"""The mock behind its adapters."""
