Feature: Importing a list

  A broken row never loses anything: it comes back with its reason, the rest goes through.

  Background:
    Given the register of Qena

  Scenario: An association's list becomes registrations and deliveries
    When "albir-qena" imports its distribution list
    Then the summary says 30 registrations, 30 deliveries and 0 rejects
    And the roll of "albir-qena" shows 30 households of its own

  Scenario: The same list again changes nothing
    Given "albir-qena" has imported its distribution list
    When "albir-qena" imports its distribution list
    Then the summary says 0 registrations, 0 deliveries and 0 rejects
    And the log has not grown

  Scenario: A row without a place comes back with its reason and is imported once mended
    When "albir-qena" imports its distribution list with the place of row 6 missing
    Then the summary says 29 registrations, 29 deliveries and 1 reject
    And the rejects workbook names row 6 with its reason in Arabic and English
    When "albir-qena" mends the place in the rejects workbook and imports it
    Then the summary says 1 registration, 1 delivery and 0 rejects
    And the roll of "albir-qena" shows 30 households of its own

  Scenario: A dry run writes nothing
    When "albir-qena" tries its distribution list without writing
    Then the summary says 30 registrations, 30 deliveries and 0 rejects
    And the log has not grown
