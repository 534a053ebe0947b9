"""Contestant: what is written first: one RQ job a letter, which sends it with Flask-Mail."""

from __future__ import annotations

import argparse
import logging
import os
import time
from pathlib import Path

from flask import Flask
from flask_mail import Mail, Message
from redis import Redis
from rq import Queue, SimpleWorker, Worker

from bench.ground import tell, wait_for_go

WORKERS = {"fork": Worker, "simple": SimpleWorker}

app = Flask(__name__)
app.config.update(
    MAIL_SERVER="127.0.0.1",
    MAIL_PORT=int(os.environ.get("SINK_PORT", "0")),
    MAIL_DEFAULT_SENDER="letters@letters.example.net",
)
mail = Mail(app)


def send(text: str, number: int) -> None:
    with app.app_context():
        to = f"office-{number % 100}@ministry.example.net"
        mail.send(Message("two river wardens in detention", recipients=[to], body=text))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("redis")
    parser.add_argument("worker", choices=WORKERS)
    parser.add_argument("letters", type=int)
    parser.add_argument("text", type=Path)
    arguments = parser.parse_args()
    connection = Redis.from_url(arguments.redis)
    queue = Queue("one-job-each", connection=connection)
    text = arguments.text.read_text()
    for number in range(arguments.letters):
        queue.enqueue("bench.one_job_each.send", text, number, result_ttl=0)
    logging.disable(logging.CRITICAL)
    wait_for_go()
    began = time.monotonic()
    WORKERS[arguments.worker]([queue], connection=connection).work(burst=True)
    ended = time.monotonic()
    assert not queue.failed_job_registry.count
    tell(taken=arguments.letters, began=began, ended=ended)


if __name__ == "__main__":
    main()
