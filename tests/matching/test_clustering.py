from __future__ import annotations

from registry.matching.clustering import Constraints, Decided, Pair, clusters


def told(
    pairs: dict[Pair, float],
    registration: str = "abcdefgh",
    against: frozenset[Pair] = frozenset(),
    decided: Decided | None = None,
) -> dict[int, int]:
    held_to = Constraints(
        records=[f"r{row}" for row in range(len(registration))],
        registration=[ord(letter) for letter in registration],
        contradict=lambda a, b: (min(a, b), max(a, b)) in against,
        decided=decided or Decided(),
    )
    return clusters(pairs, 0.5, held_to)


def test_good_pairs_become_one_identity_called_by_its_first_record() -> None:
    assert told({(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.8}) == {0: 0, 1: 0, 2: 0}


def test_a_weak_pair_becomes_none() -> None:
    assert told({(0, 1): 0.4}) == {}


def test_two_members_of_one_registration_are_never_one() -> None:
    assert told({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.99}, "aba") == {0: 0, 1: 0}


def test_one_good_pair_does_not_chain_two_families() -> None:
    chained = {(0, 1): 0.9, (2, 3): 0.9, (1, 2): 0.8}
    assert told(chained) == {0: 0, 1: 0, 2: 2, 3: 2}


def test_contradicting_numbers_never_join_however_good_the_rest() -> None:
    good = {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.97}
    assert told(good, against=frozenset({(0, 2)})) == {0: 0, 1: 0}


def test_ties_go_by_the_names_of_records() -> None:
    assert told({(1, 2): 0.9, (0, 1): 0.9}, "aba") == {0: 0, 1: 0}


def test_what_a_person_linked_is_one_whatever_the_scores_and_numbers_say() -> None:
    said = Decided(one={(0, 1)})
    assert told({(1, 2): 0.9}, against=frozenset({(0, 1)}), decided=said) == {0: 0, 1: 0}
    assert told({}, decided=said) == {0: 0, 1: 0}


def test_what_a_person_parted_is_not_joined_through_a_third_one() -> None:
    good = {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.97}
    assert told(good, decided=Decided(two={(0, 2)})) == {0: 0, 1: 0}
