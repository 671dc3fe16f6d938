"""Values → HTML: pure functions without Gradio; every text is escaped, so what an article says shows as text."""
