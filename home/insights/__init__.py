"""How we are doing: counted in the database, told as sentences, with a table behind each."""
