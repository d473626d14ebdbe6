Feature: What happened, what waits, and what ends

  Background:
    Given the register of Qena
    And the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    And the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"

  Scenario: A household's timeline tells what happened in order
    When the caseworker of "albir-qena" corrects the delivery to "2026-09"
    Then the timeline for "albir-qena" tells "household.registered", "household.member_joined", "delivery.recorded", "delivery.corrected"

  Scenario: Another partner is told of the help alone
    Then the timeline for "moss-qena" tells "delivery.recorded"

  Scenario: A household that was never asked waits for somebody
    Then 1 household of "albir-qena" is on the list "consent_missing"
    And 0 households of "moss-qena" is on the list "consent_missing"

  Scenario: The directory says how the agreements stand
    Then the directory shows "albir-qena" with 1 agreement that is "in_force"
