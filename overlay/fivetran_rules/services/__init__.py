"""One module of rules per connector service; ``SERVICE_RULES`` lists them."""
