"""What the person may ask for, in plain words."""

from __future__ import annotations

from registry.api.person.sections import Both, Section
from registry.api.person.subject import Subject
from registry.texts import say

RIGHTS = ("know", "correct", "consent", "object", "forget", "complain", "kept_apart")


async def rights(subject: Subject) -> Section:
    partner = await subject.partner(subject.home.partner)
    words = [Both.of(f"person.right.{one}") for one in RIGHTS]
    whom = Both(
        say("person.ask_whom", "ar", partner=partner.ar),
        say("person.ask_whom", "en", partner=partner.en),
    )
    return Section("rights", paragraphs=[whom, *words])
