"""Who was judged, is entitled, on a list, reached, and when: the rows from which coverage is counted, in SQL.

A row says one thing of one person, with the days between which it is so. A household stands for its head, as among
those reached. A person is one whoever registered it, and lies, has the sex, the nationality and the band of birth that
its oldest registration that knows them says: so it is in one cell of whatever divides persons.
"""

from __future__ import annotations

from typing import Final

from psycopg import sql

from registry.projections import (
    delivery_ledger,
    distinct,
    eligibility,
    household_members,
    household_roll,
    pairs,
    plan_lines,
    plans,
    programme_directory,
    reached,
)
from registry.projections.distinct import Per
from registry.projections.model import Copy

TABLES: Final = {
    "decisions": Copy(eligibility.MODEL).table,
    "ledger": Copy(delivery_ledger.MODEL).table,
    "lines": Copy(plan_lines.MODEL).table,
    "members": Copy(household_members.MODEL).table,
    "plans": Copy(plans.MODEL).table,
    "presence": Copy(reached.PRESENCE).table,
    "programmes": Copy(programme_directory.MODEL).table,
    "reached": Copy(reached.DIFFERENCES).table,
    "roll": Copy(household_roll.MODEL).table,
}

_SAID: Final = sql.SQL("""
    decided as (
        select household, programme, entitlement, decided_on as begins,
               least(until, lead(decided_on) over (partition by decision order by lower(held)) - 1) as ends
        from {decisions} where lower(held) <= %(position)s::bigint
    ), said (household, member, programme, begins, ends, judged, entitled, planned, enrolled) as (
        select household, null::uuid, programme, begins, ends, true, entitlement = 'entitled', false, false
        from decided where ends is null or ends >= begins
        union all
        select line.household, line.member, plan.programme, plan.serves_from, plan.serves_until, false, false, true,
               plan.stage in ('released', 'closed') and (line.reserved or line.overridden is not null)
        from {lines} as line
        join {plans} as plan on plan.plan = line.plan and plan.held @> %(position)s::bigint
        where line.held @> %(position)s::bigint and line.household is not null and plan.stage <> 'cancelled'
          and (plan.stage = 'drafted' or line.reserved or line.unknown or line.overridden is not null)
    ), joint as materialized (
        select distinct visit from {presence} where held @> %(position)s::bigint and visit <> delivery
    )
""").format(**TABLES)
"""A decision holds until the next one or its last day; a list is what its plan still means to serve.

`joint` are visits in which more may have been done than one thing; any other is its delivery's own.
"""

_COUNTED: Final = sql.SQL("""
    counted as (
        select coalesce(said.member, home.head) as subject, said.programme, said.begins,
               case when said.judged then least(said.ends, home.last_day) else said.ends end as ends,
               said.judged, said.entitled, said.planned, said.enrolled, false as reached, null::uuid as visit,
               home.place, home.markaz, home.governorate, 0::bigint as visits, 0::bigint as services,
               0::bigint as unnamed
        from said
        join {roll} as home on home.household = said.household and home.held @> %(position)s::bigint
        left join {programmes} as scheme on scheme.programme = said.programme and upper_inf(scheme.held)
        where home.withdrawn is null
          and (not said.judged or home.closed is null or home.last_day >= said.begins)
          and {own_said}
        union all
        select coalesce(served.head, presence.recipient), presence.programme, presence.month,
               (presence.month + interval '1 month - 1 day')::date, false, false, false, false, true, joint.visit,
               case when served.household is null then presence.place else served.place end,
               case when served.household is null then presence.markaz else served.markaz end,
               case when served.household is null then presence.governorate else served.governorate end,
               case when joint.visit is null then 1 else 0 end, 1, 0
        from {presence} as presence
        left join joint on joint.visit = presence.visit
        left join {roll} as served
            on served.household = presence.recipient and served.held @> %(position)s::bigint
        where presence.held @> %(position)s::bigint and {own_presence}
        union all
        select null, programme, month, (month + interval '1 month - 1 day')::date, false, false, false, false, false,
               null, place, markaz, governorate, sign * visits, sign * services, sign * unnamed
        from {reached} as presence
        where position <= %(position)s::bigint and headcount is not null and {own_presence}
    )
""")
_OWN_SAID: Final = sql.SQL("(home.partner = %(own)s and scheme.owner = %(own)s)")
_OWN_PRESENCE: Final = sql.SQL("""
    exists (select from {ledger} as delivery
            where delivery.delivery = presence.delivery and upper_inf(delivery.held) and delivery.partner = %(own)s)
""").format(**TABLES)

_NOBODY: Final = sql.SQL("select null::uuid as one, null::uuid as identity where false")
_GATHERED: Final = sql.SQL("""
    gathered as materialized (
        select coalesce(person.identity, counted.subject) as person, counted.programme, counted.visit, {kept}
               case when counted.subject is null then counted.place end as there,
               bool_or(judged) as judged, bool_or(entitled) as entitled, bool_or(planned) as planned,
               bool_or(enrolled) as enrolled, bool_or(reached) as reached,
               min(place) as place, min(markaz) as markaz, min(governorate) as governorate,
               sum(visits)::bigint as visits, sum(services)::bigint as services, sum(unnamed)::bigint as unnamed
        from counted left join {person} as person on person.one = counted.subject
        where %(first)s::date is null
           or counted.begins <= %(last)s::date and coalesce(counted.ends, 'infinity') >= %(first)s::date
        group by coalesce(person.identity, counted.subject), counted.programme, counted.visit, {kept}
                 case when counted.subject is null then counted.place end
    )
""")
_KEPT: Final = sql.SQL("counted.begins, counted.ends,")
_DESCRIBED: Final = sql.SQL("""
    asked as (select distinct person from gathered where person is not null),
    registrations as ({registrations}),
    known as materialized (
        select registrations.person,
               (array_agg(one.sex order by {oldest}) filter (where one.sex <> 'unknown'))[1] as sex,
               (array_agg(one.nationality order by {oldest}) filter (where one.nationality <> 'unknown'))[1]
                   as nationality,
               (array_agg(one.birth_band order by {oldest}) filter (where one.birth_band is not null))[1]
                   as birth_band,
               array_agg(array[home.place, home.markaz, home.governorate]
                         order by one.presence = 'withdrawn' or home.withdrawn is not null, {oldest}) as places
        from registrations
        join {members} as one on one.member = registrations.member and one.held @> %(position)s::bigint
        join {roll} as home on home.household = one.household and home.held @> %(position)s::bigint
        group by registrations.person
    ), located as (
        select gathered.*, known.birth_band,
               case when gathered.person is not null then coalesce(known.sex, 'unknown') end as sex,
               case when gathered.person is not null then coalesce(known.nationality, 'unknown') end as nationality,
               case when known.places is null then gathered.place else known.places[1][1] end as village,
               case when known.places is null then gathered.markaz else known.places[1][2] end as in_markaz,
               case when known.places is null then gathered.governorate else known.places[1][3] end as in_governorate
        from gathered full join known on known.person = gathered.person
    )
""")
"""Nobody is known who was not asked for, so that the full join is a left one. It is never looped over: of tables that
nothing is known of yet, each row of one would be held against each of the other.
"""
OLDEST: Final = sql.SQL("one.member, one.presence = 'moved', one.household")
_ALONE: Final = sql.SQL("select person, person as member from asked")
_LINKED: Final = sql.SQL("""
    select asked.person, coalesce(linked.one, asked.person) as member
    from asked left join person as linked on linked.identity = asked.person
""")
_UNDESCRIBED: Final = sql.SQL("located as (select * from gathered)")


def located(per: Per, *, own: bool, described: bool = True, dated: bool = False) -> sql.Composed:
    """The beginning of a query, up to a table `located`; of the viewer's own records and programmes, or of all.

    A row is of a person, a programme and a joint visit, in the period that is asked for, or where it is `dated` of the
    days between which something is so. `visits`, `services` and `unnamed` are what it adds beside its person and its
    joint `visit`; a headcount has no person. Where persons are not `described` nobody looks for their sex, nationality,
    band of birth and place.
    """
    everything = sql.SQL("true")
    counted = _COUNTED.format(
        **TABLES,
        own_said=_OWN_SAID if own else everything,
        own_presence=_OWN_PRESENCE if own else everything,
    )
    alone = per is Per.REGISTRATION
    parts = [
        _SAID,
        counted,
        _GATHERED.format(
            kept=_KEPT if dated else sql.SQL(""),
            person=sql.SQL("({})").format(_NOBODY) if alone else sql.SQL("person"),
        ),
        describing(per) if described else _UNDESCRIBED,
    ]
    if not alone:
        parts.insert(0, distinct.persons(pairs.BOTH_VISIBLE if own else distinct.EVERYBODY))
    return sql.SQL("with recursive ") + sql.SQL(", ").join(parts)


def describing(per: Per) -> sql.Composed:
    """The table `located` over a table `gathered` with a person and a place, and per identity a table `person`."""
    registrations = _ALONE if per is Per.REGISTRATION else _LINKED
    return _DESCRIBED.format(**TABLES, registrations=registrations, oldest=OLDEST)
