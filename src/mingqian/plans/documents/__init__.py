"""Files of documents into their text: text as it is, PDF in a sandboxed child. `child` imports nothing of Django."""
