#!/bin/sh
# Makes the certificates beside this file again (OpenSSL 3). The tests hold their serial numbers, names and algorithms,
# not their keys or dates.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

make() { openssl req -x509 -nodes -keyout /dev/null -days 36500 "$@"; }
name() {
  printf '[req]\nprompt = no\ndistinguished_name = dn\nstring_mask = %s\nutf8 = yes\n[dn]\nCN = Köln\n' "$1" >"$work/name.cnf"
}

make -newkey ec -pkeyopt ec_paramgen_curve:P-256 -config rich.cnf -set_serial 0x00ff0123456789abcdef -out rich.pem
name MASK:0x800 # BMPString
make -newkey ed25519 -config "$work/name.cnf" -set_serial 10 -out bmp.pem
name MASK:0x4 # TeletexString
make -newkey ed25519 -config "$work/name.cnf" -set_serial -5 -out t61.pem
make -newkey rsa:2048 -sha384 -subj /CN=rsa -out rsa.pem
make -newkey rsa:2048 -sha512 -sigopt rsa_padding_mode:pss -subj /CN=pss -out pss.pem
# Version 1, an empty name, a serial number of zero.
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/v1.key" -subj / |
  openssl x509 -req -key "$work/v1.key" -days 36500 -set_serial 0 -out v1.pem
