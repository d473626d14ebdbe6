"""The wheel carries everything that the demonstration needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it, and the dependencies of the present one beside it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("sijill-*.whl")
    environment = folder / "venv"
    venv.create(environment, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    subprocess.run([*pip, "install", "-qq", "--no-deps", "--no-index", str(wheel)], check=True)
    (site_packages,) = environment.glob("lib/python*/site-packages")
    # Named in a .pth, the present packages are found, and the .pth of the checkout among them is not read.
    (site_packages / "present.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that an unprivileged PostgreSQL can reach; pytest's own are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="sijill-") as folder:
        Path(folder).chmod(0o711)
        for name in ("home", "here"):
            (Path(folder) / name).mkdir()
        yield Path(folder)


def surroundings(home: Path) -> Mapping[str, str]:
    ours = ("SIJILL_", "PYTHON", "PG", "POSTGRES_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HOME": str(home)}


def test_the_package_comes_from_the_wheel(installed: Path, elsewhere: Path) -> None:
    asked = subprocess.run(
        [installed / "bin" / "python", "-c", "import registry; print(registry.__file__)"],
        cwd=elsewhere / "here",
        env=surroundings(elsewhere / "home"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(asked.stdout.strip()).is_relative_to(installed)


def test_the_demo_runs_from_the_wheel_in_an_empty_home(installed: Path, elsewhere: Path) -> None:
    ran = subprocess.run(
        [
            installed / "bin" / "sijill",
            "demo",
            "--once",
            "--json",
            "--data",
            str(elsewhere / "data"),
        ],
        cwd=elsewhere / "here",
        env=surroundings(elsewhere / "home"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    summary = json.loads(ran.stdout)
    assert summary["registrations"] == 60
    assert summary["deliveries"] == 40
    assert list((elsewhere / "here").iterdir()) == []
