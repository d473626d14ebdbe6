Feature: Mending a delivery and taking one back

  Background:
    Given the register of Qena
    And the household of "نورا سيد" in "EG2706" registered by "albir-qena"
    And the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"

  Scenario: The month was wrong
    When the caseworker of "albir-qena" corrects the delivery to "2026-09"
    Then "EG2706" counts 1 person, 1 visit and 1 service in "2026-09"
    And nobody is counted in "2026-10"

  Scenario: Correcting to what is so already changes nothing
    When the caseworker of "albir-qena" corrects the delivery to "2026-10"
    Then nothing new was recorded

  Scenario: A basket that was recorded twice is taken back
    Given the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    When the caseworker of "albir-qena" takes the delivery back as "recorded_twice"
    Then "EG2706" counts 1 person, 1 visit and 1 service in "2026-10"
    And the caseworker of "albir-qena" finds 1 delivery taken back as "RECORDED_TWICE"

  Scenario: Nobody takes back what another partner handed out
    When the caseworker of "moss-qena" asks to take the delivery back as "RETURNED"
    Then the request is refused with the code "delivery_unknown"
    And the refusal speaks Arabic and English
    And "EG2706" counts 1 person, 1 visit and 1 service in "2026-10"
