Feature: The same list again

  A list comes every month: mended, with families that are in it no more, or after the wrong file.

  Background:
    Given the register of Qena

  Scenario: One mended cell is one correction
    Given "albir-qena" has imported its distribution list
    When "albir-qena" tries its distribution list with another size in row 6
    Then the summary counts 1 correction and 29 rows unchanged
    And nothing but who opened what went into the log
    When "albir-qena" imports its distribution list with another size in row 6
    Then the summary counts 1 correction and 29 rows unchanged
    And the summary says 0 registrations, 0 deliveries and 0 rejects

  Scenario: Next month's list is thirty deliveries and no registration
    Given "albir-qena" has imported its distribution list
    When "albir-qena" imports next month's distribution list
    Then the summary says 0 registrations, 30 deliveries and 0 rejects

  Scenario: A family that is in the list no more is listed and stays registered
    Given "albir-qena" has imported its distribution list
    When "albir-qena" imports its distribution list without row 6
    Then row 6 of the earlier list has vanished, and nothing says who that is
    And the summary says 0 registrations, 0 deliveries and 0 rejects

  Scenario: A row that names somebody else comes back
    Given "albir-qena" has imported its distribution list
    When "albir-qena" imports its distribution list with a woman's name in row 5
    Then the summary counts 0 corrections and 30 rows unchanged
    And it is noticed that row 5 names another person
