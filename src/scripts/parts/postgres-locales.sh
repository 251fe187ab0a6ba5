# What the databases were made with, as the file of pg_database has it: to ask a server,
# it would have to start, and to recover. A line for each: name, provider, collation,
# character type and version of the collation.
databases() {
  file=$data/global/1262
  # Rewritten by VACUUM FULL, it has another name.
  mapped=$(od -An -v -tu4 "$data/global/pg_filenode.map" | awk '
    { for (i = 1; i <= NF; i++) word[n++] = $i }
    END { for (i = 0; i < word[1]; i++) if (word[2 + 2 * i] == 1262) print word[3 + 2 * i] }')
  if [ -n "$mapped" ]; then file=$data/global/$mapped; fi
  [ -s "$file" ] || return 1
  od -An -v -tu1 "$file" | awk -v version="$version" '
    # Some builds of busybox have no ^.
    BEGIN { power[0] = 1; for (i = 1; i < 8; i++) power[i] = 2 * power[i - 1] }
    function le(at, bytes,   sum, i) { sum = 0; for (i = bytes - 1; i >= 0; i--) sum = sum * 256 + page[at + i]; return sum }
    function text(at, most,   out, i) { out = ""; for (i = 0; i < most && page[at + i] > 0; i++) out = out sprintf("%c", page[at + i]); return out }
    function isnull(bits, column) { return bits && int(page[bits + int((column - 1) / 8)] / power[(column - 1) % 8]) % 2 == 0 }
    # Texts that are this short begin with a byte of their length.
    function next_text(   out, size) {
      if (page[here] % 2 == 0) { print "?"; exit 1 }
      size = int(page[here] / 2)
      out = text(here + 1, size - 1)
      here += size
      return out
    }
    function tuple(at,   flags, bits, base, first, provider, collation, type, kept, column, last) {
      flags = le(at + 20, 2)
      # Made by what was rolled back, or replaced since.
      if (int(flags / 512) % 2 && !(int(flags / 256) % 2)) return
      if (le(at + 4, 4) != 0 && !(int(flags / 2048) % 2) && !(int(flags / 128) % 2)) return
      bits = flags % 2 ? at + 23 : 0
      base = at + page[at + 22]
      if (version < 15) {
        print text(base + 4, 64) "\tc\t" text(base + 76, 64) "\t" text(base + 140, 64) "\t?"
        return
      }
      provider = sprintf("%c", page[base + 76])
      here = base + 96
      first = version < 17 ? 12 : 13
      collation = next_text()
      type = next_text()
      last = version < 16 ? first + 3 : first + 4
      kept = ""
      for (column = first + 2; column <= last; column++) {
        if (isnull(bits, column)) kept = ""
        else kept = next_text()
      }
      print text(base + 4, 64) "\t" provider "\t" collation "\t" type "\t" kept
    }
    { for (i = 1; i <= NF; i++) {
        page[n++] = $i
        if (n < 8192) continue
        for (slot = 24; slot < le(12, 2); slot += 4) {
          pointer = le(slot, 4)
          if (int(pointer / 32768) % 4 == 1) tuple(pointer % 32768)
        }
        n = 0
    } }'
}

libc=unknown
if glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null); then
  libc=${glibc#glibc }
else
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ]; then libc=musl; fi
  done
fi
# has_locale NAME: the tool complains of what is not there, and succeeds; musl takes any.
has_locale() {
  if [ "$libc" = musl ] || ! command -v locale >/dev/null; then return 0; fi
  [ -z "$(LC_ALL=$1 locale charmap 2>&1 >/dev/null)" ]
}
