"""Doors for other programs: REST, OpenAI-compatible chat, MCP and the page, behind one guard, over one open archive."""
