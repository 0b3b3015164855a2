"""Do the two commands, the image and the deployment say what the program really understands?"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.tree import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CONFIG = (ROOT / "server/config.py").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = ("migrate", "web", "worker")


# What a surrounding `make test` hands down would make the inner make talk of folders and jobs.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def run(*command: str, said: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**CLEAN, **env},
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_help_lists_every_target_that_a_person_needs() -> None:
    listed = run("make", "help").stdout
    for target in ("setup", "demo", "test", "serve", "work", "lint", "contract", "clean"):
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target


@pytest.mark.parametrize(("target", "command"), [("demo", "demo"), ("serve", "serve"), ("work", "work")])
def test_targets_start_the_program(target: str, command: str) -> None:
    planned = run("make", "-n", target).stdout
    assert planned.rstrip().endswith(f"exec .venv/bin/waybill {command}")


def test_the_port_given_to_make_reaches_the_program() -> None:
    probe = f"include {ROOT / 'Makefile'}\nsay:\n\t@echo $$PORT $$WAYBILL_DATA\n"
    said = run("make", "-s", "-f", "-", "say", "PORT=8123", "WAYBILL_DATA=elsewhere", said=probe).stdout
    assert said.split() == ["8123", "elsewhere"]


def test_the_whole_check_is_make_test() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("\nmake test")
    assert os.access(ROOT / ".ci/run", os.X_OK)
    planned = run("make", "-n", "test").stdout
    for part in ("tests/setup.sh", "ruff check", "ruff format --check", "mypy", "npm run --silent check"):
        assert part in planned, part
    assert "npm test" in planned
    assert re.search(r'/pytest -n \d --dist loadfile .* -m "not alone" --ignore tests/browser\n', planned)
    assert re.search(r'/pytest -n \d --dist loadfile .* -m "not alone" tests/browser\n', planned)
    assert planned.rstrip().endswith(".venv/bin/pytest -m alone tests/browser")
    marked = {path for path in (ROOT / "tests").rglob("test_*.py") if "pytest.mark.alone" in path.read_text()}
    assert marked - {Path(__file__)} <= {*(ROOT / "tests/browser").iterdir()}


@pytest.mark.parametrize("script", [".ci/run", ".ci/find-python", "tests/setup.sh"])
def test_shell_scripts_are_well_formed(script: str) -> None:
    shell = (ROOT / script).read_text(encoding="utf-8").partition("\n")[0].rpartition("/")[2].split()[-1]
    checked = run(shell, "-n", script)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("there", [(), ("redis-server",), ("google-chrome",), ("chromium", "redis-server")])
def test_what_the_tests_need_is_installed_where_it_is_missing(tmp_path: Path, there: tuple[str, ...]) -> None:
    log = tmp_path / "asked"
    for name in ("id", "apt-get", "env", *there):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$@" >> {log}\necho 0\n')
        (tmp_path / name).chmod(0o755)
    done = run("/bin/sh", "tests/setup.sh", PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    asked = log.read_text().split() if log.exists() else []
    browser = {"chromium", "google-chrome"}
    assert ("chromium" in asked) == browser.isdisjoint(there)
    assert ("redis-server" in asked) == ("redis-server" not in there)


def test_a_python_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    for version in ("3.14", "3.13", "3.12"):
        shim = tmp_path / f"python{version}"
        shim.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
        shim.chmod(0o755)
    (tmp_path / "python3").symlink_to(sys.executable)
    found = run("sh", ".ci/find-python", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert found.returncode == 0, found.stderr
    assert not found.stdout.startswith(str(tmp_path / "python3."))
    version = run(found.stdout.strip(), "-c", "import sys; print(sys.version_info >= (3, 12))")
    assert version.stdout.strip() == "True"


def test_every_dependency_is_locked_with_its_hash() -> None:
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    wanted = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["test"]]
    for requirement in wanted:
        pattern = rf"^{re.escape(name_of(requirement))}==\S+( ;.*)? \\\n    --hash=sha256:"
        assert re.search(pattern, locked, re.MULTILINE), f"{requirement}: regenerate requirements.txt"


def test_the_licence_is_the_one_that_is_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PYPROJECT["project"]["license"] == "AGPL-3.0-or-later"
    assert text.startswith("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007")
    assert "END OF TERMS AND CONDITIONS" in text


def test_compose_runs_what_a_deployment_needs() -> None:
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis", "proxy"}
    mounted = {
        volume.partition(":")[0] for s in COMPOSE["services"].values() for volume in s.get("volumes", ())
    }
    assert mounted == set(COMPOSE["volumes"])


@pytest.mark.parametrize("service", OURS)
def test_compose_commands_are_ours(service: str) -> None:
    command = COMPOSE["services"][service]["command"]
    waybill = Path(sys.executable).with_name("waybill")
    answered = run(str(waybill), *command, "--help")
    assert answered.returncode == 0, answered.stderr


def test_settings_in_image_and_compose_are_known() -> None:
    known = set(re.findall(r"\b(WAYBILL_[A-Z_]+|PORT)\b", CONFIG))
    given = {name for service in OURS for name in COMPOSE["services"][service]["environment"]}
    given |= set(re.findall(r"\b(WAYBILL_[A-Z_]+|PORT)=", DOCKERFILE))
    assert given <= known, given - known
    assert {"WAYBILL_DATABASE_URL", "WAYBILL_REDIS_URL", "WAYBILL_HOST", "WAYBILL_DATA", "PORT"} <= given


def test_a_worker_that_is_away_does_not_close_the_door_to_phones() -> None:
    proxied = COMPOSE["configs"]["caddyfile"]["content"]
    assert re.findall(r"health_uri (\S+)", proxied) == ["/healthz"]


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    for name, rest in re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text):
        secret = "PASSWORD" in name or name == "WAYBILL_DOMAIN"
        assert rest.startswith(":?" if secret else ":-"), name
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "!.env" not in (ROOT / ".dockerignore").read_text(encoding="utf-8")


def test_the_database_is_brought_up_before_anything_uses_it() -> None:
    services = COMPOSE["services"]
    for service in ("web", "worker"):
        needs = services[service]["depends_on"]
        assert needs["migrate"]["condition"] == "service_completed_successfully"
        assert needs["postgres"]["condition"] == needs["redis"]["condition"] == "service_healthy"
        assert services[service]["restart"] == "unless-stopped"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for service in ("postgres", "redis", "worker"):
        assert services[service]["healthcheck"]["test"]
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_proxy_leads_to_the_port_of_the_web_process() -> None:
    port = re.search(r"PORT=(\d+)", DOCKERFILE)
    assert port
    assert f"reverse_proxy web:{port[1]}" in COMPOSE["configs"]["caddyfile"]["content"]
    assert "ports" not in COMPOSE["services"]["web"]


def test_the_image_copies_only_what_exists_and_is_not_ignored() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source.partition('/')[0]}" in kept, source
    assert re.search(r"^USER waybill$", DOCKERFILE, re.MULTILINE)


def test_one_version_of_the_installer_everywhere() -> None:
    named = set(re.findall(r"\buv==[\d.]+", MAKEFILE)) | set(re.findall(r"\buv==[\d.]+", DOCKERFILE))
    assert len(named) == 1
