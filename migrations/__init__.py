"""How did the tables come to be? Forward only, one numbered file a change; see server/db/schema.py."""
