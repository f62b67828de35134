"""Pages of wishes: what cities want to learn, and what is known before tandems are formed."""
