# What a script says, by its name in $me.
say() { printf '%s: %s\n' "$me" "$*"; }
