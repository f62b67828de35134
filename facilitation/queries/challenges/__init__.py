"""Challenges: what they are, who names them, the heat-map."""
