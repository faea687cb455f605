"""The import contracts of pyproject.toml hold, and every module has a layer."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_the_import_contracts_hold(tmp_path):
    assert lint_imports(config_filename=str(PYPROJECT), cache_dir=str(tmp_path)) == EXIT_STATUS_SUCCESS
