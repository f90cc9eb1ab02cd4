"""Reading files: `files` masked, `disclosed` for a viewing that was recorded, `occupancy` how many a unit has."""
