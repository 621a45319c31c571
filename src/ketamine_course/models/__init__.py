"""Models: NumPy in, NumPy or pandas out; parameters come from the evidence tables."""
