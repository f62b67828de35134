"""Tandems: rounds, answers, publishing."""
