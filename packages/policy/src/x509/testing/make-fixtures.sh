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

# A revocation list with one revoked certificate and a reason for it.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -days 36500 -subj "/O=Example/CN=List CA"
touch "$work/index.txt"
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = %s\ncrlnumber = %s\ndefault_md = sha256\n' "$work/index.txt" "$work/number" >"$work/ca.cnf"
echo 01 >"$work/number"
openssl ca -config "$work/ca.cnf" -cert "$work/ca.pem" -keyfile "$work/ca.key" -revoke rsa.pem -crl_reason keyCompromise
openssl ca -config "$work/ca.cnf" -cert "$work/ca.pem" -keyfile "$work/ca.key" -gencrl -crldays 36500 -out list.pem
