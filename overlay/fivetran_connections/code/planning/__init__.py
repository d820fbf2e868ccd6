"""Plan: what an apply would create, change, replace and delete, and why."""
