"""A project of its own for a study: its declarations drafted, its book written, the engine beside.

`draft` asks and declares, `engine` says which files are the engine's and brings newer ones in, and
`beginning` puts a whole project together.
"""
