import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Programs that stand for those of PostgreSQL 15 and 18, where a test is about the script around them. Each notes what it was told in a
 * file; the one that FAILING names fails, as on a full disk.
 */

const HEAD = (told: string): string => `#!/bin/sh
PATH=/usr/bin:/bin
me=\${0##*/}
tell() { { printf '%s\\n' "$@"; printf '\\0'; } >>'${told}'/"$1"; }
fail() { echo "$me: no space left on device" >&2; exit 1; }
if [ "\${FAILING:-}" = "$me" ] && [ "\${1:-}" != --version ]; then fail; fi
for word in "$@"; do case $word in --pgdata=*) to=\${word#*=} ;; --new-datadir=*) to=\${word#*=} ;; --old-datadir=*) from=\${word#*=} ;; esac; done
`;

const OLD = {
  postgres: `if [ "$1" = --version ]; then echo 'postgres (PostgreSQL) 15.9'; exit; fi
sql=$(cat)
tell old-postgres "$sql"
case $sql in
  *pg_authid*) answer=admin ;;
  *template0*) answer='UTF8 C C' ;;
  *) answer=found ;;
esac
printf 'backend> \\t 1: x = "%s"\\t(typeid = 25, len = -1)\\n' "$answer"`,
  pg_controldata: `printf 'Database system identifier:    7\\nDatabase cluster state: %s\\n' "$(cat "$2/global/pg_control")"
printf 'Latest checkpoint location: 0/1\\nBytes per WAL segment: 16777216\\nData page checksum version: 1\\n'`,
};

const NEW = {
  postgres: `if [ "$1" = --version ]; then echo 'postgres (PostgreSQL) 18.1'; exit; fi
for word in "$@"; do case $word in unix_socket_directories=*) socket=\${word#*=} ;; esac; done
# A shell cannot take back that what it starts in the background is deaf to these signals.
exec perl -e '$SIG{INT} = $SIG{QUIT} = sub { exit 0 }; open F, ">", "$ARGV[0]/ready"; close F; select undef, undef, undef, 0.05 while 1' "$socket"`,
  initdb: `mkdir "$to" "$to/base" "$to/global" "$to/pg_wal"
echo 18 >"$to/PG_VERSION"; echo new >"$to/global/pg_control"; : >"$to/pg_hba.conf"; : >"$to/postgresql.conf"`,
  pg_upgrade: `tell pg_upgrade "$@"
case " $* " in
  *' --link '*)
    if [ "\${FAILING:-}" = 'pg_upgrade --link' ]; then fail; fi
    cp -al "$from/base/." "$to/base/"; printf log >"$to/pg_wal/of-the-new" ;;
esac`,
  pg_isready: `test -e "$PGHOST/ready"`,
  psql: `tell psql "$(cat)"`,
  reindexdb: `tell reindexdb "$@"`,
};

/** What the images have beside: which locales there are, and which C library. */
const TOOLS = { locale: '', getconf: `echo 'glibc 2.36'` };

/** Makes them below a directory: `15`, `18`, and `tools` for the search path. */
export function programs(directory: string, told: string): void {
  const nothing = (names: string): Record<string, string> => Object.fromEntries(names.split(' ').map((name) => [name, '']));
  const all = {
    '15': { ...nothing('pg_ctl pg_checksums'), ...OLD },
    '18': { ...nothing('pg_controldata pg_ctl pg_dump pg_dumpall pg_restore pg_resetwal vacuumdb'), ...NEW },
    tools: TOOLS,
  };
  for (const [part, texts] of Object.entries(all)) {
    mkdirSync(join(directory, part), { recursive: true });
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(directory, part, name), `${HEAD(told)}${text}\n`);
      chmodSync(join(directory, part, name), 0o755);
    }
  }
}

/** A page of pg_database as PostgreSQL 15 writes it, with one database whose texts the C library sorts. */
export function databasePage(name: string, locale: string, version: string): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([(value.length + 1) * 2 + 1]), Buffer.from(value)]);
  const fixed = Buffer.alloc(96);
  fixed.writeUInt32LE(16384, 0);
  fixed.write(name, 4, 'utf8');
  fixed.write('c', 76);
  // Of 16 columns the 14th, the locale of ICU, and the last are null.
  const head = Buffer.alloc(32);
  head.writeUInt32LE(700, 0);
  head.writeUInt16LE(0x0001 | 0x0100 | 0x0800, 20);
  head.writeUInt8(32, 22);
  head.writeUInt16LE(0xffff & ~(1 << 13) & ~(1 << 15), 23);
  const tuple = Buffer.concat([head, fixed, text(locale), text(locale), text(version)]);
  const page = Buffer.alloc(8192);
  const at = 8192 - Math.ceil(tuple.length / 8) * 8;
  page.writeUInt16LE(28, 12);
  page.writeUInt32LE((at | (1 << 15) | (tuple.length << 17)) >>> 0, 24);
  tuple.copy(page, at);
  return page;
}
