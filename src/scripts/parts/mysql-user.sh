# The user of the Secret, and how programs of MySQL or MariaDB find the server.
user=$(cat "$DB_USERNAME_FILE")
# The environment, since option files have escapes of their own; and never an argument.
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD

# server PROGRAM OPTIONS...
server() {
  program=$1
  shift
  "$program" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --default-character-set=utf8mb4 --user="$user" "$@"
}
