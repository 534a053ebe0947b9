"""Contestant: django-post_office sends all that is queued, from the same PostgreSQL to the sink.

As its documentation has it: one process, its own threads, status written when a batch is done. A
crash in between sends the whole batch again.
"""

from __future__ import annotations

import argparse
import logging
import time
from pathlib import Path

import django
from django.conf import settings

from bench.ground import tell, wait_for_go


def configure(host: str, port: int) -> None:
    settings.configure(
        SECRET_KEY="only for benchmarks",
        INSTALLED_APPS=["post_office"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "post_office",
                "USER": "tests",
                "HOST": host,
            }
        },
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "BATCH_SIZE": 5000,
        },
    )
    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("letters", type=int)
    parser.add_argument("text", type=Path)
    arguments = parser.parse_args()
    configure(arguments.host, arguments.port)
    from django.core.management import call_command  # noqa: PLC0415  (only once it is configured)
    from post_office import mail  # noqa: PLC0415
    from post_office.models import PRIORITY, STATUS, Email  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    text = arguments.text.read_text()
    Email.objects.all().delete()
    Email.objects.bulk_create(
        Email(
            from_email="letters@letters.example.net",
            to=[f"office-{number % 100}@ministry.example.net"],
            subject="two river wardens in detention [VLA 004 / 1126 / OBS 031]",
            message=text,
            status=STATUS.queued,
            priority=PRIORITY.medium,
        )
        for number in range(arguments.letters)
    )
    logging.disable(logging.INFO)
    wait_for_go()
    began = time.monotonic()
    while Email.objects.filter(status=STATUS.queued).exists():
        mail.send_queued()
    ended = time.monotonic()
    tell(taken=Email.objects.filter(status=STATUS.sent).count(), began=began, ended=ended)


if __name__ == "__main__":
    main()
