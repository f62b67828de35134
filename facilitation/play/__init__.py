"""A whole programme played through the program's real doors: a client of it, and nothing more."""
