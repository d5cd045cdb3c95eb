"""List, open, new, edit, retire, restore, history, export, template, the queue of blank jurisdictions, recusals.

`register.py` says what a register's list is; `item.py`, `subject.py`, `inspector.py` and `expert.py` declare the four;
the views work on any of them.
"""
