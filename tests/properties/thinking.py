"""Thinks of something to ask, by chance and by what the town tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Final, TypeAlias
from uuid import UUID

from registry.application.command import Context
from registry.domain.vocabulary import Purpose, Role
from tests.properties import (
    casework,
    changing,
    delivering,
    governing,
    issuing,
    pairing,
    planning,
    referring,
    requesting,
)
from tests.properties.asks import CASEWORK, ISSUING, Act, Ask, Clerk

Thought: TypeAlias = Callable[[Clerk, Context, Random, UUID | None], Ask]

THOUGHTS: Final[Mapping[Act, Thought]] = {
    Act.REGISTER: casework.register,
    Act.ADD_MEMBER: casework.add,
    Act.DELIVER: delivering.deliver,
    Act.VISIT: delivering.visit,
    Act.CORRECT_DELIVERY: delivering.correct,
    Act.REVERSE_DELIVERY: delivering.reverse,
    Act.PUT_ON_HOLD: casework.hold,
    Act.RELEASE: changing.release,
    Act.CORRECT: changing.correct_household,
    Act.CORRECT_MEMBER: changing.correct_member,
    Act.ASSESS: changing.assess,
    Act.RELOCATE: changing.relocate,
    Act.CHANGE_HEAD: changing.change_head,
    Act.LEAVE: changing.leave,
    Act.DIE: changing.die,
    Act.MOVE: changing.move,
    Act.ANSWER: changing.answer,
    Act.RECEIVE_REQUEST: requesting.receive,
    Act.ANSWER_REQUEST: requesting.answer,
    Act.CLOSE: changing.close,
    Act.REOPEN: changing.reopen,
    Act.WITHDRAW: changing.withdraw,
    Act.SEND: referring.send,
    Act.ACCEPT: referring.accept,
    Act.REJECT: referring.reject,
    Act.REDIRECT: referring.redirect,
    Act.START: referring.start,
    Act.FINISH: referring.finish,
    Act.REVOKE: referring.revoke,
    Act.OFFER: referring.offer,
    Act.END_OFFER: referring.end_offer,
    Act.TAKE_OVER: referring.take_over,
    Act.LINK: pairing.link,
    Act.ASK: pairing.ask,
    Act.SETTLE: pairing.settle,
    Act.CONFIRM: pairing.confirm,
    Act.DISMISS: pairing.dismiss,
    Act.UNDO_LINK: pairing.undo,
    Act.ASK_MORE: pairing.ask_more,
    Act.ANSWER_PAIR: pairing.answer_pair,
    Act.DRAFT: planning.draft,
    Act.OVERRIDE: planning.override,
    Act.RELEASE_PLAN: planning.release,
    Act.HAND_OUT: planning.hand_out,
    Act.CANCEL: planning.cancel,
    Act.OPEN_PROGRAMME: governing.open_programme,
    Act.CLOSE_PROGRAMME: governing.close_programme,
    Act.SET_OVERLAP: governing.set_overlap,
    Act.TAG: governing.tag,
    Act.SIGN: governing.sign,
    Act.AMEND: governing.amend,
    Act.END: governing.end,
    Act.ENROL: governing.enrol,
    Act.SUSPEND: governing.suspend,
    Act.ISSUE: issuing.issue,
    Act.RENEW: issuing.renew,
    Act.LOSE: issuing.lose,
    Act.TAKE_BACK: issuing.revoke,
}


def think(
    clerk: Clerk, act: Act, chance: Random, *, like: Ask | None = None, home: UUID | None = None
) -> Ask:
    """An ask of a kind: `like` another one, of its partner and under its key; at the door of a `home`."""
    clerk.asked += 1
    door = home or clerk.home(chance)
    if like is None:
        context = clerk.at(clerk.partner(chance, door), Role.CASEWORKER, f"طلب-{clerk.asked}")
    else:
        context = clerk.at(like.context.partner, Role.CASEWORKER, like.context.key)
    return _with_usual_objections(
        clerk, _out_of_place(THOUGHTS[act](clerk, context, chance, door), chance)
    )


def _out_of_place(ask: Ask, chance: Random) -> Ask:
    """Now and then somebody asks who may not, or for a purpose for which nothing is written."""
    if ask.act in {*CASEWORK, *ISSUING} and chance.random() < 0.03:
        return replace(ask, context=replace(ask.context, role=Role.AUDITOR))
    if ask.act in {*CASEWORK, *ISSUING} and chance.random() < 0.03:
        return replace(ask, context=replace(ask.context, purpose=Purpose.STATISTICS))
    return ask


def _with_usual_objections(clerk: Clerk, ask: Ask) -> Ask:
    def objections() -> set[str]:
        found = ask.objections()
        partner = clerk.town.partners.get(ask.context.partner)
        if partner is not None and partner.suspended:
            found.add("partner_suspended")
        if ask.context.role is Role.AUDITOR:
            found.add("act_not_allowed")
        if ask.context.purpose is Purpose.STATISTICS:
            found.add("purpose_only_reads")
        return found

    return replace(ask, objections=objections)
