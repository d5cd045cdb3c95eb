"""Files into registers: read in a sandboxed child, checked row by row, compared, previewed, applied whole or not at all.

    file ──child──▶ staging file ──compare──▶ preview ──apply──▶ register
         (no keys,                (new, changed, unchanged,     (one transaction,
          no database,             set aside with the reason)    one event)
          limited memory and time)

`columns`, `mapping`, `readers`, `checks`, `issues` and `staging` are pure: the child imports nothing of Django.
"""
