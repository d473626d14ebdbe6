"""Read models: rows derived from the log, which know every past position and need no key."""
