"""Reads of wishes: what cities want to learn, who has said nothing yet, and who sees it."""
