"""力量测算: working days against inspection days, unit by unit and month by month, before anybody signs.

`sums`, `remedies`, `stated` and `chart` are pure; `reading` puts the plan, the registers and the calendar into them.
"""
