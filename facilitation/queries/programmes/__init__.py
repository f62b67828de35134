"""Programmes: editions, emblems, the first setup."""
