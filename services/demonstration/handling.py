"""The steps of incoming documents that the demonstration's people take, as they are."""

from datetime import date
from uuid import UUID

from services.demonstration.acting import Stage
from services.documents.models.states import TaskRole
from services.documents.schemas.incoming import Assignment, AssignmentCreate
from services.documents.service import assigning, completing, delivering, registering


async def find_arrival(stage: Stage, clerk: str, document_id: UUID) -> UUID | None:
    async with stage.acting(clerk) as (session, actor):
        incoming = await delivering.find_arrival(
            session, document_id=document_id, agency_id=actor.agency_id
        )
        return incoming.id if incoming else None


async def register(stage: Stage, clerk: str, incoming_id: UUID) -> None:
    """Register, and present to who leads."""
    async with stage.acting(clerk) as (session, actor):
        for step in (registering.register, registering.present):
            await step(
                session=session,
                actor=actor,
                incoming_id=incoming_id,
                expected_version=None,
                now=stage.now,
            )


async def assign(
    stage: Stage, leader: str, official: str, incoming_id: UUID, *, deadline: date, instruction: str
) -> None:
    async with stage.acting(official) as (_, lead):
        chosen = Assignment(
            appointment_id=lead.appointment_id, role=TaskRole.LEAD, deadline=deadline
        )
    async with stage.acting(leader) as (session, actor):
        await assigning.assign(
            session=session,
            actor=actor,
            incoming_id=incoming_id,
            assignment=AssignmentCreate(instruction=instruction, assignments=[chosen]),
            expected_version=None,
            now=stage.now,
        )


async def complete(stage: Stage, official: str, incoming_id: UUID, *, text: str) -> None:
    async with stage.acting(official) as (session, actor):
        await completing.complete_incoming(
            session=session,
            actor=actor,
            incoming_id=incoming_id,
            text=text,
            expected_version=None,
            now=stage.now,
        )
