"""The tests; laws first, examples second."""
