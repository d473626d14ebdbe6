"""Partners that agreed how often they record what they give, and are late with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pytest_bdd import given, then, when

from tests.features.planning import manager
from tests.features.register import Scene
from tests.features.sentences import Sentence


@given(Sentence('"{partner}" agreed {ago} day(s) ago to record what it gives every {days} day(s)'))
@given(Sentence('اتفقت "{partner}" قبل {ago} يوما على أن تسجل ما تصرفه كل {days} يوما'))
def agreed(scene: Scene, partner: str, ago: int, days: int) -> None:
    since = days_ago(scene, ago).isoformat()
    asked = ("--every", str(days), "--agreed-on", since, "--as", manager(partner))
    done = scene.register.command("partner", "reports", *asked)
    assert done.code == 0, done.complained


@when(Sentence('"{partner}" says that all it gave up to yesterday is recorded'))
@when(Sentence('تقول "{partner}" إن كل ما صرفته حتى أمس مسجل'))
def says(scene: Scene, partner: str) -> None:
    yesterday = days_ago(scene, 1).isoformat()
    asked = ("--up-to", yesterday, "--as", manager(partner))
    done = scene.register.command("partner", "reported", *asked)
    assert done.code == 0, done.complained


@then(
    Sentence(
        'that is because "{partner}", of which nothing is known for {ago} day(s), records every {days} day(s)'
    )
)
@then(Sentence('ذلك لأن "{partner}" لا يُعرف عنها شيء منذ {ago} يوما وموعدها كل {days} يوما'))
def is_late(scene: Scene, partner: str, ago: int, days: int) -> None:
    (line,) = [one["node"] for one in scene.answer["lines"]["edges"]]
    assert line["unknown"] == "PARTNER_LATE"
    late = {"since": days_ago(scene, ago).isoformat(), "every": days, "partner": {"code": partner}}
    assert scene.answer["latePartners"] == [late]


def days_ago(scene: Scene, days: int) -> date:
    today = datetime.now(ZoneInfo(scene.register.settings.time_zone)).date()
    return today - timedelta(days=days)
