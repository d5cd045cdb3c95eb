"""The append-only, hash-chained record of every action, and the seals that bind live rows to it."""
