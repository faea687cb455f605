"""Alarms as monitors of Spidermon, so that its actions (mail, Slack, Telegram, Sentry, …) tell them. Needs the extra `monitor`.

Settings: `SPIDERMON_ENGINE_STOP_MONITORS = ("rednet_crawler.adapters.monitors.AlarmSuite",)` with Spidermon's extension
after `run_record.RunRecord`; the actions to take are added in a subclass, as `monitors_failed_actions`.
"""

from spidermon import Monitor, MonitorSuite, monitors


@monitors.name("Quality")
class AlarmMonitor(Monitor):  # type: ignore[misc]  # Spidermon has no types
    """Fails where the run raised alarms; the failure's text names them."""

    @monitors.name("A run like those before it")
    def test_alarms(self) -> None:
        """Fail with the alarms of the run."""
        told = [alarm["message"] for alarm in self.data.spider.alarms]
        self.assertEqual([], told, "; ".join(told))  # noqa: PT009 - Spidermon's monitors are test cases


class AlarmSuite(MonitorSuite):  # type: ignore[misc]
    """The alarms of a run."""

    monitors = (AlarmMonitor,)
