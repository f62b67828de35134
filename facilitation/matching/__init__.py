"""Tandem formation: the round as a file, its objective, the solver, and answers that explain themselves."""
