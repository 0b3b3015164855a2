"""From what, and by which steps, is the demo town made? (Only `server.demo.make_town` needs this folder.)"""
