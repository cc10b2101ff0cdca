"""The translation of legacy queries: `session.query(X)...` becomes `select(X)...`, executed by the session.

`translate.translate` is a pure function of concrete syntax and of what is known (`request.Target`). A group of queries
that belong together (`group`) is read chain by chain (`chain`); each step tells what the rows are (`builders`,
`selection`, `elements`), and each end how the statement is executed so that it gives what the query gave (`ends`).
"""
