Feature: Of whoever a late partner registered nobody says that they are clear

  Background:
    Given the register of Qena
    And "moss-qena" and "albir-qena" agree to plan together
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And another household of "Fatma Abdelrehim" in "EG2706" registered by "albir-qena"
    And a reviewer of "moss-qena" and "albir-qena" finds that the two are one

  Scenario: The association has recorded nothing for two months, until it says that it gave nothing more
    Given "albir-qena" agreed 60 days ago to record what it gives every 30 days
    When "moss-qena" checks food baskets in "2026-11" for the household
    Then the check finds 0 clear, 0 in conflict and 1 unknown
    And that is because "albir-qena", of which nothing is known for 60 days, records every 30 days
    When "albir-qena" says that all it gave up to yesterday is recorded
    And "moss-qena" checks food baskets in "2026-11" for the household
    Then the check finds 1 clear, 0 in conflict and 0 unknown

  Scenario: A partner that is on time is believed
    Given "albir-qena" agreed 60 days ago to record what it gives every 90 days
    And "albir-qena" gave the other household a food basket in "2026-10"
    When "moss-qena" checks food baskets in "2026-10" for the household
    Then the check finds 0 clear, 1 in conflict and 0 unknown
    When "moss-qena" checks food baskets in "2026-11" for the household
    Then the check finds 1 clear, 0 in conflict and 0 unknown
