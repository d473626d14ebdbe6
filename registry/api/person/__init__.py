"""The person's own document: what is held about them, who opened it, when and why, in Arabic and English.

`subject` is whose document it is and all that is read for it, `sections` the shape that every section has; then a
module for each section, each a function from the subject to its section, in the order of `report.SECTIONS`. A new
fact that concerns a person is a row of one of them, or a module of its own. `page` writes the document for a browser
and a printer, `report` puts it together and answers the query.
"""
