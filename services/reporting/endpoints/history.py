"""What the journal says of a report, with the proof of each line."""

from services.history_router import history_router
from services.reporting.access import access_report

router = history_router("/agency-reports/{report_id}", "report", access_report)
