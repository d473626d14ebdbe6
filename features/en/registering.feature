Feature: Registering a household

  A caseworker registers the family before her once, and finds it again.

  Background:
    Given the register of Qena

  Scenario: A household is registered with its members
    When the caseworker of "moss-qena" registers the household of "فاطمة عبد الرحيم" in "EG2706" with the members
      | name              | relation |
      | علي محمود         | spouse   |
      | منى علي محمود     | child    |
    Then the registration is accepted with a reference
    And the roll of "moss-qena" shows 1 household in "EG2706"
    And its head reads "فاطمة عبد الرحيم" for the caseworker of "moss-qena"
    And it has 3 named members

  Scenario: The same request sent twice registers once
    When the caseworker of "moss-qena" sends the registration of "زينب حسن" in "EG2707" twice
    Then both answers name the same household
    And the roll of "moss-qena" shows 1 household in "EG2707"

  Scenario: A member is added later
    Given the household of "سعاد إبراهيم" in "EG2703" registered by "moss-qena"
    When the caseworker of "moss-qena" adds the member "أحمد خالد" as "child"
    Then it has 2 named members

  Scenario: A place that does not exist is refused in both languages
    When the caseworker of "moss-qena" registers the household of "هدى علي" in "EG9999"
    Then the request is refused with the code "place_unknown"
    And the refusal speaks Arabic and English
