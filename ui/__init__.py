"""How people reach dateline: the command line and the page."""
