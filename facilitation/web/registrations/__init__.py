"""Pages of who comes and who came."""
