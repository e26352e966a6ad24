"""The bench: a grown company on PostgreSQL, and what its pages cost. `make bench` runs it.

``mould`` reads the demo company, whose ideas were played through the services, and casts copies of
it: other people, other words, other days, with every digest and every chain computed anew. So what
is measured obeys the rules, and ``verify_history`` and ``check_promises`` hold on it.
"""
