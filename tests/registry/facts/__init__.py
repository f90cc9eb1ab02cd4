"""What files say that programmes ask for, told to our service of benefits."""
