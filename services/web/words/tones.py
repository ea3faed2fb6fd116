"""The tone in which a state is shown: its colour and shape."""

# wait: nobody has begun; go: under way; good: as it should be; bad: needs somebody; quiet: over.
_TONES: dict[str, dict[str, str]] = {
    "document": {
        "draft": "quiet", "in_review": "wait", "returned_for_changes": "bad", "approved": "wait",
        "signed_by_secretary": "wait",
        "signed": "go", "numbered": "go", "sealed": "go", "issued": "good", "cancelled": "quiet",
    },
    "delivery": {
        "queued": "wait", "sent": "wait", "sent_on_paper": "quiet", "arrived": "wait",
        "refused": "bad", "registered": "go", "assigned": "go", "in_process": "go",
        "completed": "good",
    },
    "incoming": {
        "arrived": "wait", "refused": "quiet", "registered": "go", "presented": "go",
        "assigned": "go", "in_process": "go", "completed": "good",
    },
    "task": {
        "assigned": "wait", "accepted": "go", "in_progress": "go", "reported": "wait",
        "done": "good", "returned": "bad", "cancelled": "quiet",
    },
    "work_file": {"open": "go", "closed": "quiet"},
    "copy": {"waiting": "go", "started": "wait", "made": "good", "failed": "bad"},
    "meeting": {
        "planned": "quiet", "invited": "wait", "open": "go", "closed": "wait",
        "concluded": "good", "cancelled": "quiet",
    },
    "seat_state": {
        "invited": "wait", "confirmed": "good", "declined": "bad", "delegated": "go",
        "delegation_asked": "wait",
    },
    "recording": {
        "running": "go", "stopped": "wait", "joining": "go", "stored": "good", "failed": "bad",
    },
    "item": {"waiting": "quiet", "current": "go", "done": "good"},
    "verdict": {
        "valid": "good", "invalid": "bad", "undetermined": "risk", "unsigned": "risk",
    },
    "credential": {"in_force": "good", "to_come": "wait", "expired": "bad"},
    "picture": {"in_force": "good", "to_come": "wait"},
    "appointment": {"in_force": "good", "to_come": "wait"},
    "account": {"active": "good", "first_password": "wait", "lapsed": "risk", "locked": "bad"},
    "batch_item": {
        "refused": "bad", "started": "go", "completed": "good", "aborted": "bad", "expired": "bad",
    },
    "proof": {"proven": "good", "waiting": "wait", "changed": "bad"},
    "period": {"open": "go", "closed": "quiet"},
    "inspection": {"planned": "go", "concluded": "good", "cancelled": "quiet"},
    "paper": {
        "wanted": "wait", "drafted": "wait", "issued": "good", "failed": "bad",
        "cancelled": "quiet",
    },
    "report": {
        "waiting": "quiet", "draft": "go", "signing": "wait", "submitted": "wait",
        "accepted": "good", "returned": "bad",
    },
    "figure": {
        "met": "good", "on_track": "go", "at_risk": "risk", "behind": "bad", "no_data": "quiet",
        "clear": "good", "found": "risk",
    },
}  # fmt: skip


def tone_of(kind: str, code: str) -> str:
    return _TONES.get(kind, {}).get(code, "quiet")
