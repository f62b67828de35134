"""Boards: notes, clusters, votes, and what is harvested from them."""
