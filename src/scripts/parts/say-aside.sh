# What a script says, by its name in $me, where standard output is for what it is asked.
say() { printf '%s: %s\n' "$me" "$*" >&2; }
