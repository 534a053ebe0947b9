"""The application for a WSGI server: `gunicorn wsgi:app`."""

from campaign import create_app

app = create_app()
