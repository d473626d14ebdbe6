Feature: A household's answer holds from the moment it gives it

  Background:
    Given the register of Qena
    And the household of "زينب ياسر" in "EG2708" registered by "moss-qena"

  Scenario: What it withdraws is withdrawn at once, and from the past too
    When it agrees to be shared
    Then the roll of "albir-qena" shows 1 household in "EG2708"
    When it withdraws that
    Then the roll of "albir-qena" shows 0 households in "EG2708"
    And the caseworker of "albir-qena" does not find it as it was before the withdrawal
    And the roll of "moss-qena" shows 1 household in "EG2708"

  Scenario: It agrees for some of its data alone
    When it agrees to be shared with "contact" alone
    Then the roll of "albir-qena" shows 1 household in "EG2708"
    And its head is withheld from the caseworker of "albir-qena" with "consent_does_not_cover"
    When it agrees to be shared
    Then its head is masked for the caseworker of "albir-qena"

  Scenario: What was never given cannot be withdrawn
    When it withdraws that
    Then the request is refused with the code "consent_never_given"
    And the refusal speaks Arabic and English
