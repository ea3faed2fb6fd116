"""A task as the API shows it, with what the reader may do with it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.documents.models.incoming import Task
from services.documents.models.states import TaskState
from services.documents.schemas.incoming import TaskAction, TaskRead
from services.people import OfficerRead, officers

T = TaskState


def read_task(task: Task, actor: Actor, people: dict[UUID, OfficerRead]) -> TaskRead:
    return TaskRead(
        **task.model_dump(exclude={"appointment_id", "assigned_by_id"}),
        officer=people[task.appointment_id],
        assigned_by=people[task.assigned_by_id],
        actions=task_actions(task, actor),
    )


async def read_single_task(*, session: AsyncSession, actor: Actor, task: Task) -> TaskRead:
    people = await officers(session, [task.appointment_id, task.assigned_by_id])
    return read_task(task, actor, people)


def task_actions(task: Task, actor: Actor) -> list[TaskAction]:
    mine = task.appointment_id == actor.appointment_id
    assigner = actor.can(Permission.ASSIGN)
    allowed = {
        TaskAction.ACCEPT: mine and task.state is T.ASSIGNED,
        TaskAction.START: mine and task.state in {T.ASSIGNED, T.ACCEPTED, T.RETURNED},
        TaskAction.REPORT: mine and task.state is T.IN_PROGRESS,
        TaskAction.COMPLETE: assigner and task.state is T.REPORTED,
        TaskAction.RETURN: assigner and task.state is T.REPORTED,
    }
    return [action for action, may in allowed.items() if may]
