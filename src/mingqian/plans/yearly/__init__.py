"""A year planned by arithmetic: what the rules demand of this register, and the lines that reach it.

The rules' side is pure and lives in `law.demand` and `law.plan_lines`; here registers become counts, counts become
proposed lines, and saved lines become what the arithmetic reads.
"""
