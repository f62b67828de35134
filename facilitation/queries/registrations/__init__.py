"""Reads of who comes and who came."""
