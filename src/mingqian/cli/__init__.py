"""Thin commands that call actions. `python -m mingqian.cli`, behind `./run`."""
