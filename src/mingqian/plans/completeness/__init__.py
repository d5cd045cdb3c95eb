"""按规则核对名录: what the packs that bind an agency ask of its registers, beside what the registers hold.

`columns` counts, column by column, the rows that do not say what they should; `whole` holds the registers as a whole
against their rules: who must be on them, of what kind, on what basis.
"""
