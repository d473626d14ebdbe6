"""Read models: rows derived from the log alone, which know every past position and need no key.

`household_roll` … `imports`   one file each: a row, its fold, its table, its queries; `catalogue` lists them
`model`, `validity`, `differences`   how facts become rows: rows that hold between positions, signed differences
`follower`, `rebuild`          keep the rows up with the log, and build them again beside those that are read
`as_of`, `reading`, `visibility`   at which position, in which pages, and for whose eyes
"""
