"""Practices of cities: what they offer, to whom it may help, sheets."""
