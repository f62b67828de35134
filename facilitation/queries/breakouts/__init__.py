"""Small groups: who is where, what is one's own, and what groups bring back."""
