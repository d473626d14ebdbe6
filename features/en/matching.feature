Feature: The register finds who is one person, and keeps apart who is not

  Background:
    Given the register of Qena

  Scenario: One woman in two scripts
    Given "moss-qena" registered in "EG2706" a household of
      | name                  | relation | sex    | born       | number         |
      | فاطمة عبد الراضي علي  | head     | female | 1990-05-07 | 29005072701222 |
    And "moss-qena" registered in "EG2706-L001" a household of
      | name                  | relation | sex    | born       | number         |
      | Fatma Abdelradi Ali   | head     | female | 1990-05-07 | 29005072701222 |
    When whoever was registered has been matched
    Then "فاطمة عبد الراضي علي" in "EG2706" and "Fatma Abdelradi Ali" in "EG2706-L001" are one person

  Scenario: Two digits swapped in the identity number
    Given "moss-qena" registered in "EG2706" a household of
      | name                  | relation | sex    | born       | number         |
      | فاطمة عبد الراضي علي  | head     | female | 1990-05-07 | 29005072701222 |
    And "moss-qena" registered in "EG2706-L001" a household of
      | name                  | relation | sex    | born       | number         |
      | فاطمه عبدالراضى على   | head     | female | 1990-05-07 | 29005072702122 |
    When whoever was registered has been matched
    Then "فاطمة عبد الراضي علي" in "EG2706" and "فاطمه عبدالراضى على" in "EG2706-L001" are one person

  Scenario: Brothers stay two, and each finds himself
    Given "moss-qena" registered in "EG2706" a household of
      | name            | relation | sex  | born       | number |
      | محمود حسن السيد | head     | male | 1975-02-03 |        |
      | أحمد محمود حسن  | child    | male | 2008-04-09 |        |
      | محمد محمود حسن  | child    | male | 2010-11-20 |        |
    And "moss-qena" registered in "EG2706-L001" a household of
      | name            | relation | sex  | born       | number |
      | محمود حسن السيد | head     | male | 1975-02-03 |        |
      | أحمد محمود حسن  | child    | male | 2008-04-09 |        |
      | محمد محمود حسن  | child    | male | 2010-11-20 |        |
    When whoever was registered has been matched
    Then "أحمد محمود حسن" in "EG2706" and "أحمد محمود حسن" in "EG2706-L001" are one person
    And "محمد محمود حسن" in "EG2706" and "محمد محمود حسن" in "EG2706-L001" are one person
    And "أحمد محمود حسن" in "EG2706" and "محمد محمود حسن" in "EG2706-L001" are two persons

  Scenario: Twins stay two, and each finds himself
    Given "moss-qena" registered in "EG2706" a household of
      | name                 | relation | sex    | born       | number         |
      | فاطمة عبد الراضي علي | head     | female | 1990-05-07 | 29005072701222 |
      | حسن محمود سعد        | child    | male   | 2012-01-15 |                |
      | حسين محمود سعد       | child    | male   | 2012-01-15 |                |
    And "moss-qena" registered in "EG2706-L001" a household of
      | name                 | relation | sex    | born       | number         |
      | فاطمة عبد الراضي علي | head     | female | 1990-05-07 | 29005072701222 |
      | حسن محمود سعد        | child    | male   | 2012-01-15 |                |
      | حسين محمود سعد       | child    | male   | 2012-01-15 |                |
    When whoever was registered has been matched
    Then "حسن محمود سعد" in "EG2706" and "حسن محمود سعد" in "EG2706-L001" are one person
    And "حسين محمود سعد" in "EG2706" and "حسين محمود سعد" in "EG2706-L001" are one person
    And "حسن محمود سعد" in "EG2706" and "حسين محمود سعد" in "EG2706-L001" are two persons

  Scenario: A bride is one person in two households
    Given "moss-qena" registered in "EG2706" a household of
      | name                 | relation | sex    | born       | number         |
      | عبد الراضي علي حسن   | head     | male   | 1960-01-05 |                |
      | فاطمة عبد الراضي علي | child    | female | 1990-05-07 | 29005072701222 |
    And "moss-qena" registered in "EG2706-L001" a household of
      | name                 | relation | sex    | born       | number         |
      | سيد محمد خليل        | head     | male   | 1985-08-08 |                |
      | فاطمة عبد الراضي علي | spouse   | female | 1990-05-07 | 29005072701222 |
    When whoever was registered has been matched
    Then "فاطمة عبد الراضي علي" in "EG2706" and "فاطمة عبد الراضي علي" in "EG2706-L001" are one person
    And "عبد الراضي علي حسن" in "EG2706" and "سيد محمد خليل" in "EG2706-L001" are two persons
