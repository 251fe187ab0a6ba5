#!/bin/sh
# Whether the program has loaded its configuration since watch-config began:
# once is enough, since a change that is refused later leaves the program with
# the old one, which serves. Argument: the STATUS file of watch-config.
set -u

text=
while read -r line || [ -n "$line" ]; do text="$text$line"; done <"$1"
if [ "$text" = delivered ]; then exit 0; fi
printf 'The program has not been told to load its configuration: %s\n' "${text:-watch-config has not begun}"
exit 1
