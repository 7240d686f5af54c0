"""Báo cáo: each module here is one report; a new one is a module and its line below."""

from portal.flows.reports import entered_in_time, sealed_electronic, statistics
from portal.flows.reports.base import Findings, Ratio, Report
from portal.rules.periods import Period

__all__ = ["REPORTS", "Findings", "Period", "Ratio", "Report"]

REPORTS: dict[str, Report] = {
    module.REPORT.name: module.REPORT for module in (statistics, entered_in_time, sealed_electronic)
}
