#!/bin/sh
# Makes what compose.yml reads from `secrets/`: an authority, the server's certificate, one for each of two clients that
# may connect and for one that may not, and a password for the database. What is there already is left as it is.
#
#   sh certificates.sh [DIRECTORY]
set -eu
umask 077
directory=${1:-$(dirname "$0")/secrets}
mkdir -p "$directory"
cd "$directory"

# An authority of your own: whoever has `ca.key` can make certificates that are believed. It is needed for nothing else.
if [ ! -e ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 \
    -subj "/CN=Example database authority" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout ca.key -out ca.crt 2>/dev/null
fi

# issue FILE NAME PURPOSE EXTENSION…
issue() {
  file=$1 name=$2 purpose=$3
  shift 3
  [ ! -e "$file.key" ] || return 0
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=$name" -keyout "$file.key" -out "$file.csr" 2>/dev/null
  {
    echo "basicConstraints = critical, CA:FALSE"
    echo "keyUsage = critical, digitalSignature"
    echo "extendedKeyUsage = $purpose"
    for extension; do echo "$extension"; done
  } >"$file.ext"
  openssl x509 -req -in "$file.csr" -CA ca.crt -CAkey ca.key -days 397 -extfile "$file.ext" -out "$file.crt" 2>/dev/null
  rm "$file.csr" "$file.ext"
}

issue server db.example.com serverAuth "subjectAltName = DNS:db.example.com"
issue alice alice clientAuth
issue reporting reporting clientAuth
issue mallory mallory clientAuth

[ -e database-password ] || openssl rand -hex 24 >database-password

# Compose mounts files as they are, and containers read them as users of their own: these few are for everybody, in a
# directory that nobody but you gets into.
chmod 644 server.crt server.key ca.crt database-password
