"""Do sockets poke, and only that?"""
