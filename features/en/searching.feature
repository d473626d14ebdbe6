Feature: Look before you register

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم محمود" in "EG2706" registered by "moss-qena"

  Scenario: The same woman is found in the other script, and no more of her is shown than was agreed
    When the caseworker of "albir-qena" searches for "Fatma Abdelrehim Mahmoud"
    Then one registration is found, known to another partner, its name masked
    And the given name speaks for it in words: "الاسم الأول: مطابق بحروف أخرى" and "given name: the same in another script"
    And an auditor reads that somebody searched by "THREE_NAMES" for the purpose "REGISTRATION"

  Scenario: A name alone is too wide
    When the caseworker of "albir-qena" searches for "فاطمة"
    Then the search is refused with "search_too_wide", saying what to add

  Scenario: Who refused to be shared is found by nobody else
    Given the household of "زينب ياسر حسن" in "EG2708" registered by "moss-qena" refusing to be shared
    When the caseworker of "albir-qena" searches for "زينب ياسر حسن"
    Then 0 registrations are found
    When the caseworker of "moss-qena" searches for "زينب ياسر حسن"
    Then 1 registrations are found

  Scenario: The caseworker is told while registering
    When the caseworker of "moss-qena" registers "كريمة حسين أحمد" in "EG2706" with the phone "+201092574822"
    Then she is told of nobody
    When the caseworker of "albir-qena" registers "Karima Hussein Ahmed" in "EG2706" with the phone "+201092574822"
    Then she is told that another partner may know her already, and the registration stands

  Scenario: Whoever has looked for as many people as an hour allows waits
    When the caseworker of "albir-qena" searches at the desk for "فاطمة عبد الرحيم محمود" 2 times, with 1 an hour allowed
    Then the last search is refused with how long to wait, and an auditor reads "searched_too_often"
