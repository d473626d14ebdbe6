Feature: Visits, events, callers and proxies

  Background:
    Given the register of Qena
    And the household of "نورا سيد" in "EG2706" registered by "albir-qena"

  Scenario: Three services in one visit
    Given "albir-qena" runs the programme "health-check" of "health"
    And "albir-qena" runs the programme "family-sessions" of "psychosocial"
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    Then "EG2706" counts 1 person, 1 visit and 3 services in "2026-10"

  Scenario: The people of a campaign are counted and are no persons
    When the caseworker of "albir-qena" records 120 people at an event of "food-baskets" in "EG2706" on "2026-10-05"
    Then "EG2706" counts 120 unnamed people beside 0 persons in "2026-10"

  Scenario: Somebody calls and gives no name
    When the caseworker of "albir-qena" records a call about "food-baskets" from "EG27" on "2026-10-05"
    Then "EG27" counts 0 persons, 0 visits and 1 service in "2026-10"

  Scenario: A card is handed to a proxy
    When the caseworker of "albir-qena" hands "food-baskets" to the proxy "علي محمود" by "توكيل 17" on "2026-10-05"
    Then the delivery was collected by "علي محمود" by "توكيل 17"

  Scenario: A proxy shows by what right it comes
    When the caseworker of "albir-qena" hands "food-baskets" to the proxy "علي محمود" by "" on "2026-10-05"
    Then the request is refused with the code "collector_without_authority"
    And the refusal speaks Arabic and English

  Scenario: What has not come yet was not delivered
    When the caseworker of "albir-qena" records a delivery of "food-baskets" in "2099-01"
    Then the request is refused with the code "day_in_the_future"
    And the refusal speaks Arabic and English
