"""The running gear: RQ jobs, the schedule, the catcher, and what `make run` starts.

`jobs.work` runs a worker, `schedule.run` the sweeper's clock, `catcher.run` the SMTP catcher of the
sandbox, `commands.register` gives them to the `flask` command, and `run.main` is `make run`.
"""
