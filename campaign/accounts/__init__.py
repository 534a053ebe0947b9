"""Organisations and the people who run campaigns.

`models` (Organisation, Manager, AuditEntry), `roles` (who may do what), `people` (found
organisations, add managers, check passwords), `logins` (who is logged in), `audit` (record, trail),
`embed_hosts` (where its appeals may be embedded).
"""
