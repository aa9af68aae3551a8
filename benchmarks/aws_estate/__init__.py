"""An estate of AWS on loopback, made for measuring: seeded by chance from one number, its true relationships known."""
