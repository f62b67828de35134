"""The pages of solutions: canvases, transfer plans and commitments."""
