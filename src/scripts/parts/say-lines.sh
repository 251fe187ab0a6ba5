# Each line of a text, by the name of the script in $me.
say_lines() { printf '%s\n' "$1" | sed "s/^/$me: /" >&2; }
