"""The nine-city programme that the project ships: its data and their loader."""
