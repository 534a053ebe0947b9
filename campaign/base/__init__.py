"""What every room needs; it knows nothing of appeals or letters.

`database` (Base, Owned, Utc, writing), `dialects` (the only place where SQLite and PostgreSQL
differ), `clock` (db_now), `ids` (new_id), `tokens` (new_token, token_hash), `encrypted`
(Encrypted), `problems` (Problem), `safe_text` (header_value, plain), `queue` (redis_connection,
nudge), `network` (network_key), `web` (security headers), `languages` (page_language,
offered), `extensions`.
"""
