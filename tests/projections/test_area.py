"""What a query finds within an area is what policy says lies in it."""

from __future__ import annotations

from registry.domain.places import PCode, _tree, lies_in, places_in
from registry.projections.area import area_of, codes_within, columns_within

EVERYWHERE = tuple(_tree())
LOST = PCode("EG279999")


def found_within(area: PCode, place: PCode) -> bool:
    """As the condition of the queries: any of the three columns is among the codes."""
    return bool({place, *area_of(place)} & set(codes_within(area)))


def test_columns_find_in_every_area_what_policy_says_lies_in_it() -> None:
    columns = {place: {place, *area_of(place)} for place in (*EVERYWHERE, LOST)}
    for area in (*EVERYWHERE, LOST):
        codes = set(codes_within(area))
        found = {place for place, those in columns.items() if those & codes}
        assert found == {place for place in columns if lies_in(place, area)}, area


def test_each_code_is_looked_for_in_the_one_column_that_holds_it() -> None:
    named = {place: {"place": place, **area_of(place)._asdict()} for place in (*EVERYWHERE, LOST)}
    for area in (*EVERYWHERE, LOST):
        codes, columns = set(codes_within(area)), columns_within(area)
        asked = [(column, code) for column, those in columns.items() for code in those]
        assert codes == {code for _, code in asked}
        for place, own in named.items():
            hits = sum(own[column] == code for column, code in asked)
            assert hits == bool(codes & set(own.values())), (area, place)


def test_a_country_covers_its_governorates_and_a_village_of_them() -> None:
    village = places_in("EG2706")[0].code
    assert {"EGY", "EG01", "EG27"} < set(codes_within(PCode("EGY")))
    for place in (PCode("EGY"), PCode("EG27"), PCode("EG2706"), village):
        assert found_within(PCode("EGY"), place)
    assert not found_within(PCode("EGY"), PCode("QAT001"))
    assert not found_within(PCode("EG27"), PCode("EGY"))


def test_a_markaz_that_is_shown_as_another_covers_itself_alone() -> None:
    new_qena, qena = PCode("EG2713"), PCode("EG2702")
    assert found_within(qena, new_qena)
    assert not found_within(new_qena, qena)


def test_as_few_codes_as_the_columns_allow() -> None:
    assert codes_within(PCode("EG27")) == ["EG27"]
    assert codes_within(PCode("EG2706")) == ["EG2706"]
    assert codes_within(PCode("EG2706-L001")) == ["EG2706-L001"]
    assert len(codes_within(PCode("EGY"))) == 28
    assert codes_within(LOST) == []
