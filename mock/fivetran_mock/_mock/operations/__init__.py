"""One handler for each operation of the document."""
