"""The rules, in the standard library only: what may be done, by whom, and what follows from it."""
