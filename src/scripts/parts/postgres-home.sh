# Another database than DB_NAME: a session in that one would be in the way of others.
home=postgres
[ "$DB_NAME" != postgres ] || home=template1
