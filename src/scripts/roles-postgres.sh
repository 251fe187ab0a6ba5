#!/bin/sh
# Makes the roles that a backup names and a scratch server has not: they belong to the
# server and not to the database, so the backup cannot bring them. Argument: FILE.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Nobody can log in as one; each may own what only a superuser may.
set -eu
me=roles-postgres
# include say-aside
# include fail
# include postgres-user
# include postgres-home
# include psql
export PGDATABASE="$home" PGOPTIONS='-c lc_messages=C -c client_min_messages=error'
trial=cdk8s_storage_roles

# The schema alone, to the end whatever fails, until no role is missing any more: of what
# names two, the second one is seen when the first is there.
while :; do
  ask --set=trial="$trial" <<'SQL'
DROP DATABASE IF EXISTS :"trial";
CREATE DATABASE :"trial" TEMPLATE template0;
SQL
  missing=$(pg_restore --schema-only --no-subscriptions --file=- "$1" | PGDATABASE=$trial ask --set=ON_ERROR_STOP=0 2>&1 |
    sed -n 's/^.*ERROR:  role "\(.*\)" does not exist$/\1/p' | sort -u)
  [ -n "$missing" ] || break
  while IFS= read -r role; do
    ask --set=role="$role" <<'SQL' || fail 1 "cannot make the role $role in the scratch server, see above."
CREATE ROLE :"role" SUPERUSER NOLOGIN;
SQL
  done <<EOF
$missing
EOF
done
ask --set=trial="$trial" <<'SQL'
DROP DATABASE :"trial";
SQL
