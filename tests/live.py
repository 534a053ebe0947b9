"""The application served on loopback, for a browser."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import make_server


class LiveServer:
    """Serves until `close`; `url` is where."""

    def __init__(self, app: Flask, url: str) -> None:
        self.url = url
        place = urlsplit(url)
        assert place.hostname is not None
        assert place.port is not None
        self._server = make_server(place.hostname, place.port, app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
