Feature: Nobody sees anything without an agreement

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"

  Scenario: A partner without an agreement sees an empty roll, and that is on record
    Given a partner "newcomer" that has signed no agreement
    When the caseworker of "newcomer" asks for the roll
    Then the roll is empty and says "no_agreement" in both languages
    And the auditor finds the refusal "no_agreement" on record

  Scenario: The umbrella sees totals and no household
    When the aggregate viewer of "qena-union" asks for the roll
    Then the roll is empty and says "totals_only" in both languages
    And the aggregate viewer of "qena-union" can read the totals

  Scenario: What was opened is on record
    When the caseworker of "albir-qena" asks for the roll
    Then the auditor finds one opening by "albir-qena" at the level "MASKED"
