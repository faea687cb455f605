"""A workflow for GitHub Actions, for a repository that holds this project."""

import json
import shlex

from rednet_crawler.schedules.job import Job

_WORKFLOW = """\
name: {name}
on:
  schedule:
    - cron: {cron}  # UTC
  workflow_dispatch:
permissions:
  contents: read
concurrency:  # one run at a time; the next one waits
  group: {name}
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 350  # a run that is cut goes on in the next one
    env:
      REDNET_CONTACT: {contact}
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install '.{extras}'
      # The archive travels from run to run in the cache, which GitHub empties of what is not used for 7 days, and beyond 10 GB:
      # keep the artifacts, or an archive of your own elsewhere.
      - uses: actions/cache/restore@v4
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}
          restore-keys: {name}-
      - run: mkdir -p data
      - run: {command}
        working-directory: data
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: {name}
          path: data
          retention-days: 30
"""


def make_workflow(job: Job, name: str) -> str:
    """Return the workflow as YAML; its strings are written as JSON, which YAML holds."""
    command = shlex.join(("python", "-m", "rednet_crawler", "crawl", *job.arguments))
    return _WORKFLOW.format(
        name=name,
        cron=json.dumps(job.times.cron_utc),
        contact=json.dumps(job.contact, ensure_ascii=False),
        extras="[warc]" if "--warc" in job.arguments else "",
        command=json.dumps(command.replace("${{", "$ {{"), ensure_ascii=False),
    )
