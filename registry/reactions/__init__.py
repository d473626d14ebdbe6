"""What the register does by itself once something was recorded: it matches and judges.

What it finds it records as commands, as people do.

`touched`        which registrations a stretch of the log concerns
`neighbourhood`  whom a change may concern, and how every pair with one of them stands
`verdicts`       what a judgement says that the register does not say yet: links, cases, settlements
`matching`       the index kept, the neighbourhood judged, the verdicts recorded
`following`      after every commit, whoever is killed when
`judging`        entitlement: whom a change or a new day concerns
`batch`          everybody at once, and the index anew
"""
