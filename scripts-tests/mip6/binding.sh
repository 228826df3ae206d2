#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a Mobile IPv6 daemon on a correspondent node installs for a binding: what goes to the home
# address of the mobile node takes the way over its care-of address, and what comes from there
# may say the home address. RFC 6275 section 9, net/ipv6/mip6.c.
#
#   binding.sh add|update|delete CARE-OF-ADDRESS
here=fd3d:a0b:17d6::1
home=fd3d:fa7b:d17d::1

case $1 in
delete)
	ip xfrm policy delete dir out src $here/128 dst $home/128
	ip xfrm policy delete dir in src $home/128 dst $here/128
	ip xfrm state deleteall proto route2
	ip xfrm state deleteall proto hao
	;;
*)
	ip xfrm state "$1" src $here dst $home proto route2 mode ro coa "$2"
	ip xfrm state "$1" src $home dst $here proto hao mode ro coa "$2"
	ip xfrm policy "$1" dir out src $here/128 dst $home/128 \
		tmpl src $here dst $home proto route2 mode ro
	ip xfrm policy "$1" dir in src $home/128 dst $here/128 \
		tmpl src $home dst $here proto hao mode ro level use
	;;
esac
