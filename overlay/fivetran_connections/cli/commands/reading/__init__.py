"""Commands that read the account and change nothing."""
