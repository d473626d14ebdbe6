Feature: One woman, registered twice, is one person until somebody takes it back

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And another household of "Fatma Abdelrehim" in "EG2708" registered by "moss-qena"

  Scenario: A reviewer says that the two are one
    When the reviewer of "moss-qena" says that the two heads are one person
    Then the two heads are one person, each with the registrations of both
    And before that they were two

  Scenario: And takes it back, and each is what it was before
    Given the reviewer of "moss-qena" says that the two heads are one person
    When the reviewer of "moss-qena" takes the link back
    Then the two heads are two persons
    And the pair says that a person parted them

  Scenario: What was dismissed stays dismissed
    When the reviewer of "moss-qena" says that the two heads are relatives
    Then the two heads are two persons
    And the pair says that a person parted them

  Scenario: Her document is about both of her registrations
    Given the reviewer of "moss-qena" says that the two heads are one person
    When she asks "data_officer@moss-qena" for the document of the whole person
    Then the document tells of both names

  Scenario: A caseworker does not decide it
    When the caseworker of "moss-qena" says that the two heads are one person
    Then what was said of the two is refused with "act_not_allowed"

  Scenario: One household of two registrations is counted once
    Given the reviewer of "moss-qena" says that the two heads are one person
    Then the register counts 2 registrations, 1 household and 1 person

  Scenario: Undone, the register is what it was, delivery by delivery
    Given the caseworker of "moss-qena" records a delivery of "cash-support" in "2026-10"
    And the reviewer of "moss-qena" says that the two heads are one person
    When the reviewer of "moss-qena" takes the link back
    Then the register counts 2 registrations, 2 households and 2 persons
    And everything is as it was before, delivery by delivery

  Scenario: What the machine is in doubt about waits for a reviewer
    Given the machine is in doubt about the two heads
    Then 1 pair waits for the reviewer of "moss-qena"
    And 0 pairs wait for the reviewer of "albir-qena"

  Scenario: What was dismissed is not raised again
    Given the machine is in doubt about the two heads
    And the reviewer of "moss-qena" says that the two heads are relatives
    When the machine finds the same about them again
    Then 0 pairs wait for the reviewer of "moss-qena"

  Scenario: Unless something else is found
    Given the machine is in doubt about the two heads
    And the reviewer of "moss-qena" says that the two heads are relatives
    When the machine finds something else about them
    Then 1 pair waits for the reviewer of "moss-qena"
