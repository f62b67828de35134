"""Facilitation: peer learning between cities, from the first call to the minutes."""

__version__ = "0.1.0"
