"""Learns how the API behaves for an account: questions, and the ways to ask them."""
