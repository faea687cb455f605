"""The import contracts of pyproject.toml hold, and every module has a layer."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_the_import_contracts_hold(tmp_path):
    assert lint_imports(config_filename="pyproject.toml", cache_dir=str(tmp_path)) == EXIT_STATUS_SUCCESS
