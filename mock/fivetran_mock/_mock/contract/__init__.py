"""What the document says: routes, request and reply schemas, and comparisons with them."""
