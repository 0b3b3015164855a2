"""What stands in a file somebody hands us? Pure readers: bytes in; values, refusals and notices out."""
