Feature: A caseworker leaves

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And "منى علي" was added to the staff as "mona@moss-qena" in the role "caseworker"
    And "mona@moss-qena" read the name of the head

  Scenario: Who leaves keeps no access
    When "mona@moss-qena" leaves
    Then her token that has not expired is refused with "staff_left" in both languages
    And no new token is made for "mona@moss-qena"
    And the auditor finds the refusal "staff_left" for showing the token

  Scenario: What she did stays readable
    When "mona@moss-qena" leaves
    Then the auditor reads that "منى علي" opened the name and has left

  Scenario: She asks to be removed, and the opening stays without her name
    When the name of "mona@moss-qena" is wiped from the staff directory under the case number "S-2026-3"
    Then the auditor reads that "عضو سابق من العاملين" opened the name and has left

  Scenario: She returns, and so does her access
    When "mona@moss-qena" leaves
    And "mona@moss-qena" returns
    Then "mona@moss-qena" reads the name of the head again

  Scenario: A role without a name is closed as well
    When "caseworker@albir-qena" leaves
    Then no new token is made for "caseworker@albir-qena"
