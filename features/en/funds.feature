Feature: A fund never promises or pays what it has not

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And "moss-qena" opened the fund "zakat-qus" in "EGP"
    And "1000" "EGP" of "zakat" came into "zakat-qus" of "moss-qena" on "2026-10-05"

  Scenario: The balance of an earlier moment is what it was
    When "250" "EGP" of "waqf" comes into "zakat-qus" of "moss-qena" on "2026-10-06"
    And "moss-qena" pays "400" "EGP" of "zakat-qus" for "rent-2026-10" on "2026-10-06"
    Then "zakat-qus" of "moss-qena" has a balance of "850" of which "850" is free
    And before that "zakat-qus" of "moss-qena" had a balance of "1000"

  Scenario: What the fund has not is neither paid nor committed
    Given "moss-qena" released food baskets in "2026-11" for the household
    And "moss-qena" commits "700" "EGP" of "zakat-qus" to the plan
    When "moss-qena" pays "301" "EGP" of "zakat-qus" for "rent-2026-10" on "2026-10-06"
    Then the fund refuses with "fund_overspent" since "300.00 EGP" is left
    And "zakat-qus" of "moss-qena" has a balance of "1000" of which "300" is free

  Scenario: What a settled plan did not spend is free again
    Given "moss-qena" released food baskets in "2026-11" for the household
    And "moss-qena" commits "700" "EGP" of "zakat-qus" to the plan
    When "moss-qena" settles the plan with "zakat-qus" by "450" "EGP"
    Then "zakat-qus" of "moss-qena" has a balance of "550" of which "550" is free

  Scenario: What was paid by mistake is taken back, and its day keeps its balance
    Given "moss-qena" pays "400" "EGP" of "zakat-qus" for "rent-2026-10" on "2026-10-06"
    When "moss-qena" takes entry "2" of "zakat-qus" back as "recorded_in_error"
    Then "zakat-qus" of "moss-qena" has a balance of "1000" of which "1000" is free
    And before that "zakat-qus" of "moss-qena" had a balance of "600"
