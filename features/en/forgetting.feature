Feature: A person is forgotten

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And the member "منى علي" added as "child"

  Scenario: What was personal is erased, what was counted stays
    When the operator forgets the head under the case number "E-2026-17"
    Then its head reads ERASED for the caseworker of "moss-qena"
    And the roll of "moss-qena" shows 1 household in "EG2706"
    And it has 2 named members

  Scenario: The past is erased too
    When the operator forgets the head under the case number "E-2026-17"
    Then its head as of before the forgetting reads ERASED for the caseworker of "moss-qena"

  Scenario: The others of the household stay
    When the operator forgets the head under the case number "E-2026-17"
    Then the member "منى علي" is still read in clear by the caseworker of "moss-qena"

  Scenario: Forgetting asks for the number of the request
    When the operator forgets the head without a case number
    Then the command asks for the case number
    And its head reads "فاطمة عبد الرحيم" for the caseworker of "moss-qena"
