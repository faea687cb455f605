"""Hold the record of a run against `run.schema.json`."""

import json
from functools import cache

from jsonschema import Draft202012Validator

from rednet_crawler.extensions.run_record import SCHEMA_FILE


def check_record(record: object) -> None:
    """Raise jsonschema.ValidationError for a record that breaks the schema."""
    _validator().validate(record)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
