"""What files in registry say of persons: asked, kept, forgotten."""
