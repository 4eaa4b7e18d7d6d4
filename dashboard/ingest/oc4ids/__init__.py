"""OC4IDS 0.9: infrastructure projects with their contracting processes, as one JSON package."""
