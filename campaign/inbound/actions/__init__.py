"""Reports of actions: what people did themselves, told on a page or by mail.

`told` (what a report says, cleaned), `named` (which campaigns a text names), `tell` (one report is
kept), `mailed` (one that came by mail), `files` and `redraw` (a picture or PDF drawn anew),
`moderate` (what the desk does), `counted` (what the public sees), `weekly` (the summary to the
issuer of the appeal), `forget` (retention), `models`. None of it is ever counted as a letter.
"""
