"""The process in which a job runs: `python -m mingqian.jobs.process JOB`."""

from __future__ import annotations

import sys

import django


def main(job_id: int) -> int:
    """Load the applications and carry out one job."""
    django.setup()
    from mingqian.jobs.runs import carry_out

    return carry_out(job_id)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
