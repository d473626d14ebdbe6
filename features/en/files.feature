Feature: Files of many kinds, dropped into a folder

  A form's export, a folder that is watched, a file that cannot be read.

  Background:
    Given the register of Qena

  Scenario: A form's export from ODK becomes households with their members
    When "moss-qena" imports the ODK export
    Then 30 households and 113 persons are registered

  Scenario: An export that has lost its members is stopped
    When "moss-qena" imports the ODK export without its members
    Then it is refused with "repeat_sheet_missing" in Arabic and English
    And the log has not grown

  Scenario: A dropped file is taken in once
    Given a folder into which "moss-qena" drops the ODK export
    When the folder is looked after
    Then the ODK export lies in "taken" with what became of it
    And 30 households and 113 persons are registered
    When the folder is looked after
    Then the log has not grown

  Scenario: A dropped file that is no spreadsheet is put aside with its reason
    Given a folder into which "moss-qena" drops a picture
    When the folder is looked after
    Then the picture lies in "refused" with what became of it
    And the log has not grown
