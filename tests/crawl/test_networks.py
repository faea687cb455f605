"""Networks as people have them, each in namespaces of its own: a crawl is whole, or says in one line what to do."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.conftest import FAST, ROOT, environment_of
from tests.outside import in_a_network, needed

V4, V6, FAKE, INSIDE, INSIDE6 = "113.240.0.5", "2400:3200::5", "198.18.0.5", "10.1.2.3", "fc00::5"
Network = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Make an authority, and certificates of it: for the site's hosts, for another, one that is out of date."""
    openssl, folder = needed("openssl"), tmp_path_factory.mktemp("certificates")

    def made(name: str, *words: str) -> str:
        file = folder / f"{name}.pem"
        key = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            str(file),
        ]
        command = [
            openssl,
            "req",
            "-x509",
            *key,
            "-out",
            f"{file}.crt",
            "-subj",
            f"/CN={name}",
            "-days",
            "30",
            *words,
        ]
        subprocess.run(command, check=True, capture_output=True)
        file.write_text(
            file.read_text(encoding="ascii") + Path(f"{file}.crt").read_text(encoding="ascii"),
            encoding="ascii",
        )
        return str(file)

    authority = made("authority")
    signed = ("-CA", f"{authority}.crt", "-CAkey", authority)
    leaf = ("-addext", "basicConstraints=critical,CA:FALSE")
    return {
        "authority": f"{authority}.crt",
        "site": made("site", *signed, *leaf, "-addext", "subjectAltName=DNS:*.rednet.cn"),
        "other": made("portal", *signed, *leaf, "-addext", "subjectAltName=DNS:portal.example"),
        "unknown": made("unknown", *leaf, "-addext", "subjectAltName=DNS:*.rednet.cn"),
    }


@pytest.fixture
def network(tmp_path: Path, certificates: dict[str, str]) -> Network:
    """Run a crawl in a network of its own."""

    def run(*words: str, certificate: str = "site", **plan: Any) -> dict[str, Any]:
        command = [
            "-m",
            "rednet_crawler",
            "crawl",
            "--archive",
            "sqlite:///a.db",
            "-o",
            "a.jsonl",
            *FAST,
            *words,
        ]
        whole = {
            "command": command, "folder": str(tmp_path), "authority": certificates["authority"],
            "certificate": certificates.get(certificate, certificate), **plan,
        }  # fmt: skip
        (tmp_path / "plan.json").write_text(json.dumps(whole), encoding="utf-8")
        environment = {
            key: value for key, value in environment_of(None).items() if "proxy" not in key.lower()
        }
        done = subprocess.run(
            in_a_network([sys.executable, "-m", "tests.crawl.inside", "plan.json"]),
            cwd=tmp_path, env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=100, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        answer: dict[str, Any] = json.loads(done.stdout)
        answer["rows"] = (
            (tmp_path / "a.jsonl").read_bytes().count(b"\n")
            if (tmp_path / "a.jsonl").exists()
            else 0
        )
        assert "Traceback" not in answer["err"]
        assert "twisted" not in answer["err"]
        assert {host for host in answer["asked"] if not host.endswith(".rednet.cn")} == set()
        return answer

    return run


@pytest.mark.parametrize(
    ("names", "serve", "words"),
    [
        ([FAKE], [FAKE], ()),
        ([V6], [V6], ()),
        ([V4, V6], [V4], ()),
        ([V4, V6], [V6], ()),
        ([FAKE, INSIDE6], [FAKE], ()),
        ([INSIDE], [INSIDE], ("-s", "REDNET_PRIVATE_NETWORKS=10.1.0.0/16")),
    ],
    ids=[
        "fake-ip",
        "ipv6-only",
        "both-ipv4-answers",
        "both-ipv6-answers",
        "fake-ip-and-fake-ipv6",
        "private-allowed",
    ],
)
def test_a_crawl_is_whole(
    network: Network, names: list[str], serve: list[str], words: tuple[str, ...]
) -> None:
    done = network(*words, names=names, serve=serve)
    assert (done["code"], done["rows"]) == (0, 20), done["err"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            INSIDE,
            "(10.0.0.0/8, a private network); set REDNET_PRIVATE_NETWORKS=10.0.0.0/8 where that is meant",
        ),
        (
            INSIDE6,
            "(fc00::/7, a private network); set REDNET_PRIVATE_NETWORKS=fc00::/7 where that is meant",
        ),
        ("127.0.0.1", "(127.0.0.0/8, this machine); look at the name server"),
    ],
)
def test_a_name_that_leads_inside_is_refused_with_its_range(
    network: Network, address: str, told: str
) -> None:
    done = network(names=[address], serve=[address])
    assert (done["code"], done["asked"]) == (4, [])
    assert f"hh.rednet.cn resolves to {address}, no public address: not asked {told}" in done["err"]


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        ("other", "the certificate is not one of hh.rednet.cn: a log-in page of this network"),
        (
            "unknown",
            "the certificate of hh.rednet.cn does not verify: a log-in page of this network",
        ),
        ("none", "no encrypted connection to hh.rednet.cn could be made (wrong version number)"),
        ("silent", "hh.rednet.cn closed the connection without a whole answer"),
    ],
)
def test_a_connection_that_is_not_the_site_s_is_told_in_words(
    network: Network, certificate: str, told: str
) -> None:
    done = network(names=[V4], serve=[V4], certificate=certificate)
    assert (done["code"], done["asked"]) == (4, [])
    assert told in done["err"]
    assert done["seconds"] < 45  # half a minute, on a busy machine


@pytest.mark.parametrize(
    "environment",
    [
        {"https_proxy": "http://127.0.0.1:7890"},
        {"https_proxy": "127.0.0.1:7890", "all_proxy": "socks5://127.0.0.1:7891"},
        {"ALL_PROXY": "http://me:se%40cret@127.0.0.1:7890"},
    ],
    ids=["https_proxy", "without-scheme-before-socks", "all_proxy-upper-case"],
)
def test_a_crawl_goes_through_the_proxy_of_the_environment(
    network: Network, environment: dict[str, str]
) -> None:
    done = network(
        serve=[V4], proxy=7890, environment=environment
    )  # no name server: the proxy knows the names
    assert (done["code"], done["rows"]) == (0, 20), done["err"]
    assert {line.partition(" ")[0] for line in done["tunnels"]} <= {
        f"{name}.rednet.cn:443" for name in ("hh", "moment", "front-web")
    }
    assert ("Basic " in done["tunnels"][0]) == ("me:" in str(environment))
    assert "cret" not in done["out"] + done["err"]


def test_without_a_name_server_the_crawl_says_so_soon(network: Network) -> None:
    done = network("-s", "RETRY_TIMES=2")
    assert done["code"] == 4
    assert "hh.rednet.cn has no address; check the network and its name server" in done["err"]
    assert done["seconds"] < 45  # half a minute, on a busy machine


PORTAL = "http://10.0.0.1/login?from=hh"


@pytest.mark.parametrize(
    ("plan", "asked", "told"),
    [
        (
            {"names": [V4], "serve": [V4]},
            1,
            f"hh.rednet.cn: a log-in page of this network seems to answer in its place ({PORTAL})",
        ),
        (
            {
                "serve": [V4],
                "portals": [["127.0.0.1", 7890]],
                "environment": {"https_proxy": "127.0.0.1:7890"},
            },
            1,
            "the proxy http://127.0.0.1:7890 does not connect to hh.rednet.cn: it answers 302, as log-in pages",
        ),
        (
            {"names": [V4], "portals": [[V4, 80]], "also": [V4]},
            0,
            "hh.rednet.cn refuses connections; where this network has a log-in page, log in",
        ),
        (
            {"names": [V4], "portals": [[V4, 443]], "also": [V4]},
            0,
            "no encrypted connection to hh.rednet.cn could be made",
        ),
        (
            {"names": ["10.0.0.1"]},
            0,
            "hh.rednet.cn resolves to 10.0.0.1, no public address: not asked",
        ),
    ],
    ids=["behind-tls", "as-proxy", "http-alone", "http-at-443", "by-the-name-server"],
)
def test_a_log_in_page_of_the_network(
    network: Network, plan: dict[str, Any], asked: int, told: str
) -> None:
    portals = [*plan.get("portals", ()), ["10.0.0.1", 80]]
    done = network(
        **plan | {"portals": portals, "also": [*plan.get("also", ()), "10.0.0.1"]}, portal=PORTAL
    )
    assert (done["code"], done["rows"], len(done["asked"])) == (4, 0, asked), done["err"]
    assert told in done["err"]
    assert done["seconds"] < 45  # half a minute, on a busy machine
