Feature: One organisation asks another to help

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "albir-qena" agreeing to be referred

  Scenario: What is disclosed is read, and nothing else
    When the caseworker of "albir-qena" refers it to "moss-qena" for "HEALTH" disclosing "NAME"
    Then the inbox of "moss-qena" shows 1 referral that is "SENT"
    And "albir-qena" and "moss-qena" know it by one short reference, which finds nothing for "alnour-naghamadi"
    And "moss-qena" reads the name "فاطمة عبد الرحيم" in it
    And the field "address" of it is withheld from "moss-qena" with the code "not_disclosed"

  Scenario: The sender hears how it ended
    When the caseworker of "albir-qena" refers it to "moss-qena" for "HEALTH" disclosing "NAME"
    And the caseworker of "moss-qena" accepts, starts and finishes it with the words "بدأت الجلسات"
    Then the outbox of "albir-qena" shows 1 referral that is "DONE"
    And "albir-qena" reads the feedback "بدأت الجلسات"

  Scenario: Consent withdrawn meanwhile closes it at once
    When the caseworker of "albir-qena" refers it to "moss-qena" for "HEALTH" disclosing "NAME"
    And the household withdraws its consent to be referred
    Then the field "name" of it is withheld from "moss-qena" with the code "consent_withdrawn"
    And accepting it is refused with the code "referral_without_consent"

  Scenario: A partner without an agreement cannot be chosen
    Given a partner "newcomer" that has signed no agreement
    When the caseworker of "albir-qena" refers it to "newcomer" for "HEALTH" disclosing "NAME"
    Then the request is refused with the code "referral_without_agreement"
    And the refusal speaks Arabic and English

  Scenario: More than consent covers is not disclosed
    Given the household narrows its consent to be referred to "IDENTITY"
    When the caseworker of "albir-qena" refers it to "moss-qena" for "HEALTH" disclosing "PHONES"
    Then the request is refused with the code "referral_discloses_more"

  Scenario: A household is handed over
    When the data officer of "albir-qena" offers it to "moss-qena"
    And the data officer of "moss-qena" takes it over
    Then it is of "moss-qena" and no longer of "albir-qena"

  Scenario: How long those who were referred waited is told, and what nobody records is not
    When the caseworker of "albir-qena" refers it to "moss-qena" for "HEALTH" disclosing "NAME"
    And the caseworker of "moss-qena" accepts, starts and finishes it with the words "بدأت الجلسات"
    Then "moss-qena" reads that it was asked 1 time, was done 1 time after a median of 0 days
    And how satisfied they were is not computable
    And to the umbrella these are too few to tell
