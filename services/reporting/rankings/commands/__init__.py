"""What is done with rankings and appeals."""
