"""What does a WSGI server run? The application with the settings of the environment."""

from server import create_app

app = create_app()
