"""Parts of pages: a body as lines, a request in other forms, states as a drawing."""
