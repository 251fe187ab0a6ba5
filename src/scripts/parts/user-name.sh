  # initdb wants this user to have a name; the official images bring the means.
  if ! id -un >/dev/null 2>&1; then
    wrapper=
    for path in /usr/lib/*/libnss_wrapper.so /usr/lib/libnss_wrapper.so /lib/libnss_wrapper.so; do
      if [ -s "$path" ]; then wrapper=$path; fi
    done
    [ -n "$wrapper" ] ||
      fail 2 "user $(id -u) has no name in this image, and there is no libnss_wrapper.so to give it one. Run as a user that /etc/passwd has."
    printf 'postgres:x:%s:%s::/:/bin/false\n' "$(id -u)" "$(id -g)" >"$work/passwd"
    printf 'postgres:x:%s:\n' "$(id -g)" >"$work/group"
  fi
