"""Files that nobody thought of, for the parsers: sound ones that are spoilt, and workbooks and CSVs of anything.

Whatever a file holds, reading it ends in rows, in rejects or in a refusal with a code; everything else is a crash.
`make fuzz` looks for one for as long as it is told; the tests do for a second or two.
"""
