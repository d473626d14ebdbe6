"""Print the packages that only check the code, one a line, so that an image can leave them behind."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["optional-dependencies"]["dev"]:
    print(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
