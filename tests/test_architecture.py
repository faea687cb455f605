"""The import contracts of pyproject.toml hold, and every module has a layer."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]

# In a process of its own: import-linter looks for packages with import hooks that other tests may have touched.
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_the_import_contracts_hold():
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stdout
