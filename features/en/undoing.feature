Feature: The wrong file is taken back

  Background:
    Given the register of Qena
    And "albir-qena" has imported its distribution list

  Scenario: Every count is as it was before, history is kept, and the list can be imported anew
    When the caseworker of "albir-qena" takes the list back
    Then 30 registrations and 30 deliveries are taken back
    And the roll of "albir-qena" shows 0 households of its own
    And before that it showed 30 households of its own
    And nobody is counted in "2026-10"
    When the caseworker of "albir-qena" takes the list back
    Then the log has not grown
    When "albir-qena" imports its distribution list
    Then the summary says 30 registrations, 30 deliveries and 0 rejects
    And the roll of "albir-qena" shows 30 households of its own

  Scenario: What others built on it stands in the way, and a data officer alone may force it
    Given the caseworker of "albir-qena" puts a household of the list on hold
    When the caseworker of "albir-qena" takes the list back
    Then it is refused with "import_built_on", and the list of what was built on it names 1 household
    And the roll of "albir-qena" shows 30 households of its own
    When the caseworker of "albir-qena" takes the list back by force
    Then it is refused with "act_not_allowed"
    And it is said that "data_officer" may
    When the data officer of "albir-qena" takes the list back by force
    Then 30 registrations and 30 deliveries are taken back
    And the roll of "albir-qena" shows 0 households of its own
