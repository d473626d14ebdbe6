Feature: Help that was given twice is found, and may have been right

  Background:
    Given the register of Qena
    And "moss-qena" and "albir-qena" agree to plan together
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And another household of "Fatma Abdelrehim" in "EG2706" registered by "albir-qena"
    And "moss-qena" gave the household a food basket in "2026-10"
    And "albir-qena" gave the other household a food basket in "2026-10"

  Scenario: Justified double support
    Given a reviewer of "moss-qena" and "albir-qena" finds that the two are one
    When "caseworker" of "albir-qena" justifies the double support because "NEEDS_MORE"
    Then what was said of it is refused with "act_not_allowed"
    When "programme_manager" of "albir-qena" justifies the double support because "NEEDS_MORE"
    Then the double support of "albir-qena" is "JUSTIFIED" and at the other partner "OPEN"
    And the double support of "moss-qena" is "OPEN" and at the other partner "JUSTIFIED"
    And "moss-qena" has 1 open and "albir-qena" has 0

  Scenario: It goes when the two are no longer one
    Given a reviewer of "moss-qena" and "albir-qena" finds that the two are one
    When a reviewer of "moss-qena" and "albir-qena" parts the two
    Then "moss-qena" has 0 open and "albir-qena" has 0
