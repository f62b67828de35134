"""Documents as files, one renderer a file. `render` loads them all; HTML and Markdown also stand alone."""
