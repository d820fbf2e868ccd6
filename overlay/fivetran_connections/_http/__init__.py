"""One call as HTTP: credentials, clients, retries."""
