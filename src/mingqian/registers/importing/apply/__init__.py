"""Compared rows into the register: the only writers of imports. Called inside the one transaction of a batch."""
