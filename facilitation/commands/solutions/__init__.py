"""The commands of solutions: canvases, transfer plans and commitments."""
