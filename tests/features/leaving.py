"""Staff who leave, as the operator and whoever asks the register notice it."""

from __future__ import annotations

import time

import httpx
from pytest_bdd import given, then, when

from registry.api.attendance import KNOWN_FOR
from tests.features.register import Answer, Scene
from tests.features.registering import assert_both_languages
from tests.features.sentences import Sentence
from tests.features.viewing import HEAD

WHO = """
{ openings(first: 100) { edges { node { code act fields actor { name left } } } } }
"""
ME = {"query": "{ me { purpose } }"}


@given(Sentence('"{name}" was added to the staff as "{who}" in the role "{role}"'))
@given(Sentence('"{name}" أضيفت إلى العاملين باسم "{who}" ودورها "{role}"'))
def added(scene: Scene, name: str, who: str, role: str) -> None:
    staff(scene, "add", who, "--role", role, "--name-ar", name)


@given(Sentence('"{who}" read the name of the head'))
@given(Sentence('قرأت "{who}" اسم رب الأسرة'))
@then(Sentence('"{who}" reads the name of the head again'))
@then(Sentence('تقرأ "{who}" اسم رب الأسرة من جديد'))
def reads(scene: Scene, who: str) -> None:
    waited_out(scene, who, 200)
    found = scene.register.ask(who, "registration", HEAD, id=scene.household)
    assert found["household"]["headName"]["state"] == "CLEAR"
    scene.asking = who


@when(Sentence('"{who}" leaves'))
@when(Sentence('تترك "{who}" العمل'))
def leaves(scene: Scene, who: str) -> None:
    staff(scene, "leave", who)


@when(Sentence('"{who}" returns'))
@when(Sentence('تعود "{who}" إلى العمل'))
def returns(scene: Scene, who: str) -> None:
    staff(scene, "return", who)


@when(
    Sentence('the name of "{who}" is wiped from the staff directory under the case number "{case}"')
)
@when(Sentence('يُمحى اسم "{who}" من دليل العاملين بطلب رقم "{case}"'))
def wiped(scene: Scene, who: str, case: str) -> None:
    staff(scene, "remove", who, "--case", case)


@then(Sentence('her token that has not expired is refused with "{code}" in both languages'))
@then(Sentence('يُرفض رمزها الذي لم تنته صلاحيته بالرمز "{code}" باللغتين'))
def token_refused(scene: Scene, code: str) -> None:
    (error,) = waited_out(scene, scene.asking, 401).json()["errors"]
    assert error["extensions"]["code"] == code
    assert_both_languages(error["extensions"])


@then(Sentence('no new token is made for "{who}"'))
@then(Sentence('لا يُصدر رمز جديد باسم "{who}"'))
def no_token(scene: Scene, who: str) -> None:
    done = scene.register.command("token", "--as", who, "--purpose", "registration")
    assert (done.code, done.said) == (1, "")
    assert "has left" in done.complained
    assert "ترك العمل" in done.complained


@then(Sentence('the auditor finds the refusal "{code}" for showing the token'))
@then(Sentence('يجد المراجع الرفض "{code}" على إظهار الرمز'))
def refusal_of_the_token(scene: Scene, code: str) -> None:
    assert {(one["code"], one["act"]) for one in on_record(scene)} >= {(code, "token.show")}


@then(Sentence('the auditor reads that "{name}" opened the name and has left'))
@then(Sentence('يقرأ المراجع أن "{name}" اطلعت على الاسم وأنها تركت العمل'))
def read_by_name(scene: Scene, name: str) -> None:
    (opened,) = [one for one in on_record(scene) if one["code"] is None]
    assert opened["actor"]["name"] == name
    assert opened["actor"]["left"] is not None


def staff(scene: Scene, *words: str) -> None:
    done = scene.register.command("staff", *words)
    assert done.code == 0, done.complained


def waited_out(scene: Scene, who: str, status: int) -> httpx.Response:
    """The server's answer to a token that it has known for a while, within the stated bound."""
    register = scene.register
    shown = register.bearer(who, "registration")
    until = time.monotonic() + KNOWN_FOR + 1
    while True:
        answer = register.http.post("/graphql", headers=shown, json=ME)
        if answer.status_code == status or time.monotonic() > until:
            assert answer.status_code == status
            return answer
        time.sleep(0.1)


def on_record(scene: Scene) -> list[Answer]:
    scene.register.position()
    found = scene.register.ask("auditor@moss-qena", "audit", WHO)
    return [edge["node"] for edge in found["openings"]["edges"]]
