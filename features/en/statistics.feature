Feature: Statistics of centres and services

  Background:
    Given the register of Qena
    And the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    And "albir-qena" runs the programme "health-check" of "health"
    And "albir-qena" runs the programme "family-sessions" of "psychosocial"

  Scenario: A figure of services is no figure of persons
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    Then the auditor reads of "albir-qena" in 2026: 1 person, 1 visit and 3 services
    And the auditor reads of "albir-qena" in 2025: nothing
    And to the umbrella the counts of "albir-qena" in 2026 are of too few people

  Scenario: Each service has a row of its own
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    Then the services of "albir-qena" in 2026 are "food-baskets" 1, "health-check" 1 and "family-sessions" 1

  Scenario: Whoever calls without a name is a service to nobody known
    When the caseworker of "albir-qena" records a call about "food-baskets" from "EG27" on "2026-10-05"
    Then the auditor reads of "albir-qena" in 2026: 0 persons, 0 visits and 1 service
    And of these 1 came by "PHONE"

  Scenario: The people of a campaign are in no count of persons
    When the caseworker of "albir-qena" records 120 people at an event of "food-baskets" in "EG2706" on "2026-10-05"
    Then the auditor reads of "albir-qena" in 2026: 0 persons, 0 visits and 0 services

  Scenario: What was published is counted again the same, whatever was recorded since
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    And the data officer of "albir-qena" publishes the services of 2026 as "services-2026"
    And the caseworker of "albir-qena" records a call about "food-baskets" from "EG27" on "2026-10-06"
    Then "services-2026" of "albir-qena" is counted again to the same digest, with 3 services
    And the data officer of "albir-qena" may publish nothing else as "services-2026"

  Scenario: What cannot be computed says what is missing, beside what was reported
    When the data officer of "albir-qena" looks at an indicator of which "تقرير منشور" reported 80 in 2026
    Then 80 is reported by "تقرير منشور", and nothing is computed for want of a "numerator"

  Scenario: What can be computed stands beside what was reported
    When the caseworker of "albir-qena" records a visit on "2026-10-05" with "food-baskets", "health-check" and "family-sessions"
    And the data officer of "albir-qena" looks at the services of "albir-qena", of which "تقرير منشور" reported 4 in 2026
    Then 4 is reported by "تقرير منشور", and 3 are computed
