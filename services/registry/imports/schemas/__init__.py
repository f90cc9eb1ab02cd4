"""How imports look from outside: the file that comes in, the template, the result, the answers."""
