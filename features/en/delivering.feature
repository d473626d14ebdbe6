Feature: Recording what was delivered

  Background:
    Given the register of Qena
    And the household of "نورا سيد" in "EG2706" registered by "albir-qena"

  Scenario: A food basket of October is recorded and counted
    When the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    Then the delivery is accepted
    And "EG2706" counts 1 person, 1 visit and 1 service in "2026-10"

  Scenario: Two baskets in a month are two services to one person
    When the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    And the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    Then "EG2706" counts 1 person, 2 visits and 2 services in "2026-10"

  Scenario: Another partner sees that food was given
    When the caseworker of "albir-qena" records a delivery of "food-baskets" in "2026-10"
    Then the caseworker of "moss-qena" sees 1 delivery of the family "FOOD"

  Scenario: A programme of another partner is refused
    When the caseworker of "albir-qena" records a delivery of "cash-support" of "moss-qena" in "2026-10"
    Then the request is refused with the code "programme_unknown"
    And the refusal speaks Arabic and English
