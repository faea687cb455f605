"""A workflow for GitHub Actions, in a repository of this project."""

import json
import shlex

from rednet_crawler.schedules.job import Job

_WORKFLOW = """\
name: "{name}"
on:
  schedule:
    - cron: {cron}  # UTC
  workflow_dispatch:
permissions:
  contents: read
concurrency:  # one run at a time; the next one waits
  group: "{name}"
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 350  # a run that is cut goes on in the next one
    env:
      REDNET_CONTACT: {contact}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683  # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b  # v5.3.0
        with:
          python-version: "3.12"
      - run: python -m pip install '.{extras}'
      # The archive travels from run to run in the cache. GitHub deletes caches that were not used
      # for 7 days, and the oldest beyond 10 GB: keep a copy of the archive elsewhere, or let
      # `rednet schedule --artifact` add the artifacts of each run.
      - uses: actions/cache/restore@6849a6489940f00c2f30c0fb92c6274307ccb58a  # v4.1.2
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}
          restore-keys: {name}-
      - run: mkdir -p data
      - run: {command}
        working-directory: data
      - uses: actions/cache/save@6849a6489940f00c2f30c0fb92c6274307ccb58a  # v4.1.2
        if: always()
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
"""
_ARTIFACT = """\
      - uses: actions/upload-artifact@b4b15b8c7c6ac21ea08fcf65892d2ee8f75cf882  # v4.4.3
        if: always()
        with:
          name: "{name}"
          path: data
          retention-days: 30
"""


def make_workflow(job: Job, name: str, *, artifact: bool = False) -> str:
    """Return the workflow as YAML; its strings are JSON, which is valid YAML.

    With `artifact` each run uploads its folder, archive included, for all who may read the
    repository.
    """
    command = shlex.join(("python", "-m", "rednet_crawler", "crawl", *job.arguments))
    workflow = _WORKFLOW + (_ARTIFACT if artifact else "")
    writes_warc = any(word.partition("=")[0] == "--warc" for word in job.arguments)
    return workflow.format(
        name=name,
        cron=json.dumps(job.times.cron_utc),
        contact=_value(job.contact),
        extras="[warc]" if writes_warc else "",
        command=_value(command),
    )


def _value(text: str) -> str:
    """Return a JSON string in which GitHub finds no expression `${{ … }}`."""
    return json.dumps(text.replace("${{", "$ {{"), ensure_ascii=False)
