"""How does a whole day go, seen from outside? People with phones, a shop, an audit; HTTP and sockets only.

Nothing here knows the server's rows or handlers: what is played and what is audited is what anybody could do
and see who has a login. The rules of the building (`warehouse`) are the phones' own, as on the real ones.
"""

# Said when everybody has come: whoever waits for the day to begin looks for it.
BEGINS = "The day begins."
# And when the first plan is with the couriers, and when the first of them rides.
PLANNED, RIDES = "The sheets are out.", "The first courier is on his way."
