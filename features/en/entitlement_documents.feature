Feature: A card shows a right once, and nobody holds two

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And "caseworker@moss-qena" issued the head a "priority_card" with the number "ب-4711" until "2030-12-31"

  Scenario: A lost card is replaced, and the one that was lost holds no more
    When "caseworker@moss-qena" says that the head's "priority_card" was "stolen"
    Then the head's documents stand as "lost"
    When "caseworker@moss-qena" replaces the head's "priority_card" by "ب-4712" since it was "stolen"
    Then the head's documents stand as "replaced, live"
    And the live one has the number "ب-4712"

  Scenario: A second live card is refused, and a plate is not
    When "caseworker@moss-qena" issues the head a "priority_card" with the number "ب-9000"
    Then the second document is refused with "document_live"
    When "caseworker@moss-qena" issues the head a "plate" with the number "ل-17"
    Then the head's documents stand as "live, live"

  Scenario: A number that another holds is refused
    Given another household of "منى سعيد" in "EG2708" registered by "moss-qena"
    When whoever was registered has been matched
    And "caseworker@moss-qena" issues the other head a "priority_card" with the number "ب ٤٧١١"
    Then the second document is refused with "document_number_taken"
    When "caseworker@moss-qena" issues the other head a "priority_card" with the number "ب-4712"
    Then the head's documents stand as "live, live"
