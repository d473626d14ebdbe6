Feature: Who does what where and when, as a file for everybody

  Background:
    Given the register of Qena

  Scenario: A file tells what was done and nothing of a few people
    Given the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    And the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    When the caseworker of "albir-qena" records 120 people at an event of "food-baskets" in "EG2706" on "2026-10-05"
    And "aggregate_only@qena-union" takes for "statistics" who does what where in "2026-10" as a file
    Then HXL tags stand under its headings
    And it says that "albir-qena" reached 120 heads with "food-baskets" in "EG2706", and a few persons whose number it does not tell
    When "auditor@moss-qena" takes for "audit" who does what where in "2026-10" as a file
    Then it says that "albir-qena" reached 120 heads with "food-baskets" in "EG2706", and 1 person
