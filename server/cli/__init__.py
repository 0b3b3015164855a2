"""What can be done from the command line? One group of commands a file; the words are in texts/*/cli.json."""

from server.cli.main import main

__all__ = ["main"]
