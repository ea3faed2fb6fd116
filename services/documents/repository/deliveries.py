"""Queries about deliveries; a delivery's state is the newest of its events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.incoming import Delivery, DeliveryEvent
from services.documents.models.states import Medium


async def list_deliveries(
    session: AsyncSession, document_id: UUID
) -> dict[UUID, tuple[Delivery, list[DeliveryEvent]]]:
    """By receiver: the delivery and its events, oldest first."""
    rows = await session.exec(
        select(Delivery, DeliveryEvent)
        .join(DeliveryEvent, col(DeliveryEvent.delivery_id) == Delivery.id)
        .where(Delivery.document_id == document_id)
        .order_by(col(DeliveryEvent.delivery_id), col(DeliveryEvent.sequence))
    )
    found: dict[UUID, tuple[Delivery, list[DeliveryEvent]]] = {}
    for delivery, event in rows.all():
        found.setdefault(delivery.agency_id, (delivery, []))[1].append(event)
    return found


async def count_states(
    session: AsyncSession, document_ids: Iterable[UUID]
) -> dict[UUID, dict[str, int]]:
    """By document: how many receivers stand in which state."""
    newest = (
        select(Delivery.document_id, DeliveryEvent.state)
        .join(DeliveryEvent, col(DeliveryEvent.delivery_id) == Delivery.id)
        .where(col(Delivery.document_id).in_(list(document_ids)))
        .ext(distinct_on(col(DeliveryEvent.delivery_id)))
        .order_by(col(DeliveryEvent.delivery_id), col(DeliveryEvent.sequence).desc())
        .subquery()
    )
    rows = await session.exec(
        select(newest.c.document_id, newest.c.state, func.count()).group_by(
            newest.c.document_id, newest.c.state
        )
    )
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for document_id, state, count in rows.all():
        counts[document_id][state] = count
    return counts


async def list_electronic(
    session: AsyncSession, document_id: UUID
) -> Sequence[tuple[Delivery, int]]:
    """The electronic deliveries of a document, each with the newest sequence of its events."""
    newest = func.max(DeliveryEvent.sequence)
    rows = await session.exec(
        select(Delivery, newest)
        .join(DeliveryEvent, col(DeliveryEvent.delivery_id) == Delivery.id)
        .where(Delivery.document_id == document_id, Delivery.medium == Medium.ELECTRONIC)
        .group_by(col(Delivery.id))
        .order_by(col(Delivery.id))
    )
    return rows.all()


async def next_sequence(session: AsyncSession, delivery_id: UUID) -> int:
    newest = await session.exec(
        select(func.max(DeliveryEvent.sequence)).where(DeliveryEvent.delivery_id == delivery_id)
    )
    return (newest.one() or 0) + 1
