# run_file FILE: of those that people have put beside a new database, by the end of its
# name. Wants say, and from the script: run_text FILE, which runs the statements in it, and
# run_stream, which runs those on standard input.
run_file() {
  case $1 in
    *.sql)
      say "running $1."
      run_text "$1"
      ;;
    *.sql.gz)
      say "running $1."
      # Tested before: a pipe has only its last program's status.
      gzip -t "$1" && gzip -dc "$1" | run_stream
      ;;
    *.sh)
      say "running $1."
      # Files of a ConfigMap cannot be executed; many of those around are for bash.
      if [ -x "$1" ]; then
        "$1"
      elif command -v bash >/dev/null; then
        bash "$1"
      else
        sh "$1"
      fi
      ;;
    *) say "ignoring $1: neither .sql nor .sql.gz nor .sh." ;;
  esac
}
