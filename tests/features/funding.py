"""Money that comes into a fund, is held for a plan and paid, and what of it is left."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, then, when

from registry.texts import Language, say
from tests.features.planning import manager
from tests.features.register import Scene
from tests.features.sentences import Sentence


def fund(scene: Scene, partner: str, *asked: str) -> None:
    """What the command comes to, refused or not."""
    scene.said = scene.register.command("fund", *asked, "--as", manager(partner), "--json")


def shown(scene: Scene, partner: str, code: str, *asked: str) -> dict[str, Any]:
    done = scene.register.command("fund", "show", code, *asked, "--as", manager(partner), "--json")
    assert done.code == 0, done.complained
    found: dict[str, Any] = json.loads(done.said)
    return found


@given(Sentence('"{partner}" opened the fund "{code}" in "{currency}"'))
@given(Sentence('فتحت "{partner}" الصندوق "{code}" بعملة "{currency}"'))
def opened(scene: Scene, partner: str, code: str, currency: str) -> None:
    names = ("--name-ar", "صندوق الزكاة بقوص", "--name-en", "Zakat fund, Qus")
    done(scene, partner, "open", code, *names, "--currency", currency)


@given(
    Sentence('"{amount}" "{currency}" of "{source}" came into "{code}" of "{partner}" on "{day}"')
)
@given(
    Sentence('ورد "{amount}" "{currency}" من "{source}" إلى "{code}" لدى "{partner}" في "{day}"')
)
def came(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, amount: int, currency: str, source: str, code: str, partner: str, day: str
) -> None:
    money = f"{amount}:{currency}"
    done(scene, partner, "contribute", code, money, "--source", source, "--on", day)
    scene.began = scene.register.position()


@when(
    Sentence('"{amount}" "{currency}" of "{source}" comes into "{code}" of "{partner}" on "{day}"')
)
@when(Sentence('يرد "{amount}" "{currency}" من "{source}" إلى "{code}" لدى "{partner}" في "{day}"'))
def comes(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, amount: int, currency: str, source: str, code: str, partner: str, day: str
) -> None:
    money = f"{amount}:{currency}"
    done(scene, partner, "contribute", code, money, "--source", source, "--on", day)


@given(Sentence('"{partner}" pays "{amount}" "{currency}" of "{code}" for "{what}" on "{day}"'))
@given(Sentence('تدفع "{partner}" مبلغ "{amount}" "{currency}" من "{code}" عن "{what}" في "{day}"'))
@when(Sentence('"{partner}" pays "{amount}" "{currency}" of "{code}" for "{what}" on "{day}"'))
@when(Sentence('تدفع "{partner}" مبلغ "{amount}" "{currency}" من "{code}" عن "{what}" في "{day}"'))
def pays(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, amount: int, currency: str, code: str, what: str, day: str
) -> None:
    """Or is refused, which the next sentence says."""
    money = f"{amount}:{currency}"
    fund(scene, partner, "spend", code, money, "--for", what, "--on", day)


@when(Sentence('"{partner}" takes entry "{entry}" of "{code}" back as "{reason}"'))
@when(Sentence('تلغي "{partner}" القيد "{entry}" من "{code}" لأنه "{reason}"'))
def takes_back(scene: Scene, partner: str, entry: int, code: str, reason: str) -> None:
    scene.began = scene.register.position()
    done(scene, partner, "reverse", code, str(entry), "--reason", reason)


@given(Sentence('"{partner}" commits "{amount}" "{currency}" of "{code}" to the plan'))
@given(Sentence('تحجز "{partner}" مبلغ "{amount}" "{currency}" من "{code}" للكشف'))
def commits(scene: Scene, partner: str, amount: int, currency: str, code: str) -> None:
    done(scene, partner, "commit", code, scene.asking, "--amount", f"{amount}:{currency}")


@when(Sentence('"{partner}" settles the plan with "{code}" by "{amount}" "{currency}"'))
@when(Sentence('تسوي "{partner}" الكشف مع "{code}" بمبلغ "{amount}" "{currency}"'))
def settles(scene: Scene, partner: str, code: str, amount: int, currency: str) -> None:
    done(scene, partner, "settle", code, scene.asking, "--spent", f"{amount}:{currency}")


@then(Sentence('the fund refuses with "{code}" since "{left}" is left'))
@then(Sentence('يرفض الصندوق بالرمز "{code}" لأن المتاح "{left}"'))
def refuses(scene: Scene, code: str, left: str) -> None:
    assert scene.said is not None
    assert scene.said.code == 1
    languages: tuple[Language, ...] = ("ar", "en")
    for language in languages:
        assert say(code, language, left=left) in scene.said.complained


@then(Sentence('"{code}" of "{partner}" has a balance of "{balance}" of which "{free}" is free'))
@then(Sentence('رصيد "{code}" لدى "{partner}" هو "{balance}" والمتاح منه "{free}"'))
def stands(scene: Scene, code: str, partner: str, balance: int, free: int) -> None:
    found = shown(scene, partner, code)
    figures = [found[one]["amount"] for one in ("balance", "free")]
    assert figures == [str(balance), str(free)]


@then(Sentence('before that "{code}" of "{partner}" had a balance of "{balance}"'))
@then(Sentence('قبل ذلك كان رصيد "{code}" لدى "{partner}" هو "{balance}"'))
def stood(scene: Scene, code: str, partner: str, balance: int) -> None:
    found = shown(scene, partner, code, "--as-of", str(scene.began))
    assert found["balance"]["amount"] == str(balance)


def done(scene: Scene, partner: str, *asked: str) -> None:
    fund(scene, partner, *asked)
    assert scene.said is not None
    assert scene.said.code == 0, scene.said.complained
