Feature: Two partners register the same family

  Nobody's claim overwrites another's.

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"

  Scenario: Both claims stand
    When the caseworker of "albir-qena" registers the household of "فاطمة عبدالرحيم" in "EG2706"
    Then the registration is accepted with a reference
    And the roll of "moss-qena" shows 2 households in "EG2706"
    And the caseworker of "moss-qena" reads her own "فاطمة عبد الرحيم" in clear and the other masked
    And the caseworker of "albir-qena" reads her own "فاطمة عبدالرحيم" in clear and the other masked

  Scenario: A partner cannot write in another's registration
    When the caseworker of "albir-qena" adds the member "خالد" as "child"
    Then the request is refused with the code "household_unknown"
    And it has 1 named member
