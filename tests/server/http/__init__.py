"""How does the server answer over HTTP?"""
