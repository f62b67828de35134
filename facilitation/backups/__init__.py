"""Backing up everything that the program keeps, and restoring it into an empty place."""
