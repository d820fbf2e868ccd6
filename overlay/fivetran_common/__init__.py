"""Private helpers of the client and the mock: JSON, files, text for output, command lines. Not a public API."""
