"""Build `.venv` from requirements.lock, once. `make setup` runs this with any python3 it finds.

The syntax stays that of Python 3.6, so that an older Python can still say that it is too old.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "sijill.stamp"
OLDEST = (3, 11)

TOO_OLD = """\
sijill: Python {have} is too old; Sijill needs 3.11 or newer.
hint: name another one, for example: make PYTHON=python3.12 {goal}
سجلّ: إصدار بايثون {have} قديم؛ يحتاج سجلّ إلى الإصدار 3.11 أو أحدث.
تلميح: اذكر إصدارًا آخر، مثلًا: make PYTHON=python3.12 {goal}"""

NO_ENSUREPIP = """\
sijill: this Python cannot make virtual environments: its module ensurepip is missing.
hint: on Debian or Ubuntu: apt-get install python{have}-venv
سجلّ: لا يستطيع هذا الإصدار من بايثون إنشاء بيئة افتراضية: الوحدة ensurepip غير موجودة.
تلميح: على ديبيان أو أوبونتو: apt-get install python{have}-venv"""

BUILDING = """\
sijill: building .venv with Python {have}; the first time takes about a minute
سجلّ: يجري تجهيز البيئة ‎.venv‎ بإصدار بايثون {have}؛ تستغرق المرة الأولى نحو دقيقة"""

FAILED = """\
sijill: the dependencies could not be installed; pip says why above.
hint: the first run needs the network, or a folder of wheels named in PIP_FIND_LINKS.
سجلّ: تعذّر تثبيت المكتبات المطلوبة؛ السبب في رسالة pip أعلاه.
تلميح: يحتاج التشغيل الأول إلى الشبكة، أو إلى مجلد حزم يُذكر في PIP_FIND_LINKS."""


def main() -> None:
    if sys.version_info < OLDEST:
        goal = os.environ.get("MAKECMDGOALS") or "demo"
        sys.exit(TOO_OLD.format(have=python_version(), goal=goal))
    with Path(__file__).open() as this_file:
        fcntl.flock(this_file, fcntl.LOCK_EX)  # a second `make` waits here, then finds it done
        try:
            build()
        except KeyboardInterrupt:
            sys.exit(130)


def build() -> None:
    """Do what the stamp says is still to do: everything, the project alone, or nothing."""
    dependencies = digest(LOCK, f"{python_version()} in {ROOT}")
    project = digest(PROJECT)
    done = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    if done == [dependencies, project]:
        return
    if done[:1] != [dependencies]:
        make_environment()
        pip("--require-hashes", "--requirement", str(LOCK))
        STAMP.write_text(f"{dependencies}\n")
    pip("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(f"{dependencies}\n{project}\n")


def make_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(NO_ENSUREPIP.format(have=python_version()))
    print(BUILDING.format(have=python_version()), file=sys.stderr, flush=True)
    venv.create(VENV, clear=True, symlinks=True, with_pip=True)


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input"]
    command += ["--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(FAILED)


def python_version() -> str:
    return "{}.{}".format(*sys.version_info[:2])


def digest(path: Path, more: str = "") -> str:
    return hashlib.sha256(path.read_bytes() + more.encode()).hexdigest()


if __name__ == "__main__":
    main()
