Feature: Who is entitled, who is reached, and how much of it may be told

  Background:
    Given the register of Qena

  Scenario: Small counts are hidden, and the total does not tell them
    Given 12 households in "EG2706" registered by "moss-qena"
    And 3 households in "EG2707" registered by "moss-qena"
    And "moss-qena" sets the rule of "cash-support": "في محافظة قنا" where "household.governorate == 'EG27'"
    And "moss-qena" judges its households for "cash-support"
    When "aggregate_only@qena-union" asks for "statistics" who is entitled in each markaz
    Then it is told of 10 in "EG2706" and of 20 in all, and in "EG2707" that they are few
    And of those in "EG2707" nothing follows from what it is told
    When "auditor@moss-qena" asks for "audit" who is entitled in each markaz
    Then it is told of 12 in "EG2706", of 3 in "EG2707" and of 15 in all

  Scenario: Persons, visits and services are three counts
    Given the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    And "albir-qena" runs the programme "health-check" of "health"
    And "albir-qena" runs the programme "family-sessions" of "psychosocial"
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    And the caseworker of "albir-qena" records 120 people at an event of "food-baskets" in "EG2706" on "2026-10-05"
    Then coverage counts 1 person, 1 visit and 3 services, and 120 who have no name
    And who is entitled is not computable, for nobody was judged

  Scenario: Who is behind a gap is named to their own partner alone
    Given 2 households in "EG2706" registered by "moss-qena"
    And 1 household in "EG2707" registered by "albir-qena"
    And "moss-qena" sets the rule of "cash-support": "في محافظة قنا" where "household.governorate == 'EG27'"
    And "moss-qena" judges its households for "cash-support"
    When "caseworker@moss-qena" asks which households are entitled and not reached
    Then it is told of 2 households in "EG2706"
    When "caseworker@albir-qena" asks which households are entitled and not reached
    Then it is told of 0 households in "EG2706"

  Scenario: Who was reached is told with small counts hidden
    Given the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "food-baskets" and "food-baskets"
    Then "aggregate_only@qena-union" reads for "statistics" that too few were reached to tell
    And "auditor@moss-qena" reads for "audit" that 1 person was reached
