"""Mail as servers and programs of other makers write it. All names and addresses are invented."""

from __future__ import annotations

from dataclasses import dataclass

MINISTER = "minister@justice.example.org"


def crlf(text: str) -> bytes:
    return text.lstrip("\n").replace("\n", "\r\n").encode()


def dsn(
    to: str,
    *fields: str,
    returned: str = "",
    reporter: str = "dns; mx.justice.example.org",
    head: str = "From: MAILER-DAEMON@justice.example.org",
) -> bytes:
    """A report after RFC 3464 on one recipient."""
    status = "\n".join(fields)
    return crlf(
        f"""
{head}
To: {to}
Subject: Delivery report
MIME-Version: 1.0
Auto-Submitted: auto-replied
Message-ID: <report@justice.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.justice.example.org.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: {reporter}
Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {MINISTER}
{status}

--=_b
Content-Type: text/rfc822-headers

From: "Anna Example via Letters for Defenders" <letters@letters.example.org>
Message-ID: {returned or "<unknown@letters.example.org>"}
Subject: a letter

--=_b--
"""
    )


def failed(to: str, status: str = "5.1.1", said: str = "550 5.1.1 no such user") -> bytes:
    return dsn(to, "Action: failed", f"Status: {status}", f"Diagnostic-Code: smtp; {said}")


def reply(
    to: str, text: str = "Thank you.", subject: str = "Re: your letter", head: str = ""
) -> bytes:
    more = f"{head.strip()}\n" if head else ""
    return crlf(
        f"""
From: Ministry of Justice <{MINISTER}>
To: {to}
Subject: {subject}
Message-ID: <answer@justice.example.org>
{more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""
    )


@dataclass(frozen=True)
class Made:
    """A bounce of some maker and how it must be understood."""

    maker: str
    content: str  # {to}: our bounce address, {id}: our Message-ID
    kind: str
    error_class: str = ""


EXCHANGE = """
From: <postmaster@justice.example.org>
To: {to}
Date: Tue, 24 Nov 2026 10:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
	boundary="f8a7c6e5-4d3b-42a1-9f0e-1a2b3c4d5e6f"
Content-Language: en-US
X-MS-Exchange-Message-Is-Ndr:
Message-ID: <ndr-1@EX01.justice.example.org>
Subject: Undeliverable: two river wardens in detention
Auto-Submitted: auto-replied
MIME-Version: 1.0

--f8a7c6e5-4d3b-42a1-9f0e-1a2b3c4d5e6f
Content-Type: multipart/alternative; differences=Content-Type;
	boundary="inner"

--inner
Content-Type: text/plain; charset="us-ascii"

Your message couldn't be delivered. The recipient's mailbox wasn't found.

--inner
Content-Type: text/html; charset="us-ascii"

<html><body><p>Your message to <b>minister</b> couldn't be delivered.</p></body></html>

--inner--

--f8a7c6e5-4d3b-42a1-9f0e-1a2b3c4d5e6f
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.justice.example.org
Received-From-MTA: dns;relay.example.net
Arrival-Date: Tue, 24 Nov 2026 09:59:58 +0000

Original-Recipient: rfc822;minister@justice.example.org
Final-Recipient: rfc822;minister@justice.example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP
 address lookup

--f8a7c6e5-4d3b-42a1-9f0e-1a2b3c4d5e6f
Content-Type: message/rfc822

From: "Anna Example via Letters for Defenders" <letters@letters.example.org>
Message-ID: {id}
Subject: two river wardens in detention

Excellency,

--f8a7c6e5-4d3b-42a1-9f0e-1a2b3c4d5e6f--
"""
EXIM = """
X-Failed-Recipients: minister@justice.example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.justice.example.org>
To: {to}
References: {id}
Content-Type: multipart/report; report-type=delivery-status; boundary=1700000000-eximdsn-1
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcDE-0001@mx.justice.example.org>

--1700000000-eximdsn-1
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1700000000-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; mx.justice.example.org

Action: failed
Final-Recipient: rfc822;minister@justice.example.org
Status: 5.0.0
Remote-MTA: dns; store.justice.example.org
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--1700000000-eximdsn-1
Content-type: message/rfc822

Message-ID: {id}
Subject: a letter

Excellency,

--1700000000-eximdsn-1--
"""
OLD_EXIM = """
X-Failed-Recipients: minister@justice.example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.justice.example.org>
To: {to}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcDE-0002@mx.justice.example.org>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  minister@justice.example.org
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

From: "Anna Example via Letters for Defenders" <letters@letters.example.org>
Message-ID: {id}
"""
QMAIL = """
From: MAILER-DAEMON@mx.justice.example.org
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at mx.justice.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<minister@justice.example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {id}
"""
GMAIL = """
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: {to}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {id}
In-Reply-To: {id}
X-Failed-Recipients: minister@justice.example.org
Message-ID: <gm-1@mx.googlemail.example>
Content-Type: multipart/report; boundary="000000000000abc"; report-type=delivery-status

--000000000000abc
Content-Type: multipart/related; boundary="000000000000def"

--000000000000def
Content-Type: multipart/alternative; boundary="000000000000ghi"

--000000000000ghi
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--000000000000ghi--

--000000000000def
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=

--000000000000def--

--000000000000abc
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Tue, 24 Nov 2026 02:00:00 -0800 (PST)
X-Original-Message-ID: {id}

Final-Recipient: rfc822; minister@justice.example.org
Action: failed
Status: 5.7.26
Remote-MTA: dns; gmail-smtp-in.example. (192.0.2.26, the server for the domain.)
Diagnostic-Code: smtp; 550-5.7.26 Your email has been blocked because the sender is
 550 5.7.26 unauthenticated.
Last-Attempt-Date: Tue, 24 Nov 2026 02:00:01 -0800 (PST)

--000000000000abc
Content-Type: message/rfc822

Message-ID: {id}
Subject: a letter

--000000000000abc--
"""
YAHOO = """
From: MAILER-DAEMON@yahoo.example
To: {to}
Subject: Failure Notice
Content-Type: multipart/report; report-type="delivery-status"; boundary="y1"
Message-ID: <y-1@yahoo.example>

--y1
Content-Type: text/plain

Sorry, we were unable to deliver your message to the following address.

--y1
Content-Type: message/delivery-status

Reporting-MTA: dns; sonic.mail.yahoo.example

Original-Recipient: rfc822;minister@justice.example.org
Final-Recipient: rfc822;minister@justice.example.org
Action: failed
Status: 5.0.0 (permanent failure)
Diagnostic-Code: smtp; 554 delivery error: dd This user doesn't have an account

--y1
Content-Type: text/rfc822-headers

Message-ID: {id}
--y1--
"""
SENDMAIL_WARNING = """
From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example.net>
To: {to}
Auto-Submitted: auto-generated (warning-timeout)
Subject: Warning: could not send message for past 4 hours
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="s1"

--s1

    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **********************************************

--s1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net
Arrival-Date: Tue, 24 Nov 2026 05:00:00 GMT

Final-Recipient: RFC822; minister@justice.example.org
Action: delayed
Status: 4.4.1
Will-Retry-Until: Sun, 29 Nov 2026 05:00:00 GMT

--s1--
"""
EXPIRED = SENDMAIL_WARNING.replace("Action: delayed", "Action: failed").replace(
    "Will-Retry-Until: Sun, 29 Nov 2026 05:00:00 GMT",
    "Diagnostic-Code: X-Postfix; connect to mx.justice.example.org: Connection timed out",
)
TWO_FATES = YAHOO.replace(
    "\n--y1\nContent-Type: text/rfc822",
    "\nFinal-Recipient: rfc822; deputy@justice.example.org\nAction: delivered\nStatus: 2.1.5\n"
    "\n--y1\nContent-Type: text/rfc822",
)
SAYS_BOTH = YAHOO.replace("Status: 5.0.0 (permanent failure)", "Status: 2.0.0")
CASE_AND_COMMENTS = YAHOO.replace("Action: failed", "ACTION: Failed (expired)")
WITHOUT_STATUS = YAHOO.replace("Status: 5.0.0 (permanent failure)\n", "")

MADE = (
    Made("Exchange", EXCHANGE, "bounce", "address"),
    Made("Exim", EXIM, "bounce", "refused"),
    Made("Exim before 4.87", OLD_EXIM, "unread"),
    Made("qmail", QMAIL, "unread"),
    Made("Gmail", GMAIL, "bounce", "policy"),
    Made("Yahoo", YAHOO, "bounce", "refused"),
    Made("Sendmail, still trying", SENDMAIL_WARNING, "delayed"),
    Made("queue lifetime over", EXPIRED, "bounce", "temporary"),
    Made("two recipients, two fates", TWO_FATES, "unread"),
    Made("failed, with a status of success", SAYS_BOTH, "unread"),
    Made("capitals and comments", CASE_AND_COMMENTS, "bounce", "refused"),
    Made("no status", WITHOUT_STATUS, "bounce", "refused"),
)

MDN = """
From: Ministry of Justice <minister@justice.example.org>
To: {to}
Subject: Read: your letter
Content-Type: multipart/report; report-type=disposition-notification; boundary="m1"
MIME-Version: 1.0

--m1
Content-Type: text/plain

Your message was read.

--m1
Content-Type: message/disposition-notification

Final-Recipient: rfc822;minister@justice.example.org
Original-Message-ID: {id}
Disposition: manual-action/MDN-sent-manually; displayed

--m1--
"""
