"""Reports are opened and closed by the clock, handed in and corrected by their station, returned by the centre."""
