"""Contestant: what one Python process can do at best.

smtplib over one kept connection, bytes ready-made, nothing written down.
"""

from __future__ import annotations

import argparse
import smtplib
import time

from sqlalchemy import select

from bench.ground import tell, wait_for_go
from campaign import create_app
from campaign.base.database import reading
from campaign.letters.models import TransmissionContent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("letters", type=int)
    arguments = parser.parse_args()
    with create_app().app_context():
        payload = reading().scalars(select(TransmissionContent.payload).limit(1)).one()
    smtp = smtplib.SMTP("127.0.0.1", arguments.port)
    wait_for_go()
    began, cpu = time.monotonic(), time.process_time()
    for _ in range(arguments.letters):
        smtp.sendmail("letters@letters.example.net", ["office@ministry.example.net"], payload)
    ended, cpu = time.monotonic(), time.process_time() - cpu
    tell(taken=arguments.letters, began=began, ended=ended, cpu=cpu)
    smtp.quit()


if __name__ == "__main__":
    main()
