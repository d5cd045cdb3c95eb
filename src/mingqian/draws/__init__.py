"""Freeze, sources, draw, sign, seal, open: the platform's side of the draw, around `lot`."""
