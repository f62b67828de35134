"""Simulated people: clients of the program through its real doors, nothing more."""
