"""What some tests need beside the project: without it they skip with the reason, and fail where REDNET_SKIP_NOTHING says so."""

import os
import shutil
from importlib.util import find_spec

import pytest


def needed(*programs: str, modules: tuple[str, ...] = ()) -> str:
    """Return the path of the first of the programs that is there, or skip the test."""
    missing = [module for module in modules if find_spec(module) is None]
    found = next(filter(None, map(shutil.which, programs)), None)
    if programs and found is None:
        missing.append(" or ".join(programs))
    if missing:
        reason = f"needs {', '.join(missing)}"
        if os.environ.get("REDNET_SKIP_NOTHING"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found or ""
