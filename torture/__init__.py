"""Attacks on the client and the mock: malformed, damaged, killed and flooded; `python -m torture` runs them."""
