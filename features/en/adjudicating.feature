Feature: What a plan waits for is decided first, and by two where much hangs on it

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And another household of "Fatma Abdelrehim" in "EG2708" registered by "moss-qena"
    And a plan of "moss-qena" gives each of the two 2600 pounds
    And the machine is in doubt about the two heads

  Scenario: One proposes and another agrees
    When the reviewer of "moss-qena" says that the two heads are one person
    Then the two heads are two persons
    When the reviewer of "moss-qena" says that the two heads are one person
    Then what was said of the two is refused with "second_is_the_first"
    When the data officer of "moss-qena" says that the two heads are one person
    Then the two heads are one person, each with the registrations of both

  Scenario: What is missing may be asked for first
    When the reviewer of "moss-qena" asks for an identity document
    Then "moss-qena" owes 1 answer
    When the caseworker of "moss-qena" tells what she knows
    Then "moss-qena" owes 0 answers

  Scenario: A link that much hangs on is taken back by two, too
    Given the reviewer of "moss-qena" says that the two heads are one person
    And the data officer of "moss-qena" says that the two heads are one person
    When the reviewer of "moss-qena" takes the link back
    Then the two heads are one person, each with the registrations of both
    When the reviewer of "moss-qena" takes the link back
    Then what was said of the two is refused with "second_is_the_first"
    When the data officer of "moss-qena" takes the link back
    Then the two heads are two persons
