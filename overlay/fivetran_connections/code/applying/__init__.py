"""Apply a plan: carry out its changes, each on its own, and report what became of them."""
