"""The service network: one centre, its stations, their rooms (四级中的县、乡、村三级)."""
