"""The composition in deploy/: one login a process, no secret in a file, and it starts where Docker runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from registry.privacy.root_key import RootKey

DEPLOY = Path(__file__).parents[2] / "deploy"
LOGIN_OF = {
    "migrate": "sijill_migrate",
    "api": "sijill_api",
    "follower": "sijill_follow",
    "matcher": "sijill_match",
    "judge": "sijill_match",
    "importer": "sijill_import",
}
PORT = 8765


@pytest.fixture(scope="module")
def services() -> Mapping[str, Any]:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    named: Mapping[str, Any] = compose["services"]
    return named


def test_every_process_has_a_service(services: Mapping[str, Any]) -> None:
    assert set(services) == {"postgres", *LOGIN_OF}


@pytest.mark.parametrize(("service", "login"), LOGIN_OF.items())
def test_a_process_enters_with_its_own_login_and_password(
    services: Mapping[str, Any], service: str, login: str
) -> None:
    settings = services[service]["environment"]
    urls = [value for name, value in settings.items() if name.endswith("_URL")]
    assert urls
    assert {urlsplit(url).username for url in urls} == {login}
    assert settings["PGPASSWORD"].startswith(f"${{{login.upper()}_PASSWORD:?")


def test_the_root_key_that_the_example_makes_is_one(tmp_path: Path) -> None:
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    commands = re.findall(r"^#   (.*secrets.*)$", example, re.MULTILINE)
    subprocess.run(["bash", "-ec", "\n".join(commands)], cwd=tmp_path, check=True)
    RootKey.load(tmp_path / "secrets" / "root.key")


def test_no_password_stands_in_a_file(services: Mapping[str, Any]) -> None:
    for service in services.values():
        for name, value in service["environment"].items():
            assert not name.endswith("PASSWORD") or value.startswith("${"), name
            assert not name.endswith("_URL") or urlsplit(value).password is None, name
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    assert re.findall(r"^\w*PASSWORD=(.+)$", example, re.MULTILINE) == []


def test_the_keys_are_apart_and_the_follower_has_none(services: Mapping[str, Any]) -> None:
    for name in ("migrate", "api", "matcher", "judge", "importer"):
        settings = services[name]["environment"]
        assert urlsplit(settings["SIJILL_DATABASE_URL"]).path == "/sijill"
        assert urlsplit(settings["SIJILL_KEYS_DATABASE_URL"]).path == "/sijill_keys"
    follower = services["follower"]
    assert set(follower["environment"]) == {"SIJILL_DATABASE_URL", "PGPASSWORD"}
    assert "secrets" not in follower


def test_processes_run_without_privileges(services: Mapping[str, Any]) -> None:
    for name in LOGIN_OF:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
        assert not services[name]["user"].startswith("0")
    users = re.findall(r"^USER (\S+)$", dockerfile(), re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}


def test_the_image_installs_what_the_lock_names() -> None:
    assert re.search(r"pip install .*--require-hashes -r requirements\.lock", dockerfile())
    assert re.search(r"pip install .*--no-deps --no-index dist/", dockerfile())


def test_every_variable_of_the_composition_is_explained() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    explained = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+)", compose)) == explained


def test_every_service_runs_a_command_that_exists(services: Mapping[str, Any]) -> None:
    sijill = Path(sys.executable).with_name("sijill")
    ran = subprocess.run([sijill, "--help"], capture_output=True, text=True, check=True)
    commands = {services[name]["command"][0] for name in LOGIN_OF}
    assert commands == {"migrate", "serve", "follow", "match", "eligibility", "import"}
    assert all(re.search(rf"\b{command}\b", ran.stdout) for command in commands)


@pytest.fixture
def composition(tmp_path: Path) -> Iterator[None]:
    """The whole composition, built and started; taken down with its data."""
    why_not = docker_is_missing()
    if why_not:
        pytest.skip(f"the composition was NOT started: {why_not}")
    (tmp_path / "data").mkdir(mode=0o700)
    root_key = tmp_path / "root.key"
    root_key.touch(mode=0o600)
    root_key.write_text(os.urandom(32).hex() + "\n", encoding="ascii")
    written = tmp_path / "env"
    written.write_text(environment(tmp_path), encoding="utf-8")
    compose = ["docker", "compose", "--file", str(DEPLOY / "compose.yaml")]
    compose += ["--env-file", str(written), "--project-name", f"sijill-test-{os.getpid()}"]
    try:
        subprocess.run([*compose, "up", "--build", "--detach"], check=True)
        yield
    finally:
        subprocess.run([*compose, "logs", "--tail", "50"], check=False)
        subprocess.run([*compose, "down", "--volumes"], check=True)


@pytest.mark.slow
@pytest.mark.usefixtures("composition")
def test_it_starts_and_asks_who_is_there() -> None:
    assert status_of(f"http://127.0.0.1:{PORT}/graphql") == 401


def status_of(url: str) -> int:
    """The answer to a question without a token, once somebody answers; gives up after a minute."""
    question = urllib.request.Request(  # noqa: S310 - our own address
        url, data=b'{"query": "{ __typename }"}', headers={"content-type": "application/json"}
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)  # containers have no position to wait for


def environment(folder: Path) -> str:
    logins = ["POSTGRES", *(login.upper() for login in LOGIN_OF.values())]
    passwords = [f"{login}_PASSWORD={os.urandom(16).hex()}" for login in logins]
    return "\n".join(
        [
            *passwords,
            f"SIJILL_UID={os.getuid()}",
            f"SIJILL_GID={os.getgid()}",
            f"SIJILL_ROOT_KEY={folder / 'root.key'}",
            f"SIJILL_DATA_FOLDER={folder / 'data'}",
            f"SIJILL_FILES={folder}",
            f"SIJILL_PORT={PORT}",
        ]
    )


def docker_is_missing() -> str | None:
    if shutil.which("docker") is None:
        return "there is no docker on this machine"
    for question in (["docker", "info"], ["docker", "compose", "version"]):
        ran = subprocess.run(question, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            return (ran.stderr or ran.stdout).strip().splitlines()[-1]
    return None


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
