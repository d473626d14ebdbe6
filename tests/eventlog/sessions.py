from __future__ import annotations

from typing import Any, TypeAlias

import psycopg

Session: TypeAlias = psycopg.Connection[Any]
