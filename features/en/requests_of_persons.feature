Feature: A mother asks that her data be corrected, and objects to its being shown

  Background:
    Given the register of Qena
    And the household of "فاطمة عبد الرحيم" in "EG2706" registered by "moss-qena"

  Scenario: What she asks is taken in, waits for its answer and is answered
    When the head asks "volunteer@moss-qena" for a "correction" in the words "اسم أمي مكتوب خطأ"
    Then "1" requests wait at "data_officer@moss-qena"
    When "data_officer@moss-qena" answers the request with "granted" in the words "صُحّح الاسم"
    Then "0" requests wait at "data_officer@moss-qena"
    And her document says what she asked, "اسم أمي مكتوب خطأ", and the answer "صُحّح الاسم"

  Scenario: An objection that is granted holds at once
    Given "caseworker@albir-qena" sees the household
    When the head objects at "data_officer@moss-qena" to "sharing"
    And "data_officer@moss-qena" answers the request with "granted" in the words "لن تُعرض"
    Then "caseworker@albir-qena" sees the household no more

  Scenario: Nobody is refused without a reason
    When the head objects at "data_officer@moss-qena" to "sharing"
    And "data_officer@moss-qena" answers the request with "declined" in the words "لا"
    Then the answer is refused with "answer_needs_reason"

  Scenario: Another organisation knows nothing of it
    When the head objects at "data_officer@moss-qena" to "sharing"
    Then "0" requests wait at "data_officer@albir-qena"
