"""The reads of solutions: canvases, transfer plans and commitments."""
