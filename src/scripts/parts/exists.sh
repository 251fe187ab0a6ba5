# Links that lead nowhere are there, too.
exists() { [ -e "$1" ] || [ -L "$1" ]; }
