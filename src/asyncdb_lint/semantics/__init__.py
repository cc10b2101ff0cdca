"""What happens when code runs: an interpreter of lowered bodies over abstract values.

Terminology, by example::

    def recent(session, limit):                    # interpreted once for each *context* (its parameters' values)
        query = session.query(User)                # an Instance of Query: building it does nothing
        return query.limit(limit).all()            # a *block*: the facts say that all() is database I/O

    async def users(session: SessionDep):          # a *unit*: the event loop runs it on its own
        rows = recent(session, 10)                 # the *summary* of recent() has a block: it becomes an *event* here
        return await asyncio.to_thread(recent, session, 10)     # runs in a worker: its blocks reach nobody

* A value that was traced to the call that makes it is *made*; otherwise an annotation alone vouches for it.
* `Unknown(reason)` is what is not followed. It is passed on, counted, and never reported on.
* Blocks travel from callee to caller; an event stays in the unit that runs into it.

`docs/architecture.md` leads through all of it with a real handler.
"""
