"""What the examples have other programs run is run, and what they say of exit codes is true."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from rednet_crawler import errors
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import FAST, run_in

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
ONCE_MORE = {
    errors.EXIT_COMPLETE,
    errors.EXIT_INTERNAL,
    errors.EXIT_STORAGE,
    errors.EXIT_INTERRUPTED,
}
"""Done, or worth another try right away."""
EXIT_CODES = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}


def cron_job() -> dict[str, Any]:
    text = (EXAMPLES / "kubernetes/cronjob.yaml").read_text(encoding="utf-8")
    (found,) = (each for each in yaml.safe_load_all(text) if each["kind"] == "CronJob")
    return dict(found["spec"]["jobTemplate"]["spec"])


def airflow(*names: str) -> dict[str, Any]:
    """Return what the file for Airflow defines under some names, without the rest of it."""
    tree = ast.parse((EXAMPLES / "airflow/rednet_stations.py").read_text(encoding="utf-8"))
    kept = [
        node
        for node in tree.body
        if getattr(node, "name", None) in names
        or (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) in names)
    ]
    found: dict[str, Any] = {}
    exec(compile(ast.Module(kept, []), "rednet_stations.py", "exec"), found)  # noqa: S102 - a file of ours
    return found


@pytest.mark.parametrize("example", ["kubernetes", "airflow"])
def test_the_command_of_an_example_crawls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    if example == "kubernetes":
        (container,) = cron_job()["template"]["spec"]["containers"]
        words = container["args"]
    else:
        program, *words = airflow("command")["command"]("hh")
        assert program == "rednet"
        monkeypatch.setenv("REDNET_ARCHIVE", "sqlite:///rednet.db")
    with serve(build_station(20)) as address:
        assert run_in(tmp_path, "rednet_crawler", *words, *FAST, site=address).code == 0
    assert (tmp_path / "rednet.db").exists()


def test_kubernetes_tries_again_what_may_come_to_something_else() -> None:
    job = cron_job()
    (rule,) = (rule for rule in job["podFailurePolicy"]["rules"] if rule["action"] == "FailJob")
    assert set(rule["onExitCodes"]["values"]) == EXIT_CODES - ONCE_MORE
    pod = job["template"]["spec"]
    assert pod["restartPolicy"] == "Never"  # what a policy on exit codes asks for
    assert rule["onExitCodes"]["containerName"] in {
        container["name"] for container in pod["containers"]
    }
    assert {mount["name"] for mount in pod["containers"][0]["volumeMounts"]} == {
        each["name"] for each in pod["volumes"]
    }


def test_airflow_tries_again_what_may_come_to_something_else() -> None:
    found = airflow("AS_IT_IS", "HELD")
    assert found["HELD"] == errors.EXIT_HELD
    assert set(found["AS_IT_IS"]) == EXIT_CODES - ONCE_MORE - {errors.EXIT_HELD}


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]+\])?==(\S+)", text, re.MULTILINE))


def test_an_image_has_what_runs_it_in_the_versions_that_are_tested_and_nothing_else() -> None:
    run, tested = pins("requirements-run.lock"), pins("requirements.lock")
    assert run.items() <= tested.items()
    assert not {"pytest", "mypy", "ruff", "pandas", "polars", "selenium", "hypothesis"} & run.keys()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    (every,) = extras["all"]
    used = re.findall(r"[a-z]+", every.partition("[")[2])
    wanted = [*project["dependencies"], *(each for name in used for each in extras[name])]
    names = {re.split(r"[^A-Za-z0-9.-]", each)[0].lower().replace(".", "-") for each in wanted}
    assert names - {"rednet-crawler"} <= run.keys()


def test_an_image_is_made_of_what_it_may_copy() -> None:
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (.+)$", steps, re.MULTILINE)
        for name in line.split()[:-1]
    }
    kept = set(
        re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER (?!0|root)", steps, re.MULTILINE)


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=str)
def test_a_workflow_and_a_form_can_be_read(path: Path) -> None:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert read["name"]
    if path.parent.name == "workflows":
        assert read["permissions"] == {"contents": "read"}
        assert read["jobs"]
    else:
        assert all(field["type"] in ("input", "textarea") for field in read["body"])
