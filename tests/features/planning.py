"""Plans: compared with what others gave and reserved, released once nothing is unknown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.forgetting import RELATIONS
from tests.features.matching import matched
from tests.features.pairing import CONFIRM, UNDO
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence
from tests.planning_together import agreement

PROGRAMMES = "{ programmes { edges { node { id code owner { code } } } } }"
CHECK = """
query ($input: PlanInput!) { checkPlan(input: $input) {
  clear conflict unknown latePartners { since every partner { code } }
  lines { edges { node { unknown conflicts { source family partner { code } } } } }
} }
"""
_SAID = "{ __typename ... on PlanChanged { id } ... on Refusal { code } }"
DRAFT = f"mutation ($input: PlanInput!, $key: ID!) {{ said: draftPlan(input: $input, idempotencyKey: $key) {_SAID} }}"
SHOW = """
query ($id: ID!) { node(id: $id) { ... on Plan {
  stage lines { edges { node { number overridden } } }
} } }
"""

OVERTAKEN = "{ workList(kind: PLANS_OVERTAKEN) { edges { node { lines plan { id } } } } }"
RELEASE = """
mutation ($id: ID!, $key: ID!) {
  said: releasePlan(plan: $id, idempotencyKey: $key) { ... on PlanChanged { overtaken } }
}
"""


@given(Sentence('"{first}" and "{second}" agree to plan together'))
@given(Sentence('اتفقت "{first}" و"{second}" على التخطيط معا'))
def agree(scene: Scene, tmp_path: Path, first: str, second: str) -> None:
    file = tmp_path / "agreement.yaml"
    words = agreement(first, second)
    file.write_text(words, encoding="utf-8")
    signed = scene.register.command("agreement", "sign", str(file))
    assert signed.code == 0, signed.complained


@given(Sentence('a reviewer of "{first}" and "{second}" finds that the two are one'))
@given(Sentence('وجد مراجع "{first}" و"{second}" أن الاثنتين واحدة'))
@when(Sentence('a reviewer of "{first}" and "{second}" finds that the two are one'))
@when(Sentence('يجد مراجع "{first}" و"{second}" أن الاثنتين واحدة'))
def are_one(scene: Scene, first: str, second: str) -> None:
    say_of_both(scene, (first, second), CONFIRM)


@when(Sentence('a reviewer of "{first}" and "{second}" parts the two'))
@when(Sentence('يفصل مراجع "{first}" و"{second}" بين الاثنتين'))
def parts(scene: Scene, first: str, second: str) -> None:
    say_of_both(scene, (first, second), UNDO)


def say_of_both(scene: Scene, partners: tuple[str, str], document: str) -> None:
    """What the reviewer of the first partner says of the heads of the household and of the other one."""
    heads = []
    for partner, home in zip(partners, (scene.household, scene.other), strict=True):
        members = scene.caseworker(partner, RELATIONS, id=home)["household"]["members"]
        heads += [one["id"] for one in members if one["relation"] == "HEAD"]
    first, second = heads
    reviewer, key = f"reviewer@{partners[0]}", uuid4().hex
    said = scene.register.ask(
        reviewer, "deduplication", document, first=first, second=second, key=key
    )
    assert said["said"]["__typename"] == "PairChanged", said
    scene.register.position()


@given(Sentence('"{partner}" gave the other household a food basket in "{month}"'))
@given(Sentence('صرفت "{partner}" للأسرة الأخرى سلة غذائية في "{month}"'))
def gave(scene: Scene, partner: str, month: str) -> None:
    asked = ("--programme", "food-baskets", "--on", month, "--household", scene.other)
    given = scene.register.command("delivery", "record", "--as", f"caseworker@{partner}", *asked)
    assert given.code == 0, given.complained


@when(Sentence('"{partner}" checks food baskets in "{month}" for the household'))
@when(Sentence('تفحص "{partner}" سلال "{month}" للأسرة'))
def checks(scene: Scene, partner: str, month: str) -> None:
    wanted = planned(scene, partner, month, {"household": scene.household})
    found = scene.register.ask(manager(partner), "planning", CHECK, input=wanted)["checkPlan"]
    scene.answers.append(found)


@when(
    Sentence(
        '"{partner}" checks food baskets in "{month}" for "{name}" born on "{born}" in "{place}"'
    )
)
@when(Sentence('تفحص "{partner}" سلال "{month}" لمن اسمها "{name}" وميلادها "{born}" في "{place}"'))
def checks_by_name(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, month: str, name: str, born: str, place: str
) -> None:
    somebody = {"person": {"name": name, "born": born, "place": place}}
    wanted = planned(scene, partner, month, somebody)
    found = scene.register.ask(manager(partner), "planning", CHECK, input=wanted)["checkPlan"]
    scene.answers.append(found)


@then(Sentence("the check finds {clear} clear, {conflict} in conflict and {unknown} unknown"))
@then(Sentence("يجد الفحص {clear} بلا ازدواج و{conflict} فيه ازدواج و{unknown} غير معلوم"))
def finds(scene: Scene, clear: int, conflict: int, unknown: int) -> None:
    found = scene.answer
    assert (found["clear"], found["conflict"], found["unknown"]) == (clear, conflict, unknown)


@then(Sentence('the conflict is with "{family}" that "{partner}" "{source}"'))
@then(Sentence('الازدواج مع "{family}" من "{partner}" وحالته "{source}"'))
def in_conflict(scene: Scene, family: str, partner: str, source: str) -> None:
    (line,) = [one["node"] for one in scene.answer["lines"]["edges"]]
    expected = {"source": source, "family": family, "partner": {"code": partner}}
    assert line["conflicts"] == [expected]


@when(Sentence('"{first}" and "{second}" reserve food baskets in "{month}" for the two at once'))
@when(Sentence('تحجز "{first}" و"{second}" سلال "{month}" للاثنتين في لحظة واحدة'))
def at_once(scene: Scene, first: str, second: str, month: str) -> None:
    homes = {first: scene.household, second: scene.other}
    plans = {one: drafts(scene, one, month, {"household": homes[one]}) for one in homes}
    with ThreadPoolExecutor() as both:
        scene.answers += both.map(
            lambda one: act(scene, manager(one), "reservePlan", plans[one]), homes
        )


@then(Sentence('{had} of them has it and {refused} is refused with "{code}"'))
@then(Sentence('تحصل عليها {had} منهما وتُرفض {refused} بالرمز "{code}"'))
def one_has_it(scene: Scene, had: int, refused: int, code: str) -> None:
    said = [one.get("code") for one in scene.answers[-2:]]
    assert (said.count(None), said.count(code)) == (had, refused)


@then(Sentence('no plan of "{partner}" waits for it'))
@then(Sentence('لا كشف من كشوف "{partner}" ينتظرها'))
def none_waits(scene: Scene, partner: str) -> None:
    assert overtaken(scene, partner) == []


@then(
    Sentence('a plan of "{partner}" waits for it, with {lines} line(s) that came to be in conflict')
)
@then(Sentence('ينتظر "{partner}" كشف فيه {lines} سطر صار ازدواجا'))
def waits(scene: Scene, partner: str, lines: int) -> None:
    (found,) = overtaken(scene, partner)
    assert found["lines"] == lines


@then(Sentence('"{partner}" is told of {lines} line(s) in conflict when it releases the plan'))
@then(Sentence('تُبلَّغ "{partner}" بعدد {lines} سطر فيه ازدواج حين تجيز صرف الكشف'))
def told(scene: Scene, partner: str, lines: int) -> None:
    (found,) = overtaken(scene, partner)
    asked = {"id": found["plan"]["id"], "key": uuid4().hex}
    said = scene.register.ask(manager(partner), "planning", RELEASE, **asked)["said"]
    assert said["overtaken"] == lines


def overtaken(scene: Scene, partner: str) -> list[Answer]:
    """The plans of a partner on its list of those that links have overtaken."""
    scene.register.position()
    edges = scene.register.ask(manager(partner), "planning", OVERTAKEN)["workList"]["edges"]
    return [edge["node"] for edge in edges]


@given(
    Sentence(
        '"{partner}" reserved food baskets in "{month}" for the household and for somebody unknown'
    )
)
@given(Sentence('حجزت "{partner}" سلال "{month}" للأسرة ولمن لا يُعرف'))
def reserved(scene: Scene, partner: str, month: str) -> None:
    rows = ({"household": scene.household}, {"reference": "قنا/١٧"})
    scene.asking = drafts(scene, partner, month, *rows)
    said = act(scene, manager(partner), "reservePlan", scene.asking)
    assert said["__typename"] == "PlanChanged", said


@when(Sentence('"{role}" of "{partner}" releases the plan'))
@when(Sentence('يجيز "{role}" في "{partner}" صرف الكشف'))
def releases(scene: Scene, role: str, partner: str) -> None:
    scene.answers.append(act(scene, f"{role}@{partner}", "releasePlan", scene.asking))


@when(Sentence('"{role}" of "{partner}" overrides line {line} because "{reason}"'))
@when(Sentence('يتجاوز "{role}" في "{partner}" السطر {line} لأن "{reason}"'))
def overrides(scene: Scene, role: str, partner: str, line: int, reason: str) -> None:
    more = f", line: {line}, reason: {reason}"
    said = act(scene, f"{role}@{partner}", "overridePlanLine", scene.asking, more)
    scene.answers.append(said)


@then(Sentence('the plan is refused with "{code}"'))
@then(Sentence('يُرفض الكشف بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.answer == {"__typename": "Refusal", "code": code}


@then(Sentence('the plan of "{partner}" is "{stage}" and says "{reason}" of line {line}'))
@then(Sentence('كشف "{partner}" حالته "{stage}" ويذكر "{reason}" عن السطر {line}'))
def stands(scene: Scene, partner: str, stage: str, reason: str, line: int) -> None:
    found = scene.register.ask(manager(partner), "planning", SHOW, id=scene.asking)["node"]
    lines = {one["node"]["number"]: one["node"]["overridden"] for one in found["lines"]["edges"]}
    assert (found["stage"], lines[line]) == (stage, reason)


@given(Sentence('"{partner}" released food baskets in "{month}" for the household'))
@given(Sentence('أجازت "{partner}" صرف سلال "{month}" للأسرة'))
def released(scene: Scene, partner: str, month: str) -> None:
    scene.asking = drafts(scene, partner, month, {"household": scene.household})
    for step in ("reservePlan", "releasePlan"):
        said = act(scene, manager(partner), step, scene.asking)
        assert said["__typename"] == "PlanChanged", said


@when(Sentence('"{partner}" records all of the plan on "{day}"'))
@when(Sentence('تسجل "{partner}" صرف الكشف كله في "{day}"'))
def hands_out(scene: Scene, partner: str, day: str) -> None:
    asked = ("plan", "deliver", scene.asking, "--all", "--on", day, "--as", manager(partner))
    done = scene.register.command(*asked)
    assert done.code == 0, done.complained
    scene.register.position()


@when(Sentence('"{partner}" records on "{day}" that "{name}" born on "{born}" was served'))
@when(Sentence('تسجل "{partner}" في "{day}" أن "{name}" المولودة في "{born}" تسلمت'))
def hands_to(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, tmp_path: Path, partner: str, day: str, name: str, born: str
) -> None:
    """A row that means none of the plan's lines comes back, and the command says so."""
    file = tmp_path / f"{uuid4().hex}.csv"
    file.write_text(f"الاسم,تاريخ الميلاد\n{name},{born}\n", encoding="utf-8")
    asked = ("plan", "deliver", scene.asking, str(file), "--on", day, "--as", manager(partner))
    scene.said = scene.register.command(*asked)
    scene.register.position()


@then(Sentence('{count} of {served} line(s) of the plan of "{partner}" is handed out'))
@then(Sentence('صُرف من كشف "{partner}" عدد {count} من {served}'))
def handed_out(scene: Scene, count: int, served: int, partner: str) -> None:
    asked = "query ($id: ID!) { node(id: $id) { ... on Plan { served handedOut } } }"
    found = scene.register.ask(manager(partner), "planning", asked, id=scene.asking)["node"]
    assert found == {"served": served, "handedOut": count}


def manager(partner: str) -> str:
    return f"programme_manager@{partner}"


def drafts(scene: Scene, partner: str, month: str, *rows: Answer) -> str:
    wanted = planned(scene, partner, month, *rows)
    asked = {"input": wanted, "key": uuid4().hex}
    said = scene.register.ask(manager(partner), "planning", DRAFT, **asked)["said"]
    assert said["__typename"] == "PlanChanged", said
    scene.register.position()
    return str(said["id"])


def planned(scene: Scene, partner: str, month: str, *rows: Answer) -> Answer:
    """What is asked of a plan, once whoever was registered has been matched: nobody is clear before."""
    matched(scene)
    edges = scene.register.ask(manager(partner), "planning", PROGRAMMES)["programmes"]["edges"]
    own = [one["node"] for one in edges if one["node"]["owner"]["code"] == partner]
    (programme,) = [one["id"] for one in own if one["code"] == "food-baskets"]
    begins, ends = f"{month}-01", f"{month}-30"
    return {
        "programme": programme,
        "servesFrom": begins,
        "servesUntil": ends,
        "rows": list(rows),
    }


def act(scene: Scene, who: str, name: str, plan: str, more: str = "") -> Answer:
    asked = f"plan: $id, idempotencyKey: $key{more}"
    document = f"mutation ($id: ID!, $key: ID!) {{ said: {name}({asked}) {_SAID} }}"
    said: Answer = scene.register.ask(who, "planning", document, id=plan, key=uuid4().hex)["said"]
    scene.register.position()
    return said
