Feature: A household that refuses sharing does not exist for others

  Background:
    Given the register of Qena
    And the household of "زينب ياسر" in "EG2708" registered by "moss-qena" refusing to be shared

  Scenario: Its own partner sees it, the others do not
    Then the roll of "moss-qena" shows 1 household in "EG2708"
    And the roll of "albir-qena" shows 0 households in "EG2708"
    And the caseworker of "albir-qena" does not find it by its reference nor by its id

  Scenario: It is in the totals all the same
    When the caseworker of "moss-qena" records a delivery of "cash-support" in "2026-10"
    Then "EG2708" counts 1 person, 1 visit and 1 service in "2026-10"
    And the caseworker of "albir-qena" sees 0 deliveries of the family "CASH"
