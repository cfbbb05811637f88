"""What reviewers did in a Word file of the book, and where in the chapters it belongs.

Nothing is changed: a list is made, and people edit the chapters.
"""
