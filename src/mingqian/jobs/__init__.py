"""Long work: what takes more than a moment is done in a process of its own, shows how far it is, and can be left.

A room registers its long works (`works.register`); a page calls `actions.hand_over`, which answers with a job when the
work is long and with None when it is short enough to be done at once.
"""
