"""The tabs of the staff's page, one a module. Each has ``build(desk, opened)``, which lays it out.

``opened`` are the events on which a tab has to show what is true now: that it is selected, and for the first tab that
the page is loaded. Nothing is read before.
"""
