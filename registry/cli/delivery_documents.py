"""What `sijill delivery` asks the API."""

from __future__ import annotations

from typing import Final

_SHOWN: Final = """
fragment shown on Delivery {
  id reference claim family reversed on { value precision until } markaz { code nameAr nameEn }
  partner { code } programme { code } kind unit quantity value { amount currency } countsAs headcount channel
  household { id reference } member { id } visit servicePoint { code }
  servesFrom { value precision until } servesUntil { value precision until }
  sources { kind amount { amount currency } partner { code } }
  correctedAt reversedAt reversal
}
"""
_PERSONAL: Final = """
fragment personal on Delivery {
  giver { ...one } collector { ...one } collectorNumbers { ...many } collectorAuthority { ...one }
}
fragment one on ProtectedString { state value masked reason { code messageAr messageEn } }
fragment many on ProtectedStrings { state values masked reason { code messageAr messageEn } }
"""
_REFUSED: Final = "... on Refusal { code messageAr messageEn }"

RECORD: Final = f"""
mutation ($input: DeliveryInput!, $key: ID!) {{
  recordDelivery(input: $input, idempotencyKey: $key) {{
    __typename ... on DeliveryRecorded {{ id position repeated delivery {{ ...shown }} }} {_REFUSED}
  }}
}}
{_SHOWN}
"""
VISIT: Final = f"""
mutation ($input: VisitInput!, $key: ID!) {{
  recordVisit(input: $input, idempotencyKey: $key) {{
    __typename ... on VisitRecorded {{ id position repeated deliveries {{ ...shown }} }} {_REFUSED}
  }}
}}
{_SHOWN}
"""
CORRECT: Final = f"""
mutation ($delivery: ID!, $correction: DeliveryCorrectionInput!, $key: ID!) {{
  correctDelivery(delivery: $delivery, correction: $correction, idempotencyKey: $key) {{
    __typename ... on DeliveryChanged {{ id position changed repeated delivery {{ ...shown }} }} {_REFUSED}
  }}
}}
{_SHOWN}
"""
REVERSE: Final = f"""
mutation ($delivery: ID!, $reason: ReversalReason!, $key: ID!) {{
  reverseDelivery(delivery: $delivery, reason: $reason, idempotencyKey: $key) {{
    __typename ... on DeliveryChanged {{ id position changed repeated delivery {{ ...shown }} }} {_REFUSED}
  }}
}}
{_SHOWN}
"""
SHOW: Final = f"""
query ($id: ID!) {{ node(id: $id) {{ ... on Delivery {{ ...shown ...personal }} }} }}
{_SHOWN}
{_PERSONAL}
"""
LIST: Final = f"""
query ($filter: DeliveryFilter, $first: Int!, $after: String) {{
  deliveries(filter: $filter, first: $first, after: $after) {{
    edges {{ node {{ ...shown }} }}
    pageInfo {{ hasNextPage endCursor }} position refusals {{ code messageAr messageEn }}
  }}
}}
{_SHOWN}
"""
