Feature: Households change

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"
    And the member "علي محمود" added as "child"

  Scenario: A name that was written wrong is mended, and the past still shows what was known
    When its caseworker mends the name of "علي محمود" to "علي محمود حسن"
    Then its members are "فاطمة عبد الرحيم، علي محمود حسن"
    And before that its members were "فاطمة عبد الرحيم، علي محمود"

  Scenario: What stands already is answered with nothing
    When its caseworker mends the name of "علي محمود" to "علي محمود"
    Then nothing was recorded

  Scenario: Another member becomes the head, and who was head has died
    When its caseworker names "علي محمود" as head, to whom the former one is "other"
    And its caseworker records that "فاطمة عبد الرحيم" died on "2026-10-05"
    Then its head reads "علي محمود" for the caseworker of "moss-qena"
    And its members are "علي محمود"
    And nothing can be delivered to "فاطمة عبد الرحيم" on "2026-10-06", which says "member_died"

  Scenario: The head does not go while others are there
    When its caseworker records that "فاطمة عبد الرحيم" died on "2026-10-05"
    Then the request is refused with the code "head_goes_last"
    And the refusal speaks Arabic and English

  Scenario: A member moves to another household, in both or in neither
    Given another household of "هدى علي" in "EG2708" registered by "moss-qena"
    When its caseworker moves "علي محمود" to the other household as "spouse"
    Then its members are "فاطمة عبد الرحيم"
    And the members of the other household are "هدى علي، علي محمود"

  Scenario: A household lives elsewhere
    When its caseworker records that it lives in "EG2708"
    Then the roll of "moss-qena" shows 1 household in "EG2708"
    And the roll of "moss-qena" shows 0 households in "EG2706"

  Scenario: A closed household takes nothing more until it is opened again
    When its caseworker closes it because of "left_the_area"
    And its caseworker mends the name of "علي محمود" to "علي محمود حسن"
    Then the request is refused with the code "household_closed"
    And the refusal speaks Arabic and English
    When its caseworker opens it again
    And its caseworker mends the name of "علي محمود" to "علي محمود حسن"
    Then its members are "فاطمة عبد الرحيم، علي محمود حسن"

  Scenario: What was recorded in error counts nowhere any more
    When its caseworker withdraws it
    Then the roll of "moss-qena" shows 0 households in "EG2706"
    And its own partner still finds it by its reference
