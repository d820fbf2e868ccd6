"""Commands about files of connections."""
