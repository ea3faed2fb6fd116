"""The vocabulary of acts, source:subject:verb: what the journal and the statistics speak."""

from enum import StrEnum


class Act(StrEnum):
    """Every act the journal can hold. A new act is a new member; none is ever renamed."""

    SESSION_OPEN = "identity:session:open"
    SESSION_REFUSE = "identity:session:refuse"
    SESSION_CLOSE = "identity:session:close"
    SESSION_SWITCH = "identity:session:switch"
    CREDENTIAL_ISSUE = "identity:credential:issue"
    DIRECTORY_INSTALL = "identity:directory:install"

    DRAFT_CREATE = "document:draft:create"
    DRAFT_CHANGE = "document:draft:change"
    DRAFT_UPLOAD = "document:draft:upload"
    DRAFT_CONVERT = "document:draft:convert"
    DRAFT_SUBMIT = "document:draft:submit"
    DRAFT_COMMENT = "document:draft:comment"
    DRAFT_RETURN = "document:draft:return"
    DRAFT_APPROVE = "document:draft:approve"
    DRAFT_CANCEL = "document:draft:cancel"
    DOCUMENT_READ = "document:content:read"
    SECRET_REFUSE = "document:secret:refuse"  # noqa: S105 - a state secret, not a password
    SIGNATURE_START = "document:signature:start"
    SIGNATURE_COMPLETE = "document:signature:complete"
    SIGNATURE_ABORT = "document:signature:abort"
    SIGNATURE_EXPIRE = "document:signature:expire"
    NUMBER_SPEND = "document:number:spend"
    DOCUMENT_SEAL = "document:seal:complete"
    DOCUMENT_ISSUE = "document:issue:complete"
    DELIVERY_SEND = "document:delivery:send"
    DELIVERY_ARRIVE = "document:delivery:arrive"
    DELIVERY_VERIFY = "document:delivery:verify"

    INCOMING_REGISTER = "document:incoming:register"
    INCOMING_REFUSE = "document:incoming:refuse"
    INCOMING_PRESENT = "document:incoming:present"
    INCOMING_ASSIGN = "document:incoming:assign"
    INCOMING_START = "document:incoming:start"
    INCOMING_COMPLETE = "document:incoming:complete"
    TASK_ACCEPT = "document:task:accept"
    TASK_START = "document:task:start"
    TASK_REPORT = "document:task:report"
    TASK_RETURN = "document:task:return"
    TASK_COMPLETE = "document:task:complete"

    WORK_FILE_OPEN = "document:work_file:open"
    WORK_FILE_ADD = "document:work_file:add"
    WORK_FILE_STEP = "document:work_file:step"
    WORK_FILE_CLOSE = "document:work_file:close"
    GROUP_SAVE = "document:group:save"
    GROUP_DELETE = "document:group:delete"

    FIGURE_READ = "statistics:figure:read"
    EVIDENCE_READ = "statistics:evidence:read"
    JOB_REVIVE = "operation:job:revive"
