# client_errors TEXT: what a client of MySQL or MariaDB has said, without the statements
# that it repeats where they fail: those have rows in them, or a password.
client_errors() {
  printf '%s\n' "$1" | sed -n -e '/^ERROR /p' -e '/^WARNING/p' -e '/^mariadb: /p' -e '/^mysql: /p' >&2
}
