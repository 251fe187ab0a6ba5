# ask OPTIONS...: asks the database in PGDATABASE, by statements on standard input or in
# --command; :'name' is DB_NAME.
ask() {
  psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=name="$DB_NAME" "$@"
}
