"""Bodies of requests: made of arguments, checked, and written as they are sent."""
