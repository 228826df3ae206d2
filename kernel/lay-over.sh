#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# lay-over.sh PORT FARM: brings FARM/arch/lib up to date with PORT. What has not changed
# keeps its time stamp, so that two checkouts can share one build.
set -eu
port=$1
farm=$2

copy() {
	cmp -s "$1" "$2" || { mkdir -p "$(dirname "$2")" && cp "$1" "$2"; }
}

[ ! -L "$farm/arch/lib" ] || rm "$farm/arch/lib"
(cd "$port/arch/lib" && find . -type f) | while read -r file; do
	copy "$port/arch/lib/$file" "$farm/arch/lib/$file"
done
copy "$port/include/liblinux.h" "$farm/arch/lib/public/liblinux.h"
(cd "$farm/arch/lib" && find . -type f ! -path './public/*') | while read -r file; do
	[ -f "$port/arch/lib/$file" ] || rm "$farm/arch/lib/$file"
done
