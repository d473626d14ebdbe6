Feature: Who is entitled is decided by a rule that everybody can read

  Background:
    Given the register of Qena

  Scenario: A decision is explained under each version of the rule
    Given the household of "فاطمة عبد الرحيم" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    And "moss-qena" sets the rule of "cash-support": "طفل دون الثامنة عشرة" where "members.exists(m, m.age < 18)"
    And "moss-qena" judges its households for "cash-support"
    When "moss-qena" sets the rule of "cash-support": "طفل دون الثالثة" where "members.exists(m, m.age < 3)"
    And "moss-qena" judges its households for "cash-support"
    Then the household is "NOT_ENTITLED" to "cash-support" under version 2: "طفل دون الثالثة" is "not_held"
    And before it was "ENTITLED" to "cash-support" under version 1: "طفل دون الثامنة عشرة" is "held"

  Scenario: A birth date that nobody knows is not a reason to refuse
    Given the household of "زينب علي" registered by "moss-qena" with the child "هدى" born nobody knows when
    And "moss-qena" sets the rule of "cash-support": "طفل دون الثامنة عشرة" where "members.exists(m, m.age < 18)"
    When "moss-qena" judges its households for "cash-support"
    Then the household is "UNDETERMINED" to "cash-support" under version 1: "طفل دون الثامنة عشرة" is "undetermined"
    And what is missing is "member.age"

  Scenario: Help after a shock ends by itself
    Given the household of "فاطمة عبد الرحيم" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    And "moss-qena" sets the rule of "cash-support" until "2026-01-31": "طفل دون الثامنة عشرة" where "members.exists(m, m.age < 18)"
    When "moss-qena" judges its households for "cash-support"
    Then the entitlement of the household to "cash-support" has ended with "2026-01-31"

  Scenario: Nobody has to ask for a household to be judged
    Given the household of "فاطمة عبد الرحيم" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    And "moss-qena" sets the rule of "cash-support": "طفل دون الثامنة عشرة" where "members.exists(m, m.age < 18)"
    When the register judges by itself
    Then the household is "ENTITLED" to "cash-support" under version 1: "طفل دون الثامنة عشرة" is "held"
    When "moss-qena" sets the rule of "cash-support": "طفل دون الثالثة" where "members.exists(m, m.age < 3)"
    And the register judges by itself
    Then the household is "NOT_ENTITLED" to "cash-support" under version 2: "طفل دون الثالثة" is "not_held"

  Scenario: Whoever is to be judged anew is named, with the reason
    Given the household of "فاطمة عبد الرحيم" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    And "moss-qena" sets the rule of "cash-support": "طفل دون الثامنة عشرة" where "members.exists(m, m.age < 18)"
    Then the household is to be judged for "cash-support" because "NEVER_JUDGED"
    When "moss-qena" judges its households for "cash-support"
    Then the household is not to be judged for "cash-support"
    When "moss-qena" sets the rule of "cash-support": "طفل دون الثالثة" where "members.exists(m, m.age < 3)"
    Then the household is to be judged for "cash-support" because "RULE_CHANGED"
