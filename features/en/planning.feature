Feature: A plan is checked before anything is handed out

  Background:
    Given the register of Qena
    And "moss-qena" and "albir-qena" agree to plan together
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And another household of "Fatma Abdelrehim" in "EG2706" registered by "albir-qena"
    And a reviewer of "moss-qena" and "albir-qena" finds that the two are one

  Scenario: Another partner's help is found before the distribution
    Given "albir-qena" gave the other household a food basket in "2026-10"
    When "moss-qena" checks food baskets in "2026-10" for the household
    Then the check finds 0 clear, 1 in conflict and 0 unknown
    And the conflict is with "FOOD" that "albir-qena" "DELIVERED"

  Scenario: The conflict goes with the link
    Given "albir-qena" gave the other household a food basket in "2026-10"
    When a reviewer of "moss-qena" and "albir-qena" parts the two
    And "moss-qena" checks food baskets in "2026-10" for the household
    Then the check finds 1 clear, 0 in conflict and 0 unknown

  Scenario: Of two partners at the same instant one is clear
    When "moss-qena" and "albir-qena" reserve food baskets in "2026-11" for the two at once
    Then 1 of them has it and 1 is refused with "plan_nothing_to_reserve"

  Scenario: Both who reserved are told once it turns out to be one household
    When a reviewer of "moss-qena" and "albir-qena" parts the two
    And "moss-qena" and "albir-qena" reserve food baskets in "2026-11" for the two at once
    Then 2 of them has it and 0 is refused with "plan_nothing_to_reserve"
    And no plan of "moss-qena" waits for it
    When a reviewer of "moss-qena" and "albir-qena" finds that the two are one
    Then a plan of "moss-qena" waits for it, with 1 line that came to be in conflict
    And a plan of "albir-qena" waits for it, with 1 line that came to be in conflict
    And "moss-qena" is told of 1 line in conflict when it releases the plan

  Scenario: What is unknown holds up the release
    Given "moss-qena" reserved food baskets in "2026-11" for the household and for somebody unknown
    When "programme_manager" of "moss-qena" releases the plan
    Then the plan is refused with "plan_has_unknown"

  Scenario: It is overridden with a reason, on record
    Given "moss-qena" reserved food baskets in "2026-11" for the household and for somebody unknown
    When "caseworker" of "moss-qena" overrides line 2 because "VISITED"
    Then the plan is refused with "act_not_allowed"
    When "programme_manager" of "moss-qena" overrides line 2 because "VISITED"
    And "programme_manager" of "moss-qena" releases the plan
    Then the plan of "moss-qena" is "RELEASED" and says "VISITED" of line 2

  Scenario: A row without a number is looked for by name, and a stranger is not clear
    Given the household of "كريمة سيد رمضان فرج" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    When "moss-qena" checks food baskets in "2026-10" for "Karima Sayed Ramadan Farag" born on "1985-03-02" in "EG2706"
    Then the check finds 1 clear, 0 in conflict and 0 unknown
    When "moss-qena" checks food baskets in "2026-10" for "نجلاء منصور حامد بدر" born on "1985-03-02" in "EG2706"
    Then the check finds 0 clear, 0 in conflict and 1 unknown

  Scenario: What was handed over goes in at once, each line once
    Given "moss-qena" released food baskets in "2026-11" for the household
    When "moss-qena" records all of the plan on "2026-11-05"
    And "moss-qena" records all of the plan on "2026-11-06"
    Then 1 of 1 line of the plan of "moss-qena" is handed out

  Scenario: Whom a row names by name and date is looked for among the plan's lines alone
    Given the household of "كريمة سيد رمضان فرج" registered by "moss-qena" with the child "علي" born on "2022-01-05"
    And "moss-qena" released food baskets in "2026-11" for the household
    When "moss-qena" records on "2026-11-05" that "نجلاء منصور حامد بدر" born on "1985-03-02" was served
    Then 0 of 1 line of the plan of "moss-qena" is handed out
    When "moss-qena" records on "2026-11-05" that "Karima Sayed Ramadan Farag" born on "1985-03-02" was served
    Then 1 of 1 line of the plan of "moss-qena" is handed out
