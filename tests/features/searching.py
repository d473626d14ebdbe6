"""Looking for somebody before registering them, and being told while registering."""

from __future__ import annotations

from uuid import uuid4

from pytest_bdd import then, when

from tests.features.register import Scene
from tests.features.sentences import Sentence

_FOUND = """
  knownToAnotherPartner household { reference headName { value masked } } evidence { of level textAr textEn }
"""
SEARCH = f"""
query ($name: String!) {{
  found: searchRegistrations(by: {{ name: $name }}) {{
    __typename
    ... on SearchAnswer {{ complete found {{ {_FOUND} }} }}
    ... on Refusal {{ code messageAr messageEn }}
  }}
}}
"""
REGISTER = f"""
mutation ($input: HouseholdInput!, $key: ID!) {{
  done: registerHousehold(input: $input, idempotencyKey: $key) {{
    ... on HouseholdRegistered {{ reference possibleDuplicates {{ complete found {{ {_FOUND} }} }} }}
  }}
}}
"""
ON_RECORD = "{ openings(first: 100) { edges { node { searchedBy purpose subjects } } } }"


@when(Sentence('the caseworker of "{partner}" searches for "{name}"'))
@when(Sentence('تبحث باحثة "{partner}" عن "{name}"'))
def searches(scene: Scene, partner: str, name: str) -> None:
    index(scene)
    scene.answers.append(scene.caseworker(partner, SEARCH, name=name)["found"])


@when(
    Sentence(
        'the caseworker of "{partner}" searches at the desk for "{name}" {times} times, with {most} an hour allowed'
    )
)
@when(
    Sentence('تبحث باحثة "{partner}" في المكتب عن "{name}" {times} مرة والمسموح {most} في الساعة')
)
def searches_at_the_desk(scene: Scene, partner: str, name: str, times: int, most: int) -> None:
    index(scene)
    environment = {**scene.register.environment, "SIJILL_SEARCHES_PER_HOUR": str(most)}
    asked = ("search", name, "--as", f"caseworker@{partner}", "--json")
    done = [scene.register.commands.run(environment, *asked) for _ in range(times)]
    assert [one.code for one in done] == [0] * most + [1] * (times - most)
    scene.answers.append({"complained": done[-1].complained})


@then(Sentence('the last search is refused with how long to wait, and an auditor reads "{code}"'))
@then(Sentence('يُرفض آخر بحث ويُقال كم تنتظر ويقرأ المراجع "{code}"'))
def too_often(scene: Scene, code: str) -> None:
    assert "Search again in 60 minutes" in scene.answer["complained"]
    assert "يمكن البحث بعد 60 دقيقة" in scene.answer["complained"]
    scene.register.position()
    refused = "{ openings(first: 100) { edges { node { code } } } }"
    edges = scene.register.ask("auditor@moss-qena", "audit", refused)["openings"]["edges"]
    assert [edge["node"]["code"] for edge in edges if edge["node"]["code"]] == [code]


@then("one registration is found, known to another partner, its name masked")
@then("يظهر تسجيل واحد معروف لجهة أخرى واسمه مقنع")
def found_elsewhere(scene: Scene) -> None:
    assert scene.answer["complete"]
    (one,) = scene.answer["found"]
    assert one["knownToAnotherPartner"]
    assert one["household"]["headName"] == {"value": None, "masked": "فـ… عـ… ا… مـ…"}


@then(Sentence('the given name speaks for it in words: "{arabic}" and "{english}"'))
@then(Sentence('يشهد له الاسم الأول بالكلام: "{arabic}" و"{english}"'))
def told_in_words(scene: Scene, arabic: str, english: str) -> None:
    ((one),) = scene.answer["found"]
    (given,) = [each for each in one["evidence"] if each["of"] == "GIVEN_NAME"]
    assert (given["textAr"], given["textEn"]) == (arabic, english)


@then(Sentence("{number} registrations are found"))
@then(Sentence("يظهر {number} تسجيل"))
def found(scene: Scene, number: int) -> None:
    assert scene.answer["complete"]
    assert len(scene.answer["found"]) == number


@then(Sentence('the search is refused with "{code}", saying what to add'))
@then(Sentence('يُرفض البحث بالرمز "{code}" ويُقال ما يضاف'))
def too_wide(scene: Scene, code: str) -> None:
    assert scene.answer["code"] == code
    assert "أضف اسم الأب" in scene.answer["messageAr"]
    assert "Add the father's name" in scene.answer["messageEn"]


@then(Sentence('an auditor reads that somebody searched by "{by}" for the purpose "{purpose}"'))
@then(Sentence('يقرأ المراجع أن أحدا بحث بـ"{by}" لغرض "{purpose}"'))
def on_record(scene: Scene, by: str, purpose: str) -> None:
    scene.register.position()
    edges = scene.register.ask("auditor@moss-qena", "audit", ON_RECORD)["openings"]["edges"]
    made = [edge["node"] for edge in edges if edge["node"]["searchedBy"]]
    assert [(one["searchedBy"], one["purpose"]) for one in made] == [([by], purpose)]
    assert len(made[0]["subjects"]) == 1


@when(
    Sentence(
        'the caseworker of "{partner}" registers "{name}" in "{place}" with the phone "{phone}"'
    )
)
@when(Sentence('تسجل باحثة "{partner}" "{name}" في "{place}" وهاتفها "{phone}"'))
def registers_and_asks(scene: Scene, partner: str, name: str, place: str, phone: str) -> None:
    index(scene)
    given = {"head": {"name": name, "sex": "FEMALE"}, "place": place, "phones": [str(phone)]}
    done = scene.caseworker(partner, REGISTER, input=given, key=uuid4().hex)["done"]
    scene.answers.append(done)


@then("she is told of nobody")
@then("لا تُخبر عن أحد")
def told_of_nobody(scene: Scene) -> None:
    assert scene.answer["reference"]
    assert scene.answer["possibleDuplicates"] == {"complete": True, "found": []}


@then("she is told that another partner may know her already, and the registration stands")
@then("تُخبر أن جهة أخرى قد تعرفها، ويقوم التسجيل")
def told(scene: Scene) -> None:
    assert scene.answer["reference"]
    (one,) = scene.answer["possibleDuplicates"]["found"]
    assert one["knownToAnotherPartner"]
    assert one["household"]["headName"]["value"] is None


def index(scene: Scene) -> None:
    """Let matching come to the end of the log, as it does by itself beside a server."""
    done = scene.register.command("match", "follow", "--once")
    assert done.code == 0, done.complained
