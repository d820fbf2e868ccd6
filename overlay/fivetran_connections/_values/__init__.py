"""Values and how they are kept: secrets, masks, JSON, results."""
