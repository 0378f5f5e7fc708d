"""Media and AI engines, free of Django; heavy libraries load only inside functions."""
