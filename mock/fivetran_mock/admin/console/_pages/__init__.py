"""The pages: each view takes a visit and returns an answer."""
