# The user of the Secret, and how programs of PostgreSQL find the server.
PGUSER=$(cat "$DB_USERNAME_FILE")
# Not a PGPASSFILE: libpq refuses one that is mounted from a Secret.
PGPASSWORD=$(cat "$DB_PASSWORD_FILE")
export PGUSER PGPASSWORD PGHOST="${DB_HOST:-127.0.0.1}" PGPORT="${DB_PORT:-5432}"
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"
