"""How fast it is, measured side by side with what else there is.

`python -m bench` prints ratios and writes them into docs/performance.md. Every contestant works in
a process of its own, on the same PostgreSQL and the same SMTP sink; they take turns, so that
whatever else the machine does hits all of them alike.
"""
