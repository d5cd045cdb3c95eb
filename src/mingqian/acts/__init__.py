"""How a write is made: who acts, may they, in one transaction, leaving an event; and how a refusal is worded.

The lowest room that knows Django. Every other room builds its `actions.py` on it.
"""
