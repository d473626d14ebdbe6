Feature: A mother asks what is held about her and who has seen it

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"

  Scenario: She learns who has seen her record, when and why
    Given "منى علي" was added to the staff as "mona@moss-qena" in the role "caseworker"
    And "mona@moss-qena" read the name of the head
    When the head asks "data_officer@moss-qena" for her document
    Then the document says that "منى علي" opened "الاسم"
    And the document says that her name is "فاطمة عبد الرحيم"
    And the page is in Arabic from right to left and in English, and only who asked for it can read it
    And the auditor finds the opening for "DATA_SUBJECT" on record

  Scenario: It is made for no other purpose
    When the head asks "caseworker@moss-qena" for her document for "registration"
    Then the document is refused with "purpose_not_allowed"

  Scenario: Nor by another organisation
    When the head asks "data_officer@albir-qena" for her document
    Then the document is refused with "person_not_shown"

  Scenario: Whoever was forgotten is told what remains and why
    When the operator forgets the head under the case number "E-2026-17"
    And the head asks "data_officer@moss-qena" for her document
    Then the document says that her data was erased under "E-2026-17" and what remains
