"""What a sign-in yields: signed access tokens, and the public key to check them with."""
