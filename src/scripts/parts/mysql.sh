# sql OPTIONS...: asks the database, by statements on standard input or in --execute.
# Wants server.
if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
sql() { server "$client" --connect-timeout=10 --batch --raw --skip-column-names "$DB_NAME" "$@"; }
