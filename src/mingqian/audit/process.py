"""The process in which a verification started from a page runs: `python -m mingqian.audit.process RUN`."""

from __future__ import annotations

import sys

import django


def main(run_id: int) -> None:
    """Load the applications and carry out one run."""
    django.setup()
    from mingqian.audit.runs import carry_out

    carry_out(run_id)


if __name__ == "__main__":
    main(int(sys.argv[1]))
