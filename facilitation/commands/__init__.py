"""Whatever changes: the catalogue of commands, the one door, and the handlers behind it."""
