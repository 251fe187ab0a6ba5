#!/bin/sh
# Whether the server takes connections and, once in the life of the Pod, whether the user
# of the Secret gets in: the users of data that was taken over are those that it came
# with. Over the address of the Pod, since many a server trusts whoever comes from its
# own host. Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE,
# POD_IP, and optional LOGIN_MARK, a file that says that he got in.
set -eu
port=${DB_PORT:-5432}
pg_isready --host="${DB_HOST:-127.0.0.1}" --port="$port" --username=probe
mark=${LOGIN_MARK:-/tmp/login-works}
if [ -e "$mark" ]; then exit 0; fi
user=$(cat "$DB_USERNAME_FILE")
PGPASSWORD=$(cat "$DB_PASSWORD_FILE")
PGCONNECT_TIMEOUT=4
export PGPASSWORD PGCONNECT_TIMEOUT
psql --no-psqlrc --no-password --quiet --host="$POD_IP" --port="$port" --username="$user" --dbname="$DB_NAME" --command='SELECT 1' >/dev/null || {
  echo "login-postgres: the user of the Secret does not get into $DB_NAME, see above. The data keeps the users and databases that it came with: put one of them and his password into the Secret, and the database's name into the prop database." >&2
  exit 1
}
: >"$mark"
