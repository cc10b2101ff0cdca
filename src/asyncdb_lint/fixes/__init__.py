"""The room of fixes: what to do with what a finding asks for.

A rule's finding carries remedies: plain requests (`Request`) that name an action, a place and what it needs to know.
Here a request becomes a `Fix`, which is edits of text and nothing else, or a `Refusal` with the reason. Each action is one
function of `(Request, Files)`; libcst is imported only when a fix is asked for.
"""
