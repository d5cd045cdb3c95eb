"""The product's own settings, pointed at a folder of their own: a test never touches an installation's data or keys.

Child processes of the product (imports, verifications) inherit the folder through the environment and load the
product's settings themselves.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_made_here = "MINGQIAN_TEST_DATA" not in os.environ
if _made_here:
    os.environ["MINGQIAN_TEST_DATA"] = tempfile.mkdtemp(prefix="mingqian-tests-")
    atexit.register(shutil.rmtree, os.environ["MINGQIAN_TEST_DATA"], ignore_errors=True)

DATA_OF_THIS_PROCESS = Path(os.environ["MINGQIAN_TEST_DATA"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
"""One folder a worker: two of them never write the same file."""

DATA_OF_THIS_PROCESS.mkdir(parents=True, exist_ok=True)
os.environ["MINGQIAN_DATA"] = str(DATA_OF_THIS_PROCESS)
os.environ["DJANGO_SETTINGS_MODULE"] = "mingqian.site.settings"
_SOURCE = str(Path(__file__).resolve().parent.parent / "src")
if _SOURCE not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_SOURCE, os.environ.get("PYTHONPATH"))))
for _name in (
    "MINGQIAN_ENV",
    "MINGQIAN_SECRET_KEY",
    "MINGQIAN_HOSTS",
    "MINGQIAN_HTTPS",
    "MINGQIAN_PROXIES",
    "MINGQIAN_KEYS",
    "MINGQIAN_TSA",
    "MINGQIAN_TSA_ROOT",
):
    os.environ.pop(_name, None)

from mingqian.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Quick: nothing here depends on passwords being slow to try."""

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # type: ignore[name-defined]  # noqa: F405 -- its absence is a warning, and those are errors

if "sqlite" in DATABASES["default"]["ENGINE"]:  # type: ignore[name-defined]  # noqa: F405
    # A file, as in the product: WAL, BEGIN IMMEDIATE and other processes behave as they will there.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_OF_THIS_PROCESS / "tests.sqlite3")}  # type: ignore[name-defined]  # noqa: F405
