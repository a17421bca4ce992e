"""Read YAML files into models, and write models back."""
