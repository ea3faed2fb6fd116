"""Roles of an appointment, and what each may do. Deny by default: what is not listed is refused."""

from enum import StrEnum


class Role(StrEnum):
    """What an appointment makes its holder in the office (Decree 30/2020, articles 6, 14-24)."""

    LEADER = "leader"
    HEAD_OF_OFFICE = "head_of_office"
    CLERK = "clerk"
    SPECIALIST = "specialist"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One thing an appointment may do within its agency."""

    DRAFT = "draft"
    REVIEW = "review"
    SIGN = "sign"
    ISSUE = "issue"
    REGISTER = "register"
    COPY = "copy"
    ASSIGN = "assign"
    PROCESS = "process"
    KEEP_FILES = "keep_files"
    SEE_AGENCY_DOCUMENTS = "see_agency_documents"
    CONVENE = "convene"
    MANAGE_PLACES = "manage_places"
    SEE_FIGURES = "see_figures"
    SEE_ALL_FIGURES = "see_all_figures"
    PUBLISH_FIGURES = "publish_figures"
    CONSOLIDATE_REPORTS = "consolidate_reports"
    FILL_REPORTS = "fill_reports"
    MANAGE_DIRECTORY = "manage_directory"
    MANAGE_JOBS = "manage_jobs"
    AUDIT = "audit"
    GRANT_CONTENT = "grant_content"
    INSPECT = "inspect"


_OFFICER = {
    Permission.DRAFT,
    Permission.PROCESS,
    Permission.KEEP_FILES,
    Permission.SEE_FIGURES,
    Permission.CONVENE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.LEADER: frozenset(
        _OFFICER
        | {
            Permission.REVIEW,
            Permission.SIGN,
            Permission.ASSIGN,
            Permission.COPY,
            Permission.PUBLISH_FIGURES,
            Permission.CONSOLIDATE_REPORTS,
            Permission.FILL_REPORTS,
            Permission.SEE_AGENCY_DOCUMENTS,
            Permission.GRANT_CONTENT,
            Permission.INSPECT,
        }
    ),
    Role.HEAD_OF_OFFICE: frozenset(
        _OFFICER
        | {
            Permission.REVIEW,
            Permission.ASSIGN,
            Permission.COPY,
            Permission.PUBLISH_FIGURES,
            Permission.CONSOLIDATE_REPORTS,
            Permission.FILL_REPORTS,
            Permission.SEE_AGENCY_DOCUMENTS,
            Permission.MANAGE_PLACES,
            Permission.INSPECT,
        }
    ),
    # The clerk seals the copies the agency made itself (Decree 30, article 32.2d).
    Role.CLERK: frozenset(
        _OFFICER
        | {
            Permission.ISSUE,
            Permission.REGISTER,
            Permission.FILL_REPORTS,
            Permission.COPY,
            Permission.SEE_AGENCY_DOCUMENTS,
            Permission.MANAGE_PLACES,
        }
    ),
    Role.SPECIALIST: frozenset(_OFFICER),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_DIRECTORY,
            Permission.MANAGE_JOBS,
            Permission.SEE_FIGURES,
            Permission.SEE_ALL_FIGURES,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.AUDIT,
            Permission.INSPECT,
            Permission.SEE_FIGURES,
            Permission.SEE_ALL_FIGURES,
        }
    ),
}
